package predicate

import "whyrst/extract/fact"

// op is what a node of an expression does.
type op uint8

const (
	opAlways op = iota
	opNever
	opAnd
	opOr
	opNot
	opBool  // a boolean column
	opKnown // known(column)
	opEq
	opNe
	opLt
	opLe
	opGt
	opGe
	opIn    // in {a, b}
	opRange // in a..b, both included
)

var opSigns = map[string]op{"==": opEq, "!=": opNe, "<": opLt, "<=": opLe, ">": opGt, ">=": opGe}

// Expr is a parsed and checked predicate over the columns of a schema.
type Expr struct {
	schema *Schema
	root   *node
}

// node is one operation.
type node struct {
	op   op
	off  int        // of the first token, for errors found later
	col  *fact.Meta // of a test
	idx  int        // of the column in the schema
	vals []value    // of a comparison: one; a set: all; a range: low and high
	kids []*node    // of and, or, not
}

// value is a literal in the column's own terms: n for numbers and enums, s for text, addr for addresses.
type value struct {
	n    int64
	s    string
	addr fact.Addr
}

// And is the conjunction of expressions over the same schema, evaluated left to right.
func And(exprs ...*Expr) *Expr {
	root := &node{op: opAnd}
	for _, e := range exprs {
		if e.schema != exprs[0].schema {
			panic("predicate: And over two schemas")
		}
		root.kids = append(root.kids, e.root)
	}
	return &Expr{exprs[0].schema, root}
}

// IsAlways says that the text is the word always.
func (e *Expr) IsAlways() bool { return e.root.op == opAlways }

// Columns lists the columns that the expression reads, each once, in the order of the text.
func (e *Expr) Columns() []string { return e.root.columns(nil) }

func (n *node) columns(out []string) []string {
	if n.col != nil {
		return appendNew(out, n.col.Name)
	}
	for _, k := range n.kids {
		out = k.columns(out)
	}
	return out
}

// appendNew appends s unless it is there.
func appendNew(list []string, s string) []string {
	for _, x := range list {
		if x == s {
			return list
		}
	}
	return append(list, s)
}
