package idle

import (
	"cmp"
	"slices"
	"sort"
	"strings"
)

// Timer is one known idle timer.
type Timer struct {
	// Name says whose timer it is.
	Name string
	// Us is its length in microseconds.
	Us int64
	// Source says where the value is documented; empty if nobody said.
	Source string
}

// Table is a set of known idle timers.
type Table struct {
	timers []Timer
	// spans cover every pause that agrees with a timer, ascending and disjoint.
	spans []span
}

// span is a range of pauses, both ends included, that agree with the same timers.
type span struct {
	lo, hi int64
	names  string
}

// New returns a table of the given timers.
func New(timers []Timer) *Table {
	t := &Table{timers: slices.Clone(timers)}
	slices.SortStableFunc(t.timers, func(a, b Timer) int { return cmp.Compare(b.Us, a.Us) })
	t.spans = spansOf(t.timers)
	return t
}

// Timers lists the timers, longest first. The caller must not change them.
func (t *Table) Timers() []Timer { return t.timers }

// With returns a table of the timers of t and those of u; u's come second where they are equally long.
func (t *Table) With(u *Table) *Table { return New(append(slices.Clone(t.timers), u.timers...)) }

// Match names the timers of the table that a pause of us microseconds agrees with, within 2 % or 1 s,
// whichever is more (for timers under 5 s: a fifth). Several names are joined by ", ". False if none does.
func (t *Table) Match(us int64) (name string, ok bool) {
	i := sort.Search(len(t.spans), func(i int) bool { return t.spans[i].hi >= us })
	if i == len(t.spans) || t.spans[i].lo > us {
		return "", false
	}
	return t.spans[i].names, true
}

// Match is that of the built-in table.
func Match(us int64) (name string, ok bool) { return Builtin().Match(us) }

// tolerance is how far a pause may lie from a timer. Timers tick in seconds and are looked at late; under 5 s
// a whole second would match nearly anything.
func tolerance(us int64) int64 {
	return max(us/50, min(1_000_000, us/5))
}

// spansOf cuts the time line where the set of agreeing timers changes, so that Match need not build text.
func spansOf(timers []Timer) []span {
	var cuts []int64 // first pauses of ranges
	for _, x := range timers {
		tol := tolerance(x.Us)
		cuts = append(cuts, x.Us-tol, x.Us+tol+1)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var spans []span
	for i := 0; i+1 < len(cuts); i++ {
		if names := namesAt(timers, cuts[i]); names != "" {
			spans = append(spans, span{lo: cuts[i], hi: cuts[i+1] - 1, names: names})
		}
	}
	return spans
}

func namesAt(timers []Timer, us int64) string {
	var names []string
	for _, x := range timers {
		if tol := tolerance(x.Us); us >= x.Us-tol && us <= x.Us+tol && !slices.Contains(names, x.Name) {
			names = append(names, x.Name)
		}
	}
	return strings.Join(names, ", ")
}
