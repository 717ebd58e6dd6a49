package lua

import (
	"bytes"
	"fmt"
	"path"
	"sort"

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
		{"profile_settings", []byte("auto_switch_filter: whyrst\n")},
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

// VerdictFile is the name of a capture's file of verdicts, number its place among the captures: names of captures
// may hold what file systems don't take, or fold.
func VerdictFile(number int, capture string) string {
	name := []byte(capture)
	for i, c := range name {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			name[i] = '_'
		}
	}
	if len(name) > 80 {
		name = name[:80]
	}
	return path.Join(VerdictDir, fmt.Sprintf("%04d-%s.whyrst.tsv", number, name))
}

func sorted(files []File) []File {
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	return files
}
