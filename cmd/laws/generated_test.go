package laws

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestGeneratedFilesAreFresh runs go generate in a copy of the repository and compares every file.
func TestGeneratedFilesAreFresh(t *testing.T) {
	copyRoot := t.TempDir()
	names := files(t)
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(copyRoot, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "generate", "./...")
	cmd.Dir = copyRoot
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go generate: %v\n%s", err, out)
	}
	generated := 0
	for _, name := range names {
		was, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		is, err := os.ReadFile(filepath.Join(copyRoot, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".go") && bytes.Contains(was, []byte("DO NOT EDIT")) {
			generated++
		}
		if !bytes.Equal(was, is) {
			t.Errorf("%s is stale: run go generate ./...", name)
		}
	}
	if generated == 0 {
		t.Error("no generated file found: the law watches nothing")
	}
}
