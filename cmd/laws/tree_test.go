package laws

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// root is the repository, seen from this package's folder, where go test runs.
const root = "../.."

// skipped are folders that no commit holds.
var skipped = map[string]bool{".git": true, ".venv": true, "out": true, "node_modules": true}

// files lists the repository's files, slash-separated and relative to its root.
func files(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		if d.IsDir() && (skipped[d.Name()] || ignored(filepath.ToSlash(rel))) {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() && !ignored(filepath.ToSlash(rel)) {
			out = append(out, filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("only %d files under %s: the walk sees no repository", len(out), root)
	}
	return out
}

// ignored says that .gitignore keeps a path of the work tree out of every commit.
func ignored(rel string) bool {
	return rel == "whyrst" || strings.HasSuffix(rel, ".test") || strings.HasSuffix(rel, ".prof") ||
		strings.Contains(rel, "__pycache__")
}

// goFile is one parsed Go file.
type goFile struct {
	name      string // relative to the root
	test      bool
	generated bool
	lines     int
	set       *token.FileSet
	ast       *ast.File
}

// dir is the folder of the file, the import path without the module's name.
func (f *goFile) dir() string { return path.Dir(f.name) }

// goFiles parses all Go code outside testdata.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var out []goFile
	for _, name := range files(t) {
		if !strings.HasSuffix(name, ".go") || strings.Contains(name, "testdata/") {
			continue
		}
		src, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, src, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, goFile{
			name: name, test: strings.HasSuffix(name, "_test.go"), generated: ast.IsGenerated(file),
			lines: bytes.Count(src, []byte("\n")), set: set, ast: file,
		})
	}
	return out
}
