package predicate

import (
	"cmp"
	"fmt"
	"slices"

	"whyrst/extract/fact"
)

const (
	maxSource = 64 << 10
	maxDepth  = 64
	maxErrors = 50 // more would not be read
)

// parser reads tokens by recursive descent. It collects errors and goes on at the next and, or, or closing
// parenthesis, so that one run shows all mistakes.
type parser struct {
	schema *Schema
	toks   []token // the rest; the last one is EOF and never leaves
	depth  int
	errs   []Error
}

// Parse reads a predicate and checks columns, units and values. With errors, which come by position, the
// expression is nil.
func (s *Schema) Parse(src string) (*Expr, []Error) {
	if len(src) > maxSource {
		return nil, []Error{{maxSource, "predicate longer than 64 KiB"}}
	}
	toks, errs := lex(src)
	p := &parser{schema: s, toks: toks, errs: errs[:min(len(errs), maxErrors)]}
	root := p.or()
	if t := p.toks[0]; t.kind != tokEOF {
		p.fail(t, "%v does not continue the predicate", t)
	}
	if len(p.errs) > 0 {
		slices.SortStableFunc(p.errs, func(a, b Error) int { return cmp.Compare(a.Off, b.Off) })
		return nil, p.errs
	}
	return &Expr{s, root}, nil
}

// fail reports one mistake a place: what follows from the first would only hide it.
func (p *parser) fail(t token, format string, args ...any) {
	if p.depth > maxDepth || len(p.errs) >= maxErrors || slices.ContainsFunc(p.errs, func(e Error) bool { return e.Off == t.off }) {
		return
	}
	p.errs = append(p.errs, Error{t.off, fmt.Sprintf(format, args...)})
}

// next takes a token.
func (p *parser) next() token {
	t := p.toks[0]
	if t.kind != tokEOF {
		p.toks = p.toks[1:]
	}
	return t
}

// at says whether the next token is this word or sign.
func (p *parser) at(text string) bool {
	t := p.toks[0]
	return t.text == text && (t.kind == tokWord || t.kind == tokSign)
}

// take takes the token if it is this one.
func (p *parser) take(text string) bool {
	if !p.at(text) {
		return false
	}
	p.next()
	return true
}

// want takes the token or reports its absence.
func (p *parser) want(text string) bool {
	if p.take(text) {
		return true
	}
	p.fail(p.toks[0], "%q expected, found %v", text, p.toks[0])
	return false
}

// resync skips to where a predicate can go on.
func (p *parser) resync() {
	for p.toks[0].kind != tokEOF && !p.at("and") && !p.at("or") && !p.at(")") {
		p.next()
	}
}

func (p *parser) or() *node  { return p.list(opOr, "or", p.and) }
func (p *parser) and() *node { return p.list(opAnd, "and", p.not) }

// list reads parts joined by a word; a single part stands for itself.
func (p *parser) list(o op, word string, part func() *node) *node {
	n := &node{op: o, off: p.toks[0].off}
	n.kids = append(n.kids, part())
	for p.take(word) {
		n.kids = append(n.kids, part())
	}
	if len(n.kids) == 1 {
		return n.kids[0]
	}
	return n
}

func (p *parser) not() *node {
	t := p.toks[0]
	if !p.take("not") {
		return p.primary()
	}
	n := &node{op: opNot, off: t.off}
	if p.enter(t) {
		n.kids = []*node{p.not()}
	}
	p.leave()
	return n
}

// enter counts nesting: recursion must not be as deep as a hostile file wishes.
func (p *parser) enter(t token) bool {
	if p.depth == maxDepth {
		p.fail(t, "nested more than %d levels", maxDepth)
	}
	if p.depth++; p.depth <= maxDepth {
		return true
	}
	p.toks = p.toks[len(p.toks)-1:]
	return false
}

// leave undoes enter; past the limit it does not, so that nothing more is reported.
func (p *parser) leave() {
	if p.depth <= maxDepth {
		p.depth--
	}
}

func (p *parser) primary() *node {
	t := p.toks[0]
	n := &node{off: t.off}
	if p.at("and") || p.at("or") { // the list goes on after it
		p.fail(t, "a column expected, found %v", t)
		return n
	}
	p.next()
	switch {
	case t.kind == tokSign && t.text == "(":
		if p.enter(t) {
			n = p.or()
			p.want(")")
		}
		p.leave()
	case t.kind != tokWord:
		p.fail(t, "a column expected, found %v", t)
		p.resync()
	case t.text == "always":
		n.op = opAlways
	case t.text == "never":
		n.op = opNever
	case t.text == "known":
		n.op = opKnown
		if !p.want("(") || !p.column(n, p.next()) || !p.want(")") {
			p.resync()
			p.take(")") // of this known(
		}
	case t.text == "in":
		p.fail(t, "a column expected, found %v", t)
		p.resync()
	default:
		if p.column(n, t) {
			p.test(n)
		} else {
			p.resync()
		}
	}
	return n
}

// column resolves the name; it reports whether the test that follows makes sense to read.
func (p *parser) column(n *node, t token) bool {
	if t.kind != tokWord {
		p.fail(t, "a column expected, found %v", t)
		return false
	}
	i, ok := p.schema.index[t.text]
	if !ok {
		msg := fmt.Sprintf("unknown column %s", t.text)
		if near := p.schema.Suggest(t.text); near != "" {
			msg += fmt.Sprintf(" (%s?)", near)
		}
		p.fail(t, "%s", msg)
		return false
	}
	n.col, n.idx = p.schema.cols[i], i
	if n.col.Kind == fact.KindMAC {
		p.fail(t, "%s is a MAC address, which predicates can't test", t.text)
		return false
	}
	return true
}

// test reads what follows a column.
func (p *parser) test(n *node) {
	t := p.toks[0]
	o, isCompare := opSigns[t.text]
	switch {
	case t.kind == tokSign && isCompare:
		p.next()
		n.op = o
		p.compare(n, t)
	case t.kind == tokWord && t.text == "in":
		p.next()
		p.in(n, t)
	case n.col.Kind == fact.KindBool:
		n.op = opBool
	default:
		p.fail(token{off: n.off}, "%s is %s: a comparison is missing", n.col.Name, describe(n.col))
		p.resync()
	}
}
