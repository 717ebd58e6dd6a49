package predicate

import (
	"cmp"
	"slices"

	"whyrst/extract/fact"
)

// domain is a set of values that a column may have: NULL or not, and either numbers (disjoint ascending
// intervals) or texts (a list, or all but a list).
type domain struct {
	null   bool
	text   bool
	ranges []interval
	allBut bool
	texts  []string
}

// interval holds low and high.
type interval struct{ low, high int64 }

// domain is what the node's column must be for the node to have the given truth.
func (n *node) domain(want Truth) domain {
	isText := n.col.Kind == fact.KindString || n.col.Kind == fact.KindAddr || n.col.Kind == fact.KindList
	if n.op == opKnown {
		if want == False {
			return domain{null: n.col.Nullable, text: isText}
		}
		return domain{text: isText, allBut: true, ranges: typeRange(n.col)}
	}
	positive := (n.op == opNe) != (want == True) // the set itself, not its complement
	if isText {
		d := domain{text: true, allBut: !positive}
		for _, v := range n.vals {
			d.texts = append(d.texts, v.s+v.addr.String()) // one of the two is empty
		}
		return d
	}
	var set []interval
	if n.op == opIn {
		for _, v := range n.vals {
			set = append(set, interval{v.n, v.n})
		}
		slices.SortFunc(set, func(a, b interval) int { return cmp.Compare(a.low, b.low) })
	} else if low, high := n.bounds(); low <= high {
		set = []interval{{low, high}}
	}
	if !positive {
		set = complement(set, n.col)
	}
	return domain{ranges: clip(set, typeRange(n.col))}
}

// typeRange is everything that the column's type can hold.
func typeRange(m *fact.Meta) []interval { return []interval{{m.Min, m.Max}} }

// complement is what the type can hold outside of set, which is ascending.
func complement(set []interval, m *fact.Meta) (out []interval) {
	low := m.Min
	for _, s := range set {
		if s.high < low {
			continue
		}
		if s.low > low {
			out = append(out, interval{low, min(s.low-1, m.Max)})
		}
		if s.high >= m.Max {
			return out
		}
		low = s.high + 1
	}
	return append(out, interval{low, m.Max})
}

// clip intersects two ascending lists.
func clip(a, b []interval) (out []interval) {
	for _, x := range a {
		for _, y := range b {
			if low, high := max(x.low, y.low), min(x.high, y.high); low <= high {
				out = append(out, interval{low, high})
			}
		}
	}
	return out
}

func (d domain) empty() bool {
	if d.null {
		return false
	}
	if d.text {
		return !d.allBut && len(d.texts) == 0
	}
	return len(d.ranges) == 0
}

func (d domain) intersect(o domain) domain {
	out := domain{null: d.null && o.null, text: d.text}
	if !d.text {
		out.ranges = clip(d.ranges, o.ranges)
		return out
	}
	switch {
	case d.allBut && o.allBut:
		out.allBut, out.texts = true, append(slices.Clone(d.texts), o.texts...)
	case d.allBut:
		out.texts = without(o.texts, d.texts)
	case o.allBut:
		out.texts = without(d.texts, o.texts)
	default:
		for _, s := range d.texts {
			if slices.Contains(o.texts, s) {
				out.texts = append(out.texts, s)
			}
		}
	}
	return out
}

// without is list less the excluded ones.
func without(list, excluded []string) (out []string) {
	for _, s := range list {
		if !slices.Contains(excluded, s) {
			out = append(out, s)
		}
	}
	return out
}
