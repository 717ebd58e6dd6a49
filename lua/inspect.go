package lua

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Inspected is the header of a file of verdicts.
type Inspected struct {
	// File is its name.
	File string
	// Capture, Flows, Resets, Rules and Whyrst are as in the header; empty if it lacks them.
	Capture, Flows, Resets, Rules, Whyrst string
	// Version is its format's; the plugin reads FormatVersion.
	Version string
}

// Inspect reads the headers of the files of verdicts in a plugin's folder, by name. A folder that is not there has
// none. A file that is none of ours has no Version.
func Inspect(dir string) (out []Inspected, err error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".tsv") {
			continue
		}
		v, err := inspectFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return out, err
		}
		out = append(out, v)
	}
	return out, nil
}

func inspectFile(name string) (v Inspected, err error) {
	v.File = filepath.Base(name)
	file, err := os.Open(name)
	if err != nil {
		return v, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() && strings.HasPrefix(lines.Text(), "# ") {
		if version, ok := strings.CutPrefix(lines.Text(), "# whyrst verdicts "); ok {
			v.Version = version
			continue
		}
		key, value, _ := strings.Cut(lines.Text()[2:], "\t")
		switch key {
		case "capture":
			v.Capture = value
		case "flows":
			v.Flows = value
		case "resets":
			v.Resets = value
		case "rules":
			v.Rules = value
		case "whyrst":
			v.Whyrst = value
		}
	}
	return v, nil // a line too long for the scanner is not in the header
}
