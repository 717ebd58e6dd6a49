package lua

import (
	"bytes"
	"fmt"
	"path"
	"sort"

	"whyrst/extract/fact"
	"whyrst/rules"
)

// File is a file to write, with a slash-separated path relative to a folder.
type File struct {
	Path string
	Data []byte
}

// ProfileName is the name of the profile where it has one: wireshark -C whyrst.
const ProfileName = "whyrst"

// ProfileFiles are the files of the profile, without the plugin.
func ProfileFiles(set *rules.Set) []File {
	return sorted([]File{
		{"preferences", []byte(preferences)},
		{"colorfilters", colorFilters()},
		{"dfilter_buttons", buttons(set)},
		{"dfilters", bookmarks(set)},
		{"dfilter_macros", macros(func(name, filter string) string { return uatText(name) + "," + uatText(filter) })},
		{"dmacros", macros(func(name, filter string) string { return `"` + name + `" ` + filter })},
		{"io_graphs", ioGraphs()},
		{"recent", []byte(recent)},
		{"profile_settings", []byte("auto_switch_filter: whyrst.flow_cause\n")},
	})
}

// PluginFiles are the plugin and its catalogue, in a folder of their own below Wireshark's folder of plugins. Files
// of verdicts belong in its folder "verdicts".
func PluginFiles(set *rules.Set) ([]File, error) {
	var catalogue bytes.Buffer
	if err := WriteCatalogue(&catalogue, set); err != nil {
		return nil, err
	}
	return []File{{PluginDir + "/catalogue.tsv", catalogue.Bytes()}, {PluginDir + "/whyrst.lua", Plugin}}, nil
}

// PluginDir is the folder of the plugin, VerdictDir that of the files of verdicts in it.
const (
	PluginDir  = "whyrst"
	VerdictDir = PluginDir + "/verdicts"
)

// VerdictFile is the path of a capture's file of verdicts: its name, in characters that every file system takes, and
// the beginning of its hash, so that captures of one name stay apart. number stands in where there is no hash.
func VerdictFile(number int, c *fact.Capture) string {
	name := []byte(c.Capture)
	for i, b := range name {
		if (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') && (b < '0' || b > '9') && b != '-' && b != '_' && b != '.' {
			name[i] = '_'
		}
	}
	if len(name) > 80 {
		name = name[:80]
	}
	id := fmt.Sprintf("%04d", number)
	if c.Hash.Known && len(c.Hash.V) >= 8 {
		id = c.Hash.V[:8]
	}
	return path.Join(VerdictDir, fmt.Sprintf("%s-%s.whyrst.tsv", name, id))
}

func sorted(files []File) []File {
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	return files
}
