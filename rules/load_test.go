package rules

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"whyrst/extract/fact"
)

// write makes a directory of files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// own is a user's rule that is true of everything.
func own(id string, rank int) string {
	return strings.NewReplacer("cause: last", "cause: "+id, "step: last", "step: gate", "rank: 0", fmt.Sprint("rank: ", rank),
		"kind: fallback", "kind: specific", "family: capture", "family: user").Replace(lastRule)
}

func TestLoadUserRules(t *testing.T) {
	builtin := builtinSet(t)
	first := write(t, map[string]string{"mine.rule": own("mine", 1), "port_closed.rule": own("port_closed", 2), "notes.txt": "no rule"})
	second := write(t, map[string]string{"mine.rule": own("mine", 3)})
	s, err := Load(first, second)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(s.Rules()), len(builtin.Rules())+1; got != want {
		t.Errorf("%d rules, want %d: one added, one replaced", got, want)
	}
	if r := s.Rule("mine"); r == nil || r.Rank != 3 || r.Builtin || r.File != filepath.Join(second, "mine.rule") {
		t.Errorf("mine is not that of the last directory: %+v", r)
	}
	if r := s.Rule("port_closed"); r.Builtin || r.Rank != 2 {
		t.Error("port_closed was not replaced")
	}
	var r fact.Reset
	if d := s.Judge(&r); s.Winner(&d).ID != "port_closed" {
		t.Errorf("winner %s", s.Winner(&d).ID)
	}
	if s.Version() == builtin.Version() {
		t.Error("other rules, same version")
	}
	if s.Rule("nothing") != nil {
		t.Error("a rule that does not exist")
	}
}

func TestLoadFails(t *testing.T) {
	huge := "cause: huge\n" + strings.Repeat("# x\n", maxFile/4)
	for _, tc := range []struct{ files, want string }{
		{"", "holds no .rule file"},
		{"bad.rule=cause: bad", "bad.rule:1:1: summary is missing"},
		{"a.rule=\xff\xfe", "a.rule:1:1: not UTF-8"},
		{"huge.rule=" + huge, "huge.rule:1:1: larger than 1 MiB"},
		{"port_closed.rule=cause: x", `port_closed.rule:1:8: cause is "x"`},
		{"unclassified.rule=" + strings.Replace(own("unclassified", 1), "when: always", "when: flow_fin_s", 1), "no fallback of step last"},
	} {
		files := map[string]string{}
		if name, text, ok := strings.Cut(tc.files, "="); ok {
			files[name] = text
		}
		_, err := Load(write(t, files))
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%.40q: %.200v, want %q", tc.files, err, tc.want)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing directory: %v", err)
	}
	var errs Errors
	if _, err := Load(write(t, map[string]string{"a.rule": "", "b.rule": ""})); !errors.As(err, &errs) || len(errs) != 2 {
		t.Errorf("two broken files: %v", err)
	}
}

func TestTooManyRules(t *testing.T) {
	sources := []source{{name: "last.rule", text: lastRule}}
	for i := range MaxRules - 1 {
		id := fmt.Sprintf("r%03d", i)
		sources = append(sources, source{name: id + ".rule", text: own(id, i)})
	}
	s, errs := parseSources(sources)
	if errs != nil {
		t.Fatal(errs)
	}
	// The last bit of a decision counts too.
	var r fact.Reset
	d := s.Judge(&r)
	if v := s.Explain(&r, &d); len(v.Matched) != MaxRules || v.Matched[MaxRules-1] != "last" {
		t.Errorf("%d rules matched", len(v.Matched))
	}
	if _, errs := parseSources(append(sources, source{name: "more.rule", text: own("more", 999)})); len(errs) == 0 || !strings.Contains(errs.Error(), "more than 256 rules") {
		t.Errorf("%v", errs)
	}
}

// The version depends on ids and texts, not on where or in which order they were read, nor on line ends.
func TestVersion(t *testing.T) {
	a, b := source{name: "x/a.rule", text: own("a", 1)}, source{name: "b.rule", text: own("b", 2)}
	last := source{name: "last.rule", text: lastRule}
	version := func(list ...source) string {
		s, errs := parseSources(list)
		if errs != nil {
			t.Fatal(errs)
		}
		return s.Version()
	}
	v := version(a, b, last)
	if len(v) != 16 {
		t.Error(v)
	}
	crlf := source{name: "a.rule", text: strings.ReplaceAll(a.text, "\n", "\r\n"), builtin: true}
	if got := version(last, b, crlf); got != v {
		t.Errorf("%s is not %s", got, v)
	}
	changed := a
	changed.text += "\nMore prose.\n"
	if version(changed, b, last) == v || version(a, last) == v {
		t.Error("another text, the same version")
	}
}

// A set serves several goroutines (run with -race).
func TestConcurrentUse(t *testing.T) {
	s, row := manyRules(t, 75)
	want := s.Judge(&row)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				if d := s.Judge(&row); d != want {
					t.Error("another decision")
				}
				s.Explain(&row, &want)
			}
		})
	}
	wg.Wait()
}

// No rule file, whatever it holds, panics the parser, and each mistake has a place in the file.
func FuzzParseFile(f *testing.F) {
	sources, err := builtins()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range sources {
		f.Add(s.text)
	}
	f.Add("cause: x\n  y\n\n")
	f.Add("title: {a} {{ {rst_form:x|y} {flow_idle_us:ms} [when a]\nevidence: @ b [when \x00]")
	f.Add("when:\n # c\n known(\nkind: a when\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, errs := parseFile("x.rule", text, false)
		lines := strings.Count(text, "\n") + 1
		for _, e := range errs {
			if e.Line < 0 || e.Line > lines || e.Msg == "" {
				t.Errorf("out of place: %v", e)
			}
		}
		if len(errs) > 0 {
			return
		}
		s, errs := newSet([]*Rule{r})
		if s == nil && len(errs) == 0 {
			t.Fatal("neither set nor mistakes")
		}
		if s != nil {
			var row fact.Reset
			d := s.Judge(&row)
			s.Explain(&row, &d)
		}
	})
}
