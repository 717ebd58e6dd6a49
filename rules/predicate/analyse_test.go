package predicate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	for _, tc := range []struct{ src, want string }{
		{"fin and reply", ""},
		{"never", ""},
		{"always", ""},
		{"fin and not fin", "0: this can never be true: its conditions on fin contradict each other"},
		{"idle_us > 5s and idle_us < 1s", "0: this can never be true: its conditions on idle_us contradict each other"},
		{"idle_us > 5s or idle_us < 1s", ""},
		{"form == abort and form == in", "0: this can never be true: its conditions on form contradict each other"},
		{"form == abort and form != in", ""},
		{"fin and (form == abort and form in {in, reply_ack} or reply)", "9: this alternative can never be true: its conditions on form contradict each other"},
		{"(form == abort or form == in) and form == reply_ack", "0: this can never be true: its conditions on form contradict each other"},
		{"(form == abort or ttl > 3) and form == in and ttl < 2", "0: this can never be true: every alternative contradicts itself"},
		{"not (fin or reply) and reply", "0: this can never be true: its conditions on reply contradict each other"},
		{"ttl > 255", "0: this can never be true: ttl is 0 to 255"},
		{"fin and ttl >= 0", "8: this is true of every value of ttl; known(ttl) asks whether there is one"},
		{"form in {abort, reply_ack, in}", "0: this is true of every value of form; known(form) asks whether there is one"},
		{"known(reply)", "0: reply is never unknown"},
		{"not known(ttl) and ttl > 3", "0: this can never be true: its conditions on ttl contradict each other"},
		{"known(ttl) and not known(ttl)", "0: this can never be true: its conditions on ttl contradict each other"},
		{`name == "a" and name != "a"`, "0: this can never be true: its conditions on name contradict each other"},
		{`name == "a" and name == "b"`, "0: this can never be true: its conditions on name contradict each other"},
		{`name in {"a", "b"} and name != "a"`, ""},
		{`name != "a" and name != "b"`, ""},
		{`ip == "10.0.0.1" and ip in {"10.0.0.2"}`, "0: this can never be true: its conditions on ip contradict each other"},
	} {
		var got []string
		for _, e := range mustParse(t, tc.src).Check() {
			got = append(got, fmt.Sprintf("%d: %s", e.Off, e.Msg))
		}
		if s := strings.Join(got, "|"); s != tc.want {
			t.Errorf("%s:\n\t%s\nwant\n\t%s", tc.src, s, tc.want)
		}
	}
}

// A predicate is called never true exactly if no row of the type makes it true. The test rows hold every
// value that random predicates can tell apart in these columns, so trying them all decides.
func TestNeverTrueIsExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	tests := []string{"fin", "reply", "form == abort", "form != abort", "form in {in, abort}", "known(form)", "known(fin)",
		"ttl > 3", "ttl <= 3", "ttl in 3..64", "ttl == 255", "ttl in {0, 64}", "known(ttl)", "always", "never"}
	var build func(depth int) string
	build = func(depth int) string {
		switch n := rng.IntN(5); {
		case depth == 0 || n == 0:
			return pick(rng, tests)
		case n == 1:
			return "not (" + build(depth-1) + ")"
		case n < 4:
			return "(" + build(depth-1) + ") and (" + build(depth-1) + ")"
		}
		return "(" + build(depth-1) + ") or (" + build(depth-1) + ")"
	}
	rows := everyRow()
	count := map[bool]int{}
	for range 4000 {
		e := mustParse(t, build(4))
		p := Bind(e, rowCols)
		found := false
		for i := range rows {
			found = found || p.Eval(&rows[i]) == True
		}
		if _, never := e.NeverTrue(); never == found {
			t.Fatalf("%s: never=%v, but a row found=%v", e, never, found)
		}
		count[found]++
	}
	if count[true] < 400 || count[false] < 400 {
		t.Errorf("lopsided: %v", count)
	}
}

// More alternatives than the analysis counts: it gives up on the safe side, and soon.
func TestCheckGivesUp(t *testing.T) {
	var parts []string
	for i := range 30 {
		parts = append(parts, fmt.Sprintf("(ttl != %d or idle_us > %dus)", i, i))
	}
	if errs := mustParse(t, strings.Join(parts, " and ")).Check(); errs != nil {
		t.Error(errs)
	}
}
