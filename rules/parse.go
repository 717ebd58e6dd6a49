package rules

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"whyrst/extract/fact"
	"whyrst/rules/predicate"
)

// schema is what predicates of rules may name: the row of a reset.
var schema = predicate.NewSchema(fact.ResetColumns)

var columnIndex = func() map[string]int {
	m := make(map[string]int, len(fact.ResetColumns))
	for i := range fact.ResetColumns {
		m[fact.ResetColumns[i].Name] = i
	}
	return m
}()

// column finds a column of fact.Reset; nil if there is none.
func column(name string) *fact.Column[fact.Reset] {
	if i, ok := columnIndex[name]; ok {
		return &fact.ResetColumns[i]
	}
	return nil
}

// fileParser reads one rule file and collects its mistakes.
type fileParser struct {
	rule *Rule
	errs Errors
}

// parseFile reads a rule. name is the file's name for messages; its base without .rule is the id. The rule is
// whole only if there are no errors.
func parseFile(name, text string, builtin bool) (*Rule, Errors) {
	id := strings.TrimSuffix(path.Base(strings.ReplaceAll(name, `\`, "/")), ".rule")
	p := &fileParser{rule: &Rule{ID: id, File: name, Builtin: builtin, Text: text, pos: map[string]place{}}}
	if !idPattern.MatchString(id) {
		p.fail(place{}, "the file name is the rule's id and must be lower_snake_case")
	}
	entries, prose := splitFile(text, p.fail)
	p.rule.Prose = prose
	for _, e := range entries {
		_, seen := p.rule.pos[e.key]
		switch {
		case seen && !repeats(e.key):
			p.fail(e.place, e.key+" stands twice")
			continue
		case !seen:
			p.rule.pos[e.key] = e.place
		}
		if e.value == "" {
			p.fail(e.place, e.key+" is empty")
			continue
		}
		p.key(e)
	}
	p.complete(len(entries) > 0)
	return p.rule, p.errs
}

var idPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (p *fileParser) fail(at place, msg string) {
	p.errs = append(p.errs, Error{p.rule.File, at.line, at.col, msg})
}

// key stores one entry.
func (p *fileParser) key(e *entry) {
	r := p.rule
	switch e.key {
	case "cause":
		if e.value != r.ID {
			p.fail(e.at(0), "cause is "+strconv.Quote(e.value)+", but the file is named "+r.ID+".rule")
		}
	case "summary":
		r.Summary = e.line()
	case "family":
		r.Family = p.oneOf(e, Families)
	case "step":
		names := make([]string, len(Steps))
		for i, s := range Steps {
			names[i] = s.Name
		}
		r.Step = stepIndex(p.oneOf(e, names))
	case "rank":
		n, err := strconv.Atoi(e.value)
		if err != nil || n < 0 {
			p.fail(e.at(0), "rank is a whole number, not negative")
		}
		r.Rank = n
	case "when":
		r.When = p.predicate(e, 0, e.value)
	case "certain":
		r.Certain = p.predicate(e, 0, e.value)
	case "likely":
		r.Likely = p.predicate(e, 0, e.value)
	case "kind":
		r.Kind = p.choice(e, r.Kind, kinds)
	case "responsible":
		r.Responsible = p.choice(e, r.Responsible, responsibles)
	case "verdict":
		r.Verdict = p.choice(e, r.Verdict, verdicts)
	case "loss":
		r.Loss = p.choice(e, r.Loss, losses)
	case "title":
		r.Title = append(r.Title, p.text(e))
	case "advice":
		r.Advice = append(r.Advice, p.text(e))
	case "evidence":
		r.Evidence = append(r.Evidence, p.text(e))
	case "alternatives":
		p.alternatives(e)
	case "vs":
		p.versus(e)
	case "settle":
		r.Settle = append(r.Settle, p.text(e))
	case "see":
		r.See = append(r.See, e.line())
	}
}

// oneOf checks a value against a list.
func (p *fileParser) oneOf(e *entry, values []string) string {
	if !slices.Contains(values, e.value) {
		p.fail(e.at(0), notAmong(e.key, e.value, values))
	}
	return e.value
}

func notAmong(key, value string, values []string) string {
	msg := strconv.Quote(value) + " is no value of " + key + " ("
	if near := predicate.Nearest(value, values); near != "" {
		msg += near + "? "
	}
	return msg + "it is one of " + strings.Join(values, ", ") + ")"
}

// complete reports what a rule must have.
func (p *fileParser) complete(any bool) {
	if !any {
		p.fail(place{1, 1}, "no keys: this is no rule file")
		return
	}
	for _, k := range keyList {
		if _, ok := p.rule.pos[k.name]; k.required && !ok {
			p.fail(place{1, 1}, k.name+" is missing: "+k.doc)
		}
	}
	if p.rule.Prose == "" {
		p.fail(place{1, 1}, "prose is missing: after a blank line, say what this cause is")
	}
	if len(p.errs) > 0 {
		return
	}
	p.lastIsFree("kind", p.rule.Kind)
	p.lastIsFree("responsible", p.rule.Responsible)
	p.lastIsFree("verdict", p.rule.Verdict)
	p.lastIsFree("loss", p.rule.Loss)
	free := func(l Line) bool { return l.When == nil && !l.Text.nullable() }
	if !slices.ContainsFunc(p.rule.Advice, free) {
		p.fail(p.rule.pos["advice"], "no advice without a condition and without a value that can be unknown")
	}
}

// lastIsFree checks that of several choices exactly the last has no condition.
func (p *fileParser) lastIsFree(key string, list []Choice) {
	for i, c := range list {
		if last := i == len(list)-1; last != (c.When == nil) {
			msg := "the last " + key + " must have no condition"
			if !last {
				msg = "only the last " + key + " may have no condition: those after " + c.Value + " are never reached"
			}
			p.fail(p.rule.pos[key], msg)
			return
		}
	}
}
