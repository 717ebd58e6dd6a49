package predicate

import (
	"strconv"

	"whyrst/extract/fact"
)

// Term is a test that decided a predicate, with what the row holds.
type Term struct {
	// Test is the canonical text of the comparison, without a surrounding not.
	Test string
	// Column is the column that it reads; empty for always and never.
	Column string
	// Value is the column's value for people; "unknown" for NULL.
	Value string
	// Truth is the outcome of the test itself.
	Truth Truth
}

// Missing appends the columns whose absence leaves the predicate unknown on this row, each once; nothing if it
// is not unknown. A column is listed if its test is unknown and nothing beside it settles the matter.
func (p *Predicate[R]) Missing(dst []string, r *R) []string {
	if p.root.eval(r) != Unknown {
		return dst
	}
	return p.root.missing(dst, r)
}

// Terms lists the tests that made the predicate what it is on this row: of a true and (a false or) all
// parts, otherwise the parts that agree with the outcome. e is what p was bound from.
func (p *Predicate[R]) Terms(e *Expr, r *R) (terms []Term) {
	return p.root.terms(e.root, r, nil)
}

func (t *test[R]) terms(n *node, r *R, out []Term) []Term {
	if len(t.kids) == 0 {
		term := Term{Test: string(n.print(nil, false)), Truth: t.eval(r)}
		if t.rare != nil {
			term.Column = t.rare.col.Name
			term.Value = string(AppendValue(nil, t.rare.col, r))
		}
		return append(out, term)
	}
	outcome := t.partOutcome(r)
	for i := range t.kids {
		if t.kids[i].eval(r) == outcome {
			out = t.kids[i].terms(n.kids[i], r, out)
		}
	}
	return out
}

// missing goes down the parts that make the node unknown.
func (t *test[R]) missing(dst []string, r *R) []string {
	if len(t.kids) == 0 {
		return appendNew(dst, t.rare.col.Name)
	}
	for i := range t.kids {
		if t.kids[i].eval(r) == Unknown {
			dst = t.kids[i].missing(dst, r)
		}
	}
	return dst
}

// partOutcome is the truth that the parts which decided this node have.
func (t *test[R]) partOutcome(r *R) Truth {
	if t.kind == testNot {
		return -t.eval(r)
	}
	return t.eval(r)
}

// AppendValue appends a column's value for people: with its unit, text from the network escaped, "unknown"
// for NULL.
func AppendValue[R any](dst []byte, c *fact.Column[R], r *R) []byte {
	const unknown = "unknown"
	switch c.Kind {
	case fact.KindBool, fact.KindEnum, fact.KindInt, fact.KindTime:
		v, known := c.Int(r)
		switch {
		case !known:
			return append(dst, unknown...)
		case c.Kind == fact.KindBool:
			return strconv.AppendBool(dst, v != 0)
		case c.Kind == fact.KindEnum:
			if v < 0 || v >= int64(len(c.Values)) {
				return append(dst, "invalid"...)
			}
			return append(dst, c.Values[v]...)
		}
		return c.Unit.AppendHuman(dst, v)
	case fact.KindList:
		list, known := c.List(r)
		if !known {
			return append(dst, unknown...)
		}
		for i, s := range list {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = fact.AppendEscaped(dst, s)
		}
		return dst
	}
	text, known := c.Text(r, nil)
	if !known {
		return append(dst, unknown...)
	}
	return fact.AppendEscaped(dst, string(text))
}
