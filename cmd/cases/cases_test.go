package cases

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"whyrst/extract/fact"
	"whyrst/extract/packettext"
	"whyrst/rules"
)

var update = flag.Bool("update", false, "rewrite the golden table of rules that fire together")

const folder = "../../rules/builtin/testdata"

func load(t *testing.T) (*rules.Set, []*packettext.Case) {
	t.Helper()
	set, err := rules.Load()
	if err != nil {
		t.Fatal(err)
	}
	list, err := packettext.LoadCases(filepath.Join(folder, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	return set, list
}

// TestCases holds every story, and every change of it that must not matter, to its wanted verdict.
func TestCases(t *testing.T) {
	set, list := load(t)
	for _, c := range list {
		t.Run(c.Name, func(t *testing.T) {
			for i := range c.Sections {
				sec := &c.Sections[i]
				for _, v := range packettext.Variants() {
					if !exempt(sec, v.Name) {
						holdTo(t, set, c, sec, v)
					}
				}
			}
		})
	}
}

// exempt says that a story declares that a variant takes away what its verdict rests on.
func exempt(sec *packettext.Section, variant string) bool {
	return slices.ContainsFunc(sec.Want, func(w packettext.Want) bool {
		return w.Kind == packettext.WantOption && w.Text == "not "+variant
	})
}

func holdTo(t *testing.T, set *rules.Set, c *packettext.Case, sec *packettext.Section, v packettext.Variant) {
	t.Helper()
	s := v.Script(sec.Script)
	rows := road(t, set, v, sec.Script)
	for _, w := range sec.Want {
		r := about(rows, s, w.Frame)
		if r == nil {
			t.Errorf("%s.txtar:%d (%s): no such reset", c.Name, w.Line, v.Name)
			return
		}
		if msg := miss(&w, r, v.Name == "plain"); msg != "" {
			t.Errorf("%s.txtar:%d (%s): %s\n\twant %s\n\trow  frame %d: %s %s by %s; matched %v\n\tform %v trigger %v role %v effect %v",
				c.Name, w.Line, v.Name, msg, w.Text, r.FrameNumber, r.Confidence, r.Cause, r.Responsible, r.Matched,
				r.Form, r.TriggerKind, r.Role, r.Effect)
		}
	}
}

// miss says how a row fails a want; facts, evidence and title are held to in the plain capture only.
func miss(w *packettext.Want, r *fact.JudgedReset, plain bool) string {
	switch w.Kind {
	case packettext.WantVerdict:
		got := r.Confidence.String() + " " + r.Cause + " by " + r.Responsible
		if want := w.Confidence + " " + w.Cause + " by " + w.Responsible; got != want {
			return "verdict " + got
		}
	case packettext.WantNot:
		if slices.Contains(r.Matched, w.Cause) {
			return w.Cause + " fires"
		}
	case packettext.WantOption:
		if id, ok := strings.CutPrefix(w.Text, "matched "); ok && !slices.Contains(r.Matched, id) {
			return id + " does not fire"
		}
		if e, ok := strings.CutPrefix(w.Text, "evidence "); ok && plain && !slices.Contains(r.Evidence, e) {
			return fmt.Sprintf("evidence %q", r.Evidence)
		}
		if e, ok := strings.CutPrefix(w.Text, "title "); ok && plain && e != r.Title {
			return "title " + r.Title
		}
	case packettext.WantFact:
		if got := value(w.Name, &r.Reset); plain && got != w.Value {
			return w.Name + " = " + got
		}
	}
	return ""
}

// value prints a fact as a want line writes it: NULL, true, a word, a number without unit.
func value(name string, r *fact.Reset) string {
	for i := range fact.ResetColumns {
		c := &fact.ResetColumns[i]
		if c.Name != name {
			continue
		}
		if c.Text != nil {
			b, ok := c.Text(r, nil)
			if !ok {
				return "NULL"
			}
			return string(b)
		}
		n, ok := c.Int(r)
		switch {
		case !ok:
			return "NULL"
		case len(c.Values) > 0:
			return c.Values[n]
		case c.Kind == fact.KindBool:
			return strconv.FormatBool(n != 0)
		}
		return strconv.FormatInt(n, 10)
	}
	return "no such column"
}

// TestEveryRuleHasCases wants a story that fires for every rule, and a near miss beside it.
func TestEveryRuleHasCases(t *testing.T) {
	set, list := load(t)
	for _, r := range set.Rules() {
		i := slices.IndexFunc(list, func(c *packettext.Case) bool { return c.Name == r.ID })
		if i < 0 {
			t.Errorf("%s has no case archive", r.ID)
			continue
		}
		var n [2]int
		for _, s := range list[i].Sections {
			n[s.Kind]++
			if s.Kind == packettext.Fires && !slices.ContainsFunc(s.Want, func(w packettext.Want) bool {
				return w.Cause == r.ID || w.Text == "matched "+r.ID
			}) {
				t.Errorf("%s.txtar:%d: a story that fires does not want %s", r.ID, s.Line, r.ID)
			}
		}
		if n[packettext.Fires] == 0 || n[packettext.Spares] == 0 {
			t.Errorf("%s.txtar: %d stories fire, %d spare; each needs one", r.ID, n[packettext.Fires], n[packettext.Spares])
		}
	}
}

// overlaps counts which rules are true together on primary RSTs.
type overlaps map[string]int

func (o overlaps) count(rows []fact.JudgedReset) {
	for _, r := range rows {
		if r.Role == fact.RolePrimary && len(r.Matched) > 1 {
			others := slices.DeleteFunc(slices.Clone(r.Matched), func(id string) bool { return id == r.Cause })
			o[r.Cause+" over "+strings.Join(others, " ")]++
		}
	}
}

// golden holds the counts against the golden file: precedence is reviewed in its diff, not discovered.
func (o overlaps) golden(t *testing.T, name string) {
	t.Helper()
	var lines []string
	for k, n := range o {
		lines = append(lines, k+": "+strconv.Itoa(n))
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	name = filepath.Join("testdata", name)
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
		t.Errorf("rules that fire together changed; review and run with -update:\n%s", got)
	}
}

// TestOverlap keeps the golden table of rules that are true together over all cases.
func TestOverlap(t *testing.T) {
	set, list := load(t)
	together := overlaps{}
	for _, c := range list {
		for i := range c.Sections {
			together.count(road(t, set, packettext.Variants()[0], c.Sections[i].Script))
		}
	}
	together.golden(t, "overlap.golden")
}
