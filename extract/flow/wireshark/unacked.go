package wireshark

import "whyrst/extract/seq"

// unacked is a segment that was sent and not yet acknowledged.
type unacked struct {
	seq, next seq.Num
	ts        int64
}

// unackedList holds what one side has not seen acknowledged, oldest first, in a ring of the pool.
type unackedList struct {
	n, head uint16
	class   int8
	// near says that everything lies within farAway of everything else, so that lo and hi bound it; inOrder
	// says that, also, each segment begins where the one before it ends or behind.
	near, inOrder bool
	ring          int32
	lo, hi        seq.Num
}

// farAway is a distance at which comparisons with a third number are still safe. Lists and acknowledgments that
// are further apart are walked from end to end.
const farAway = 1 << 30

// add appends a segment.
func (p *pool) add(l *unackedList, from, next seq.Num, ts int64) {
	if l.n == 0 {
		p.take(l, 0)
		l.bound(from, next, true)
	} else {
		if int(l.n) == ringSize(l.class) {
			p.grow(l)
		}
		l.bound(from, next, false)
	}
	ring := p.ring(l)
	ring[(int(l.head)+int(l.n))&(len(ring)-1)] = unacked{from, next, ts}
	l.n++
}

// bound widens the bounds of the list by a segment, which may be its first.
func (l *unackedList) bound(from, next seq.Num, first bool) {
	if first {
		l.lo, l.hi, l.near, l.inOrder = from, from, true, true
	}
	if d := from.Sub(l.lo); d >= farAway || d <= -farAway || next-from >= farAway {
		l.near = false
		return
	}
	l.inOrder = l.inOrder && from.AtOrAfter(l.hi)
	l.lo, l.hi = seq.Min(l.lo, from), seq.Max(l.hi, next)
	l.near = l.near && l.hi-l.lo < farAway
}

// acknowledge removes what ack covers and cuts what it covers in part. It returns the time since the oldest segment
// that ends exactly at ack, 0 if there is none.
func (p *pool) acknowledge(l *unackedList, ack seq.Num, ts int64) (rtt int64) {
	if l.n == 0 {
		return 0
	}
	if d := ack.Sub(l.lo); l.near && d > -farAway && d < farAway {
		if d <= 0 {
			return 0 // it acknowledges nothing that is here
		}
		if l.inOrder {
			return p.acknowledgeFront(l, ack, ts)
		}
	}
	return p.acknowledgeAll(l, ack, ts)
}

// acknowledgeFront serves a list in order, whose front alone an acknowledgment changes.
func (p *pool) acknowledgeFront(l *unackedList, ack seq.Num, ts int64) (rtt int64) {
	ring := p.ring(l)
	for l.n > 0 {
		u := &ring[l.head]
		if ack == u.next {
			rtt = ts - u.ts // no other one ends there, as they are in order
		}
		if u.next.After(ack) {
			if ack.After(u.seq) {
				u.seq = ack
			}
			l.lo = u.seq
			return rtt
		}
		l.head = (l.head + 1) & uint16(len(ring)-1)
		l.n--
	}
	p.give(l)
	return rtt
}

// acknowledgeAll walks the whole list, as Wireshark does, and bounds anew what stays.
func (p *pool) acknowledgeAll(l *unackedList, ack seq.Num, ts int64) (rtt int64) {
	ring := p.ring(l)
	mask := len(ring) - 1
	kept, exact := 0, false
	for i := range int(l.n) {
		u := ring[(int(l.head)+i)&mask]
		switch {
		case ack == u.next:
			if !exact {
				rtt, exact = ts-u.ts, true
			}
			continue
		case ack.After(u.seq) && ack.AtOrBefore(u.next):
			u.seq = ack
		case !u.next.After(ack):
			continue
		}
		l.bound(u.seq, u.next, kept == 0)
		ring[(int(l.head)+kept)&mask] = u
		kept++
	}
	l.n = uint16(kept)
	if kept == 0 {
		p.give(l)
	}
	return rtt
}

// span is the distance from the lowest to the highest number in the list, compared as numbers relative to base.
func (p *pool) span(l *unackedList, base seq.Num) uint32 {
	if lo, hi := l.lo-base, l.hi-base; l.near && lo <= hi {
		return uint32(hi - lo)
	}
	ring := p.ring(l)
	first, last := ^seq.Num(0), seq.Num(0)
	for i := range int(l.n) {
		u := &ring[(int(l.head)+i)&(len(ring)-1)]
		first, last = min(first, u.seq-base), max(last, u.next-base)
	}
	return uint32(last - first)
}
