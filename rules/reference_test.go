package rules

import (
	"os"
	"strings"
	"testing"
)

// golden compares a printed reference with a file that people read in review; -update rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what is printed now (-update rewrites it):\n%s", name, got)
	}
}

func TestLanguage(t *testing.T) {
	var b strings.Builder
	if err := WriteLanguage(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/language.md", b.String())
	// The examples show what they are there to show, whatever rules are added.
	for _, want := range []string{"The verdict is `own_balancer_idle`, certain", "The verdict is `nightly_backup`, possible",
		"The rule is undecided", `"probe_dropped_by_tap: rst_ttl_delta_abs"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s", want)
		}
	}
}

// One rule printed in full: every key that there is.
func TestRuleMarkdown(t *testing.T) {
	var b strings.Builder
	if err := builtinSet(t).Rule("port_closed").WriteMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"## port_closed\n", "**Nothing listens", "when    rst_form == reply_noack and", "certain (not known", "likely  always",
		"- Verdict: harmful when `flow_syn_count >= 2`, else benign", "(frame: `rst_trigger_frame`)", ", when `cross_dst", "- What would settle it: ", "- See: RFC 9293"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
}

// The reference holds each rule once in the table and once in full, the column reference each column.
func TestReferenceIsComplete(t *testing.T) {
	s := builtinSet(t)
	var causes, cols strings.Builder
	if err := s.WriteReference(&causes); err != nil {
		t.Fatal(err)
	}
	for _, r := range s.Rules() {
		if strings.Count(causes.String(), "| ["+r.ID+"](") != 1 || strings.Count(causes.String(), "## "+r.ID+"\n") != 1 {
			t.Errorf("%s does not stand once", r.ID)
		}
	}
	if err := WriteColumns(&cols); err != nil {
		t.Fatal(err)
	}
	for name := range columnIndex {
		if strings.Count(cols.String(), "\n| `"+name+"` |") != 1 {
			t.Errorf("column %s does not stand once", name)
		}
	}
	for line := range strings.Lines(cols.String()) {
		if strings.HasPrefix(line, "|") && strings.Count(line, "|")-strings.Count(line, `\|`) != 5 {
			t.Errorf("broken table row: %s", line)
		}
	}
}
