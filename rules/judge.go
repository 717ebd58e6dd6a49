package rules

import (
	"math/bits"

	"whyrst/extract/fact"
	"whyrst/rules/predicate"
)

// ruleBits is a set of rules by index in decision order.
type ruleBits [MaxRules / 64]uint64

func (b *ruleBits) set(i int)      { b[i>>6] |= 1 << (i & 63) }
func (b *ruleBits) has(i int) bool { return b[i>>6]>>(i&63)&1 != 0 }

// each calls f for the members in order.
func (b *ruleBits) each(f func(i int)) {
	for w, word := range b {
		for ; word != 0; word &= word - 1 {
			f(w<<6 + bits.TrailingZeros64(word))
		}
	}
}

// Decision is the outcome of judging a row, without its texts. It belongs to the set that made it.
type Decision struct {
	winner     int16
	confidence fact.Confidence
	matched    ruleBits
	undecided  ruleBits
}

// Confidence is the winner's confidence.
func (d *Decision) Confidence() fact.Confidence { return d.confidence }

// Winner is the rule that the decision names.
func (s *Set) Winner(d *Decision) *Rule { return s.rules[d.winner] }

// Judge names the cause of a reset. It depends on the row alone and does not allocate.
func (s *Set) Judge(r *fact.Reset) (d Decision) {
	winner, fallback := -1, -1
	for i := range s.bound {
		switch s.bound[i].when.Eval(r) {
		case predicate.Unknown:
			d.undecided.set(i)
		case predicate.True:
			d.matched.set(i)
			switch {
			case winner >= 0 || fallback >= 0 && s.bound[i].fallback(r):
			case s.bound[i].fallback(r):
				fallback = i
			default:
				winner = i
			}
		}
	}
	if winner < 0 {
		winner = fallback
	}
	d.winner = int16(winner) // the last rule is always true, so there is one
	d.confidence = s.bound[winner].confidence(r)
	if d.confidence == fact.Possible && s.bound[winner].step < stepCrossflow {
		s.crossflow(r, &d)
	}
	return d
}

// crossflow replaces a winner that is only possible by the first true rule of that step which is at least likely:
// what many connections did at once says more than a weak reading of one.
func (s *Set) crossflow(r *fact.Reset, d *Decision) {
	for i := range s.bound {
		if s.bound[i].step != stepCrossflow || !d.matched.has(i) {
			continue
		}
		if c := s.bound[i].confidence(r); c >= fact.Likely {
			d.winner, d.confidence = int16(i), c
			return
		}
	}
}

// fallback says whether a true rule is one on this row.
func (b *bound) fallback(r *fact.Reset) bool {
	for i := range b.kind {
		if holds(b.kind[i].test, r) {
			return b.kind[i].Value == "fallback"
		}
	}
	return b.isFallback
}

// confidence grades a true rule on this row.
func (b *bound) confidence(r *fact.Reset) fact.Confidence {
	switch {
	case b.certain.Eval(r) == predicate.True:
		return fact.Certain
	case b.likely.Eval(r) == predicate.True:
		return fact.Likely
	}
	return fact.Possible
}
