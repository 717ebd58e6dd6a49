package app

import (
	"whyrst/extract/seq"

	"github.com/zeebo/xxh3"
)

// fingerprint is what is kept of one recent segment: hashes of up to three ranges of its first
// bytes. Ranges grow, because two answers that race differ early and often have different
// lengths. Sixteen bits a hash are enough: equal bytes never differ in hash, so a claim is
// never wrong, and one contradiction in 65,536 may be missed.
type fingerprint struct {
	frame int64
	first seq.Num
	n     uint16 // bytes that the hashes cover
	sum   [3]uint16
	dir   Dir
}

// ranges are the ends of the hashed ranges.
var ranges = [3]int{16, 64, 256}

// compare looks for an earlier segment with other content for the same bytes, and keeps the
// fingerprint of this one.
func (c *Conn) compare(d Dir, first seq.Num, b []byte, wireLen uint32, frame int64) {
	s := &c.side[d]
	again := first.Before(s.top)
	switch {
	case len(b) == 0:
		return
	case wireLen == 1 && again:
		return // a keep-alive probe may carry one byte of garbage, RFC 1122 4.2.3.6
	case wireLen <= maxPad && b[len(b)-1] == 0:
		return // may end in padding: see padding
	}
	if again {
		for i := range c.prints {
			if p := &c.prints[i]; p.n > 0 && p.dir == d && p.contradicts(first, b) {
				c.conflict(d, p.frame, frame)
				break
			}
		}
	}
	p := &c.prints[c.nprint]
	c.nprint = (c.nprint + 1) % uint8(len(c.prints))
	*p = fingerprint{frame: frame, first: first, n: uint16(min(len(b), ranges[2])), dir: d}
	for i := range p.sum {
		if lo, hi := p.span(i); lo < hi {
			p.sum[i] = uint16(xxh3.Hash(b[lo:hi]))
		}
	}
}

// span returns range i of the segment, empty if it is not that long.
func (p *fingerprint) span(i int) (lo, hi int) {
	if i > 0 {
		lo = ranges[i-1]
	}
	return lo, min(ranges[i], int(p.n))
}

// contradicts says whether b, which begins at first, differs from a range that it holds whole.
func (p *fingerprint) contradicts(first seq.Num, b []byte) bool {
	offset := int(p.first.Sub(first))
	for i := range p.sum {
		lo, hi := p.span(i)
		if lo >= hi || offset+lo < 0 || offset+hi > len(b) {
			continue
		}
		if uint16(xxh3.Hash(b[offset+lo:offset+hi])) != p.sum[i] {
			return true
		}
	}
	return false
}

func (c *Conn) conflict(d Dir, old, frame int64) {
	f := &c.facts.Conflict
	f.Count++
	if f.Count == 1 {
		f.Dir, f.FirstFrame, f.Frame = d, old, frame
	}
}
