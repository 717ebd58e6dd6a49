package predicate

import (
	"fmt"

	"whyrst/extract/fact"
)

// maxTerms bounds the alternatives that the analysis looks at; a predicate of more counts as satisfiable.
const maxTerms = 4096

// Check looks for conditions that no row can meet: a predicate, or an alternative of an or, that is never
// true because its tests of one column contradict each other or the column's type, and tests that are true
// of every known value. It is exact for what the columns' types allow, since columns are never compared
// with each other. The word never passes: it says what it means.
func (e *Expr) Check() []Error {
	var errs []Error
	e.root.check(&errs)
	if len(errs) == 0 && e.root.op != opNever {
		if col, never := e.root.never(); never {
			errs = append(errs, Error{e.root.off, "this can never be true: " + contradiction(col)})
		}
	}
	return errs
}

// NeverTrue says that no row makes the expression true, and names the column that it contradicts itself on,
// if there is one such.
func (e *Expr) NeverTrue() (column string, never bool) { return e.root.never() }

func contradiction(col string) string {
	if col == "" {
		return "every alternative contradicts itself"
	}
	return fmt.Sprintf("its conditions on %s contradict each other", col)
}

// check reports single tests and alternatives that can't be true.
func (n *node) check(errs *[]Error) {
	for _, k := range n.kids {
		before := len(*errs)
		k.check(errs)
		if n.op == opOr && len(*errs) == before && k.op != opNever {
			if col, never := k.never(); never {
				*errs = append(*errs, Error{k.off, "this alternative can never be true: " + contradiction(col)})
			}
		}
	}
	if n.col == nil {
		return
	}
	name := n.col.Name
	if n.op == opKnown {
		if !n.col.Nullable {
			*errs = append(*errs, Error{n.off, name + " is never unknown"})
		}
		return
	}
	if n.domain(True).empty() {
		*errs = append(*errs, Error{n.off, fmt.Sprintf("this can never be true: %s is %d to %d", name, n.col.Min, n.col.Max)})
	} else if n.domain(False).empty() {
		*errs = append(*errs, Error{n.off, fmt.Sprintf("this is true of every value of %s; known(%s) asks whether there is one", name, name)})
	}
}

// conj is one way to make a predicate true: what each column it mentions must then be, by column index.
type conj map[int]domain

// never decides whether the node can be true, by its disjunctive normal form.
func (n *node) never() (column string, never bool) {
	budget := maxTerms
	clash := map[string]bool{}
	ways := n.ways(True, &budget, func(m *fact.Meta) { clash[m.Name] = true })
	if budget < 0 || len(ways) > 0 {
		return "", false
	}
	if len(clash) == 1 {
		for name := range clash {
			column = name
		}
	}
	return column, true
}

// ways lists how the node gets the given truth (True or False), leaving out what contradicts itself; onClash
// hears of the column each time. A negative budget means that the list is incomplete.
func (n *node) ways(want Truth, budget *int, onClash func(*fact.Meta)) []conj {
	switch n.op {
	case opNot:
		return n.kids[0].ways(-want, budget, onClash)
	case opAlways, opNever:
		if (n.op == opAlways) == (want == True) {
			return []conj{{}}
		}
		return nil
	case opAnd, opOr:
		if (n.op == opAnd) == (want == True) {
			return n.product(want, budget, onClash)
		}
		var sum []conj
		for _, k := range n.kids {
			sum = append(sum, k.ways(want, budget, onClash)...)
		}
		return sum
	}
	d := n.domain(want)
	if d.empty() {
		onClash(n.col)
		return nil
	}
	return []conj{{n.idx: d}}
}

// product combines the ways of all parts.
func (n *node) product(want Truth, budget *int, onClash func(*fact.Meta)) []conj {
	all := []conj{{}}
	for _, k := range n.kids {
		ways := k.ways(want, budget, onClash)
		var next []conj
		for _, a := range all {
			for _, b := range ways {
				if *budget--; *budget < 0 {
					return all
				}
				if c, clash := a.merge(b); clash < 0 {
					next = append(next, c)
				} else {
					onClash(n.column(clash))
				}
			}
		}
		all = next
	}
	return all
}

// merge intersects; clash is the column left without a value, or -1.
func (c conj) merge(o conj) (out conj, clash int) {
	out = make(conj, len(c)+len(o))
	for i, d := range c {
		out[i] = d
	}
	for i, d := range o {
		if have, ok := out[i]; ok {
			d = have.intersect(d)
		}
		if d.empty() {
			return nil, i
		}
		out[i] = d
	}
	return out, -1
}

// column finds the description of a column that the node reads.
func (n *node) column(idx int) *fact.Meta {
	if n.col != nil && n.idx == idx {
		return n.col
	}
	for _, k := range n.kids {
		if m := k.column(idx); m != nil {
			return m
		}
	}
	return nil
}
