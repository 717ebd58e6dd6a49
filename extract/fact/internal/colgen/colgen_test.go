package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"whyrst/extract/fact"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// The committed columns_gen.go is what the structs say today.
func TestColumnsAreFresh(t *testing.T) {
	dir := filepath.Join("..", "..")
	want, err := generate(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, outFile))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is stale: run go generate ./extract/fact", outFile)
	}
}

// Every kind, embedding, and Opt, in one small package whose output is read by eye.
func TestGolden(t *testing.T) {
	got, err := generate(filepath.Join("testdata", "good"))
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "good.golden")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("output differs from %s (-update rewrites it):\n%s", golden, got)
	}
}

// What has no portable column is refused, with its position.
func TestRefuses(t *testing.T) {
	for src, want := range map[string]string{
		"type R struct {\n\tA, B bool `col:\"a\"`\n}":              "in.go:3:2: one field a column",
		"type R struct {\n\tA uint64 `col:\"a\"`\n}":               "type uint64 has no column kind",
		"type R struct {\n\tA Opt[[]byte] `col:\"a\"`\n}":          "in.go:3:2: A: type has no column kind",
		"type R struct {\n\tA map[string]int `col:\"a\"`\n}":       "in.go:3:2: A: type has no column kind",
		"type R struct {\n\tA int32 `col:\"a\" unit:\"weeks\"`\n}": `no unit "weeks"`,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "in.go"), []byte("package p\n"+src+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := generate(dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngot %v, want %q", src, err, want)
		}
	}
}

// The generator's unit table is fact's.
func TestUnits(t *testing.T) {
	for name := range units {
		if _, ok := fact.ParseUnit(name); !ok {
			t.Errorf("fact has no unit %q", name)
		}
	}
	if u := fact.Unit(len(units)); u.String() == "invalid" || fact.Unit(len(units)+1).String() != "invalid" {
		t.Errorf("fact has more or fewer units than the generator's %d", len(units))
	}
}
