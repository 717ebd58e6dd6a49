package rules

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"whyrst/extract/fact"
	"whyrst/rules/predicate"
)

// MaxRules bounds a set: a Decision holds a bit for each rule.
const MaxRules = 256

// Set is the rules in decision order. It is immutable and safe for concurrent use.
type Set struct {
	rules   []*Rule
	bound   []bound
	byID    map[string]int
	version string
}

type pred = predicate.Predicate[fact.Reset]

// bound is a rule's predicates, compiled. Always and never need no nil checks on the hot path.
type bound struct {
	when, certain, likely pred
	step                  int
	// kind holds the choices with a condition; isFallback is the last word.
	kind       []Choice
	isFallback bool
}

// newSet checks the rules against each other and compiles them.
func newSet(rules []*Rule) (*Set, Errors) {
	slices.SortFunc(rules, func(a, b *Rule) int {
		return cmp.Or(cmp.Compare(a.Step, b.Step), cmp.Compare(a.Rank, b.Rank), strings.Compare(a.ID, b.ID))
	})
	s := &Set{rules: rules, byID: map[string]int{}}
	for i, r := range rules {
		s.byID[r.ID] = i
	}
	errs := s.checkTogether()
	if len(errs) > 0 {
		return nil, errs
	}
	never, _ := schema.Parse("never")
	for _, r := range rules {
		last := len(r.Kind) - 1
		s.bound = append(s.bound, bound{
			when: bind(r.When), certain: bind(cmp.Or(r.Certain, never)), likely: bind(cmp.Or(r.Likely, never)),
			step: r.Step, kind: r.Kind[:last], isFallback: r.Kind[last].Value == "fallback",
		})
	}
	s.version = version(rules)
	return s, nil
}

func bind(e *predicate.Expr) pred { return predicate.Bind(e, fact.ResetColumns) }

// version is a hash over the texts of all rules, by id: it changes whenever a verdict may.
func version(rules []*Rule) string {
	byID := slices.SortedFunc(slices.Values(rules), func(a, b *Rule) int { return strings.Compare(a.ID, b.ID) })
	h := sha256.New()
	for _, r := range byID {
		text := strings.ReplaceAll(r.Text, "\r\n", "\n")
		fmt.Fprintf(h, "%s %d\n", r.ID, len(text))
		io.WriteString(h, text)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// checkTogether reports what only shows when all rules are there.
func (s *Set) checkTogether() (errs Errors) {
	fail := func(r *Rule, key, format string, args ...any) {
		at := r.pos[key]
		errs = append(errs, Error{r.File, at.line, at.col, fmt.Sprintf(format, args...)})
	}
	if len(s.rules) > MaxRules {
		fail(s.rules[MaxRules], "cause", "more than %d rules", MaxRules)
	}
	for i, r := range s.rules {
		if i > 0 && s.rules[i-1].Step == r.Step && s.rules[i-1].Rank == r.Rank {
			fail(r, "rank", "%s of step %s has rank %d too (%s)", s.rules[i-1].ID, Steps[r.Step].Name, r.Rank, s.rules[i-1].File)
		}
		for _, c := range r.Alternatives {
			s.checkID(r, "alternatives", c.Value, fail)
		}
		for _, v := range r.Vs {
			s.checkID(r, "vs", v.ID, fail)
		}
		r.checkWithWhen(fail)
	}
	last := len(s.rules) - 1
	if last < 0 || s.rules[last].Step != stepLast || !s.rules[last].When.IsAlways() || s.rules[last].Kind[0].Value != "fallback" {
		errs = append(errs, Error{File: "rules", Msg: "no fallback of step last with \"when: always\": some reset would have no cause"})
	}
	return errs
}

func (s *Set) checkID(r *Rule, key, id string, fail func(*Rule, string, string, ...any)) {
	if _, ok := s.byID[id]; ok && id != r.ID {
		return
	}
	if id == r.ID {
		fail(r, key, "%s names the rule itself", id)
		return
	}
	names := make([]string, len(s.rules))
	for i, o := range s.rules {
		names[i] = o.ID
	}
	if near := predicate.Nearest(id, names); near != "" {
		id += " (" + near + "?)"
	}
	fail(r, key, "no rule %s", id)
}

// checkWithWhen reports conditions that can't hold where the rule is true.
func (r *Rule) checkWithWhen(fail func(*Rule, string, string, ...any)) {
	check := func(key string, e *predicate.Expr) {
		if e == nil || e.String() == "never" {
			return
		}
		if col, never := predicate.And(r.When, e).NeverTrue(); never {
			if col != "" {
				col = " (" + col + ")"
			}
			fail(r, key, "a condition of %s can never be true together with when%s: %s", key, col, e)
		}
	}
	check("certain", r.Certain)
	check("likely", r.Likely)
	for key, list := range map[string][]Choice{"kind": r.Kind, "responsible": r.Responsible, "verdict": r.Verdict, "loss": r.Loss, "alternatives": r.Alternatives} {
		for _, c := range list {
			check(key, c.When)
		}
	}
	for key, list := range map[string][]Line{"title": r.Title, "advice": r.Advice, "evidence": r.Evidence, "settle": r.Settle} {
		for _, l := range list {
			check(key, l.When)
		}
	}
}

// Rules lists the rules in decision order. The slice is the caller's, the rules are not.
func (s *Set) Rules() []*Rule { return slices.Clone(s.rules) }

// Rule finds a rule by id; nil if there is none.
func (s *Set) Rule(id string) *Rule {
	if i, ok := s.byID[id]; ok {
		return s.rules[i]
	}
	return nil
}

// Version names the rule set: 16 hexadecimal digits of a hash over all its texts.
func (s *Set) Version() string { return s.version }
