package rules

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"whyrst/extract/fact"
)

var update = flag.Bool("update", false, "rewrite what the test archives expect")

// An archive in testdata/engine holds rule files (NAME.rule), then rows ("row: what it is about") each
// followed by "want": the verdict's fields that are not empty. The set is those rules alone, with a last one
// added. If the rules have mistakes, the section "errors" holds them instead.
func TestEngine(t *testing.T) {
	names, err := filepath.Glob("testdata/engine/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no archives", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { runArchive(t, name) })
	}
}

const lastRule = `cause: last
summary: nothing
title: nothing
family: capture
step: last
rank: 0
kind: fallback
when: always
responsible: unknown
verdict: benign
loss: unknown
evidence: nothing
advice: nothing

Nothing.
`

func runArchive(t *testing.T, name string) {
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	sources := []source{{name: "last.rule", text: lastRule}}
	for _, f := range a.Files {
		if strings.HasSuffix(f.Name, ".rule") {
			sources = append(sources, source{name: f.Name, text: string(f.Data)})
		}
	}
	set, errs := parseSources(sources)
	checked, changed := 0, false
	check := func(f *txtar.File, got string) {
		if checked++; got != string(f.Data) {
			t.Errorf("%s: got\n%s\nwant\n%s", f.Name, got, f.Data)
			f.Data, changed = []byte(got), true
		}
	}
	var row string
	for i := range a.Files {
		f := &a.Files[i]
		switch {
		case strings.HasSuffix(f.Name, ".rule"):
		case f.Name == "errors":
			check(f, errs.sorted().Error()+"\n")
			errs = nil
		case strings.HasPrefix(f.Name, "row: "):
			row = string(f.Data)
		case f.Name == "want" && set != nil:
			check(f, verdictText(t, set, row))
		default:
			t.Fatalf("section %q: %v", f.Name, errs)
		}
	}
	if len(errs) > 0 || checked == 0 {
		t.Fatalf("%d sections checked, mistakes in rules:\n%v", checked, errs)
	}
	if changed && *update {
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// verdictText judges a row and prints what the verdict says.
func verdictText(t *testing.T, set *Set, row string) string {
	t.Helper()
	r, errs := ParseRow("row", row)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	d := set.Judge(&r)
	v := set.Explain(&r, &d)
	var b strings.Builder
	for i := range fact.VerdictColumns {
		c := &fact.VerdictColumns[i]
		switch c.Kind {
		case fact.KindList:
			list, _ := c.List(&v)
			for _, s := range list {
				fmt.Fprintf(&b, "%s: %s\n", c.Name, s)
			}
		case fact.KindEnum:
			n, _ := c.Int(&v)
			fmt.Fprintf(&b, "%s: %s\n", c.Name, c.Values[n])
		case fact.KindString:
			if s, known := c.Str(&v); known && c.Name != "rules_version" && s != "" {
				fmt.Fprintf(&b, "%s: %s\n", c.Name, s)
			}
		}
	}
	return b.String()
}
