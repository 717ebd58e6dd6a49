package rules

import (
	"regexp"
	"slices"
	"strings"

	"whyrst/rules/predicate"
)

// predicate parses and checks a predicate that stands at an offset of the entry's value. What it is to hold
// together with (a condition of a rule only counts where the rule is true) is checked in checkWithWhen.
func (p *fileParser) predicate(e *entry, off int, text string) *predicate.Expr {
	expr, errs := schema.Parse(text)
	if expr != nil {
		errs = expr.Check()
	}
	for _, err := range errs {
		p.fail(e.at(off+err.Off), err.Msg)
	}
	return expr
}

// bindCondition compiles a condition once, when it is read.
func bindCondition(e *predicate.Expr) *pred {
	if e == nil {
		return nil
	}
	b := bind(e)
	return &b
}

var whenWord = regexp.MustCompile(`\swhen\s`)

// condition cuts "VALUE when PREDICATE"; the condition is nil if there is none.
func (p *fileParser) condition(e *entry) (value string, when *predicate.Expr) {
	at := whenWord.FindStringIndex(e.value)
	if at == nil {
		return e.value, nil
	}
	return strings.TrimSpace(e.value[:at[0]]), p.predicate(e, at[1], e.value[at[1]:])
}

// choice reads "VALUE" or "VALUE when PREDICATE".
func (p *fileParser) choice(e *entry, list []Choice, values []string) []Choice {
	value, when := p.condition(e)
	if !slices.Contains(values, value) {
		p.fail(e.at(0), notAmong(e.key, value, values))
	}
	return append(list, Choice{value, when, bindCondition(when)})
}

// alternatives reads "id, id" or "id, id when PREDICATE". Whether the ids exist is known when all files are read.
func (p *fileParser) alternatives(e *entry) {
	value, when := p.condition(e)
	for id := range strings.SplitSeq(value, ",") {
		id = strings.TrimSpace(id)
		if !idPattern.MatchString(id) {
			p.fail(e.at(0), `ids with commas between expected, then optionally "when" and a predicate`)
			return
		}
		p.rule.Alternatives = append(p.rule.Alternatives, Choice{id, when, bindCondition(when)})
	}
}

// versus reads "other_id: fact".
func (p *fileParser) versus(e *entry) {
	id, fact, ok := strings.Cut(e.line(), ":")
	fact = strings.TrimSpace(fact)
	if !ok || fact == "" || !idPattern.MatchString(strings.TrimSpace(id)) {
		p.fail(e.at(0), `"other_id: what separates it" expected`)
		return
	}
	p.rule.Vs = append(p.rule.Vs, Versus{strings.TrimSpace(id), fact})
}

var (
	bracketWhen = regexp.MustCompile(`\[\s*when\s([^\]]*)\]$`)
	frameSuffix = regexp.MustCompile(`\s@\s+([A-Za-z0-9_]+)$`)
	bareWhen    = regexp.MustCompile(`\swhen\s+(not\s+|known\s*\()?\(*([a-z][a-z0-9_]*)`)
)

// text reads "TEMPLATE", then for evidence optionally "@ frame column", then optionally "[when PREDICATE]". The
// brackets are there because a sentence may hold the word when.
func (p *fileParser) text(e *entry) (l Line) {
	body := e.value
	if at := bracketWhen.FindStringSubmatchIndex(body); at != nil {
		l.When = p.predicate(e, at[2], body[at[2]:at[3]])
		l.test = bindCondition(l.When)
		body = strings.TrimSpace(body[:at[0]])
	}
	if at := frameSuffix.FindStringSubmatchIndex(body); at != nil && e.key == "evidence" {
		l.Frame = body[at[2]:at[3]]
		p.frame(e, at[2], l.Frame)
		body = strings.TrimSpace(body[:at[0]])
	}
	if at := bareWhen.FindStringSubmatchIndex(body); at != nil && column(body[at[4]:at[5]]) != nil {
		p.fail(e.at(at[0]+1), "a condition of a text stands in brackets: [when ...]")
	}
	fail := func(off int, msg string) { p.fail(e.at(off), msg) }
	l.Text = parseTemplate(strings.ReplaceAll(body, "\n", " "), fail)
	if body == "" {
		p.fail(e.at(0), "the text is empty")
	}
	return l
}

// frame checks that a column can hold a frame number.
func (p *fileParser) frame(e *entry, off int, name string) {
	c := column(name)
	switch {
	case c == nil:
		p.fail(e.at(off), "unknown column "+name+" after @")
	case !isFrame(name):
		p.fail(e.at(off), name+" is no frame number: such columns end in _frame")
	}
}

// isFrame says whether a column holds a frame number, which its name shows.
func isFrame(name string) bool {
	return name == "frame_number" || strings.HasSuffix(name, "_frame") || strings.HasSuffix(name, "_frame_s") || strings.HasSuffix(name, "_frame_p")
}
