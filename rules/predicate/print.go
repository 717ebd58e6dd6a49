package predicate

import (
	"strconv"
	"strings"

	"whyrst/extract/fact"
)

// String prints the canonical text, in the words and signs of a display filter: parsing it gives the same
// expression, and printing that the same text.
func (e *Expr) String() string { return string(e.root.print(nil, false)) }

// signText is the inverse of opSigns.
var signText = map[op]string{opEq: "==", opNe: "!=", opLt: "<", opLe: "<=", opGt: ">", opGe: ">="}

// print appends the node. A nested list gets parentheses even where precedence does not need them: a reader
// should not have to know that and binds tighter than or.
func (n *node) print(dst []byte, nested bool) []byte {
	switch n.op {
	case opAlways:
		return append(dst, "always"...)
	case opNever:
		return append(dst, "never"...)
	case opNot:
		return n.kids[0].print(append(dst, "not "...), true)
	case opAnd:
		return n.printList(dst, nested, " and ", (*node).print)
	case opOr:
		return n.printList(dst, nested, " or ", (*node).print)
	case opKnown:
		return append(append(append(dst, "known("...), n.col.Name...), ')')
	}
	dst = append(dst, n.col.Name...)
	switch n.op {
	case opBool:
		return dst
	case opIn:
		dst = append(dst, " in {"...)
		for i := range n.vals {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = n.vals[i].print(dst, n.col)
		}
		return append(dst, '}')
	case opRange:
		dst = n.vals[0].print(append(dst, " in "...), n.col)
		return n.vals[1].print(append(dst, ".."...), n.col)
	}
	dst = append(append(append(dst, ' '), signText[n.op]...), ' ')
	return n.vals[0].print(dst, n.col)
}

// printList joins the parts with a word; print is the printer of the language at hand.
func (n *node) printList(dst []byte, nested bool, word string, print func(*node, []byte, bool) []byte) []byte {
	if nested {
		dst = append(dst, '(')
	}
	for i, k := range n.kids {
		if i > 0 {
			dst = append(dst, word...)
		}
		dst = print(k, dst, true)
	}
	if nested {
		dst = append(dst, ')')
	}
	return dst
}

// print appends the literal as predicates write it.
func (v *value) print(dst []byte, m *fact.Meta) []byte {
	switch m.Kind {
	case fact.KindEnum:
		return append(dst, m.Values[v.n]...)
	case fact.KindString:
		return strconv.AppendQuote(dst, v.s)
	case fact.KindAddr:
		return append(v.addr.Append(append(dst, '"')), '"')
	}
	return m.Unit.AppendLiteral(dst, v.n)
}

// Dialect is a SQL to print.
type Dialect uint8

// The dialects. They differ only in how a quote or a backslash stands in a text.
const (
	// DuckDB doubles a quote, as standard SQL does; a backslash is itself.
	DuckDB Dialect = iota
	// Spark escapes both with a backslash.
	Spark
)

// SQL prints a boolean expression over the columns of the same names that is TRUE, FALSE or NULL where Eval
// is True, False or Unknown. Enums and addresses are text there, as in our tables.
func (e *Expr) SQL(d Dialect) string {
	return string(e.root.sql(nil, false, d))
}

// sqlSigns differ from signText in equality.
var sqlSigns = map[op]string{opEq: "=", opNe: "<>", opLt: "<", opLe: "<=", opGt: ">", opGe: ">="}

func (n *node) sql(dst []byte, nested bool, d Dialect) []byte {
	kid := func(k *node, dst []byte, nested bool) []byte { return k.sql(dst, nested, d) }
	switch n.op {
	case opAlways:
		return append(dst, "TRUE"...)
	case opNever:
		return append(dst, "FALSE"...)
	case opNot:
		// The parentheses keep NOT from reaching past its operand in any dialect.
		return append(n.kids[0].sql(append(dst, "NOT ("...), false, d), ')')
	case opAnd:
		return n.printList(dst, nested, " AND ", kid)
	case opOr:
		return n.printList(dst, nested, " OR ", kid)
	}
	dst = append(dst, n.col.Name...)
	switch n.op {
	case opKnown:
		return append(dst, " IS NOT NULL"...)
	case opBool:
		return dst
	case opIn:
		dst = append(dst, " IN ("...)
		for i := range n.vals {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = n.vals[i].sql(dst, n.col, d)
		}
		return append(dst, ')')
	case opRange:
		dst = n.vals[0].sql(append(dst, " BETWEEN "...), n.col, d)
		return n.vals[1].sql(append(dst, " AND "...), n.col, d)
	}
	dst = append(append(append(dst, ' '), sqlSigns[n.op]...), ' ')
	return n.vals[0].sql(dst, n.col, d)
}

func (v *value) sql(dst []byte, m *fact.Meta, d Dialect) []byte {
	switch m.Kind {
	case fact.KindEnum:
		return append(dst, d.Quote(m.Values[v.n])...)
	case fact.KindString:
		return append(dst, d.Quote(v.s)...)
	case fact.KindAddr:
		return append(dst, d.Quote(v.addr.String())...)
	}
	return strconv.AppendInt(dst, v.n, 10)
}

// Quote makes a text literal.
func (d Dialect) Quote(s string) string {
	if d == Spark {
		return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}
