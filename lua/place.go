package lua

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// ledgerName is the file in which a folder remembers what was placed there: a line "sha256 path" a file.
const ledgerName = "whyrst-files.txt"

// Placed says what became of files. Paths are relative to the folder.
type Placed struct {
	// Written were placed, or were there already with the same bytes.
	Written []string
	// Removed are gone.
	Removed []string
	// Kept were left alone: somebody changed them since they were placed, or they were never ours.
	Kept []string
}

// Place writes files into a folder and remembers them. A file that is there and is not as it was placed before
// stays as it is. Files placed earlier that are not among these stay too. Errors carry the path.
func Place(dir string, files []File) (p Placed, err error) {
	ledger, err := readLedger(dir)
	if err != nil {
		return p, err
	}
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Path))
		sum := digest(f.Data)
		there, err := digestOf(name)
		switch {
		case err != nil:
			return p, errors.Join(err, ledger.write(dir))
		case there != "" && there != sum && there != ledger[f.Path]:
			p.Kept = append(p.Kept, f.Path)
			continue
		case there != sum:
			if err := writeFile(name, f.Data); err != nil {
				return p, errors.Join(err, ledger.write(dir))
			}
		}
		ledger[f.Path] = sum
		p.Written = append(p.Written, f.Path)
	}
	return p, ledger.write(dir)
}

// Remove takes away what Place wrote, unless it was changed since, and folders that are empty then. A folder
// without a ledger has nothing to remove.
func Remove(dir string) (p Placed, err error) {
	ledger, err := readLedger(dir)
	if err != nil || len(ledger) == 0 {
		return p, err
	}
	for _, name := range ledger.paths() {
		file := filepath.Join(dir, filepath.FromSlash(name))
		there, err := digestOf(file)
		switch {
		case err != nil:
			return p, err
		case there == "":
		case there != ledger[name]:
			p.Kept = append(p.Kept, name)
			continue
		default:
			if err := os.Remove(file); err != nil {
				return p, err
			}
			p.Removed = append(p.Removed, name)
		}
		for d := path.Dir(name); d != "."; d = path.Dir(d) {
			if os.Remove(filepath.Join(dir, filepath.FromSlash(d))) != nil {
				break // not empty
			}
		}
	}
	if err := os.Remove(filepath.Join(dir, ledgerName)); err != nil {
		return p, err
	}
	_ = os.Remove(dir) // stays if it is not empty
	return p, nil
}

// Unchanged lists what was placed in a folder: those files that are as they were, and those that are not.
func Unchanged(dir string) (same, changed []string, err error) {
	ledger, err := readLedger(dir)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range ledger.paths() {
		there, err := digestOf(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return nil, nil, err
		}
		if there == ledger[name] {
			same = append(same, name)
		} else {
			changed = append(changed, name)
		}
	}
	return same, changed, nil
}

// ledger maps paths to digests.
type ledger map[string]string

func readLedger(dir string) (ledger, error) {
	l := ledger{}
	file, err := os.Open(filepath.Join(dir, ledgerName))
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		sum, name, ok := strings.Cut(lines.Text(), " ")
		// Whoever edits the file must not make us remove anything outside the folder.
		if !ok || !filepath.IsLocal(filepath.FromSlash(name)) {
			return nil, fmt.Errorf("%s: line %q is none of ours", file.Name(), lines.Text())
		}
		l[name] = sum
	}
	return l, lines.Err()
}

func (l ledger) paths() (names []string) {
	for name := range l {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (l ledger) write(dir string) error {
	var b strings.Builder
	for _, name := range l.paths() {
		b.WriteString(l[name] + " " + name + "\n")
	}
	return writeFile(filepath.Join(dir, ledgerName), []byte(b.String()))
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// digestOf is empty for a file that is not there.
func digestOf(name string) (string, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return digest(data), nil
}

// writeFile writes beside and renames: Wireshark may be reading.
func writeFile(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(name), ".whyrst-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(data)
	mode := fs.FileMode(0o644)
	if strings.HasSuffix(name, ".sh") {
		mode = 0o755
	}
	err = errors.Join(err, temp.Chmod(mode), temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}
