package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// folder is where a data set goes: written in a hidden folder beside it, moved when it is whole.
type folder struct {
	final, temp string
	overwrite   bool
}

// newFolder checks the final name. A link is followed, so that it stays one.
func newFolder(dir string, overwrite bool) (folder, error) {
	if dir == "" {
		return folder{}, errors.New("no folder for the data set")
	}
	final, err := filepath.Abs(dir)
	if err != nil {
		return folder{}, err
	}
	if real, err := filepath.EvalSymlinks(final); err == nil {
		final = real
	}
	f := folder{final: final, overwrite: overwrite}
	return f, f.check()
}

// check refuses what must not be replaced.
func (f *folder) check() error {
	entries, err := os.ReadDir(f.final)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) == 0:
		return nil
	case !f.overwrite:
		return fmt.Errorf("%s: folder exists and is not empty; overwrite it on purpose or choose another", f.final)
	}
	if _, err := os.Stat(filepath.Join(f.final, manifestName)); err != nil {
		return fmt.Errorf("%s: not overwritten: it is not empty and holds no data set (no %s)", f.final, manifestName)
	}
	return nil
}

// begin makes the hidden folder with one folder a table.
func (f *folder) begin(set Tables) (string, error) {
	parent, base := filepath.Split(f.final)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return "", err
	}
	temp, err := os.MkdirTemp(parent, "."+base+".whyrst-")
	if err != nil {
		return "", err
	}
	f.temp = temp
	// What MkdirTemp makes is private; a data set has the permissions that a folder would have had.
	mode := os.FileMode(0o777)
	for _, t := range set.List() {
		if err := os.Mkdir(filepath.Join(temp, t.String()), mode); err != nil {
			return "", errors.Join(err, f.abort())
		}
	}
	if first := set.List(); len(first) > 0 {
		if info, err := os.Stat(filepath.Join(temp, first[0].String())); err == nil {
			mode = info.Mode().Perm()
		}
	}
	if err := os.Chmod(temp, mode); err != nil {
		return "", errors.Join(err, f.abort())
	}
	return temp, nil
}

// commit moves the hidden folder to the final name. What was there is moved aside first and moved back if the second
// step fails, so that one of the two is always whole under the name, or under a hidden one if the process dies
// between two system calls.
func (f *folder) commit() error {
	if err := f.check(); err != nil { // someone else may have written meanwhile
		return err
	}
	old := ""
	err := os.Remove(f.final) // an empty folder
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		if !f.overwrite {
			return err
		}
		old = strings.Replace(f.temp, ".whyrst-", ".old-", 1)
		if err := os.Rename(f.final, old); err != nil {
			return err
		}
	}
	if err := os.Rename(f.temp, f.final); err != nil {
		if old != "" {
			err = errors.Join(err, os.Rename(old, f.final))
		}
		return err
	}
	if old != "" {
		return os.RemoveAll(old)
	}
	return nil
}

// abort removes the hidden folder.
func (f *folder) abort() error {
	if f.temp == "" {
		return nil
	}
	return os.RemoveAll(f.temp)
}
