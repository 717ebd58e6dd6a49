package rules

import (
	"slices"
	"strconv"
	"strings"

	"whyrst/extract/fact"
	"whyrst/rules/predicate"
)

// Explain writes the texts of a decision about the row that it was made of.
func (s *Set) Explain(r *fact.Reset, d *Decision) fact.Verdict {
	rule := s.rules[d.winner]
	v := fact.Verdict{
		Cause:        rule.ID,
		Family:       rule.Family,
		Confidence:   d.confidence,
		Responsible:  resolve(choose(rule.Responsible, r), r),
		Harm:         choose(rule.Verdict, r),
		LossRisk:     choose(rule.Loss, r),
		Title:        rule.title(r),
		Evidence:     s.evidence(int(d.winner), r),
		Advice:       rule.advice(r),
		Alternatives: s.alternatives(r, d),
		RulesVersion: s.version,
	}
	if v.LossRisk == lossByFacts {
		v.LossRisk = r.LossFacts.String()
	}
	d.matched.each(func(i int) { v.Matched = append(v.Matched, s.rules[i].ID) })
	v.Undecided = s.undecided(r, d)
	if text := s.settle(rule, r, &v); text != "" {
		v.Settle = fact.Some(text)
	}
	return v
}

// Why says whether a rule is true of a row, and which tests made it so (predicate.Predicate.Terms): for a person
// who asks about one reset. It panics if the set has no rule id.
func (s *Set) Why(id string, r *fact.Reset) (predicate.Truth, []predicate.Term) {
	i, ok := s.byID[id]
	if !ok {
		panic("rules: Why of unknown rule " + id)
	}
	b := &s.bound[i]
	return b.when.Eval(r), b.when.Terms(s.rules[i].When, r)
}

// holds evaluates a condition; nil is always. Unknown does not hold.
func holds(test *pred, r *fact.Reset) bool {
	return test == nil || test.Eval(r) == predicate.True
}

// undecided lists "id: missing, facts". A capture that lacks a direction has dozens of them for each reset, so the
// work space is shared.
func (s *Set) undecided(r *fact.Reset, d *Decision) (out []string) {
	var names []string
	var text []byte
	d.undecided.each(func(i int) {
		names = s.bound[i].when.Missing(names[:0], r)
		text = append(append(text[:0], s.rules[i].ID...), ':')
		for j, name := range names {
			if j > 0 {
				text = append(text, ',')
			}
			text = append(append(text, ' '), name...)
		}
		out = append(out, string(text))
	})
	return out
}

// choose is the first value whose condition holds; the last has none.
func choose(list []Choice, r *fact.Reset) string {
	for _, c := range list {
		if holds(c.test, r) {
			return c.Value
		}
	}
	panic("rules: a choice without a last word passed the checks")
}

// resolve turns sender and peer into the side that they are here.
func resolve(who string, r *fact.Reset) string {
	if who == "sender" || who == "peer" {
		return string(appendWord(nil, who, r))
	}
	return who
}

// title is the first that holds with all its values known, else the summary.
func (rule *Rule) title(r *fact.Reset) string {
	if text, ok := firstLine(rule.Title, r); ok {
		return text
	}
	return rule.Summary
}

// firstLine is the first text that holds with all its values known.
func firstLine(lines []Line, r *fact.Reset) (string, bool) {
	for _, l := range lines {
		if holds(l.test, r) {
			if text, ok := l.Text.Append(nil, r); ok {
				return string(text), true
			}
		}
	}
	return "", false
}

// advice joins what holds with all its values known.
func (rule *Rule) advice(r *fact.Reset) string {
	var out []string
	for _, l := range rule.Advice {
		if holds(l.test, r) {
			if text, ok := l.Text.Append(nil, r); ok {
				out = append(out, string(text))
			}
		}
	}
	return strings.Join(out, " ")
}

// evidence fills in the lines that hold and whose values are known. If none is left, the tests that made
// the rule true stand in: a verdict without evidence can't be checked.
func (s *Set) evidence(winner int, r *fact.Reset) []string {
	rule := s.rules[winner]
	var out []string
	for _, l := range rule.Evidence {
		if !holds(l.test, r) {
			continue
		}
		text, ok := l.Text.Append(nil, r)
		if !ok {
			continue
		}
		if l.Frame != "" {
			frame, known := column(l.Frame).Int(r)
			if !known {
				continue
			}
			text = strconv.AppendInt(append(text, ", frame "...), frame, 10)
		}
		out = append(out, string(text))
	}
	if out != nil {
		return out
	}
	for _, t := range s.bound[winner].when.Terms(rule.When, r) {
		if t.Column != "" {
			out = append(out, t.Column+" is "+t.Value)
		}
	}
	if out == nil {
		out = []string{"no other rule is true"}
	}
	return out
}

// alternatives are the winner's own, then the other true rules; what is true of everything is none.
func (s *Set) alternatives(r *fact.Reset, d *Decision) (out []string) {
	add := func(id string) {
		if id != s.rules[d.winner].ID && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, c := range s.rules[d.winner].Alternatives {
		if holds(c.test, r) {
			add(c.Value)
		}
	}
	d.matched.each(func(i int) {
		if s.rules[i].Step != stepLast {
			add(s.rules[i].ID)
		}
	})
	return out
}

// settle says what would settle an open matter: the rule's own words, else what separates it from the runner-up.
func (s *Set) settle(rule *Rule, r *fact.Reset, v *fact.Verdict) string {
	if v.Confidence == fact.Certain && len(v.Alternatives) == 0 {
		return ""
	}
	if text, ok := firstLine(rule.Settle, r); ok || len(v.Alternatives) == 0 {
		return text
	}
	runnerUp := v.Alternatives[0]
	for _, side := range []struct {
		rule  *Rule
		other string
	}{{rule, runnerUp}, {s.Rule(runnerUp), rule.ID}} {
		for _, vs := range side.rule.Vs {
			if vs.ID == side.other {
				return side.rule.ID + " or " + side.other + ": " + vs.Fact
			}
		}
	}
	return ""
}
