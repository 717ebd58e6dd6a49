package app

import "whyrst/extract/seq"

// maxHeld and maxHeldBytes bound what waits for a hole in one direction.
const (
	maxHeld      = 16
	maxHeldBytes = 64 << 10
)

// held is a range of bytes that waits for earlier ones.
type held struct {
	data  *buffer // nil if the content is not needed, or none was captured
	frame int64   // that carried its last byte
	first seq.Num
	n     uint32 // length on the wire
	cut   uint32 // bytes of it that were not captured
}

func (h *held) end() seq.Num { return h.first.Add(int32(h.n)) }

// hold is the ranges of one direction that wait, in sequence order of their first byte.
type hold struct {
	next  *hold // in the Pool's free list
	n     int
	bytes int // of content
	seg   [maxHeld]held
}

// wait keeps a segment that begins after the next byte in order. If it can't be kept, the
// hole before the first waiting range is given up, until it can.
func (c *Conn) wait(d Dir, first seq.Num, b []byte, wireLen uint32, frame int64) {
	s := &c.side[d]
	cut := wireLen - uint32(len(b))
	for first.After(s.next) {
		distance := uint64(first.Sub(s.next))
		content := b
		if distance+uint64(wireLen) <= s.blind() {
			content = nil // all of it lies in a body that is skipped
		}
		if c.keep(s, held{frame: frame, first: first, n: wireLen, cut: cut}, content) {
			return
		}
		c.facts.Stream[d].Overflow = true
		to := first
		if s.hold != nil && s.hold.n > 0 {
			to = seq.Min(to, s.hold.seg[0].first)
		}
		c.lose(d, to, frame)
		c.drain(d)
	}
	c.inOrder(d, first, b, wireLen, cut, frame)
	c.drain(d)
}

// keep inserts x; false if a bound forbids it.
func (c *Conn) keep(s *side, x held, content []byte) bool {
	if s.hold == nil {
		if s.hold = c.pool.hold(); s.hold == nil {
			return false
		}
	}
	h := s.hold
	i := 0
	for i < h.n && h.seg[i].first.AtOrBefore(x.first) {
		if h.seg[i].covers(&x, content) {
			return true
		}
		i++
	}
	if i > 0 && len(content) == 0 && h.seg[i-1].join(&x) {
		return true
	}
	if h.n == maxHeld || h.bytes+len(content) > maxHeldBytes {
		return false
	}
	if len(content) > 0 {
		if x.data = c.pool.buffer(len(content)); x.data == nil {
			return false
		}
		x.data.b = append(x.data.b, content...)
		h.bytes += len(content)
	}
	copy(h.seg[i+1:h.n+1], h.seg[i:h.n])
	h.seg[i] = x
	h.n++
	return true
}

// covers says that x brings nothing that h does not hold: a retransmission.
func (h *held) covers(x *held, content []byte) bool {
	if x.end().After(h.end()) {
		return false
	}
	if len(content) == 0 {
		return true
	}
	have := 0
	if h.data != nil {
		have = len(h.data.b)
	}
	return int(x.first.Sub(h.first))+len(content) <= have
}

// join lengthens h by x if x begins where h ends or inside, and neither has content. Long
// runs of a skipped body thus take one place.
func (h *held) join(x *held) bool {
	if h.data != nil || x.first.After(h.end()) || x.n > 1<<30 || h.n > 1<<30 {
		return false
	}
	overlap := uint32(h.end().Sub(x.first))
	h.n += x.n - overlap
	h.cut += min(x.cut, x.n-overlap)
	h.frame = x.frame
	return true
}

// drain hands over what no longer waits.
func (c *Conn) drain(d Dir) {
	s := &c.side[d]
	for s.hold != nil && s.hold.n > 0 && s.hold.seg[0].first.AtOrBefore(s.next) {
		h := s.hold
		x := h.seg[0]
		copy(h.seg[:], h.seg[1:h.n])
		h.n--
		h.seg[h.n] = held{}
		var content []byte
		if x.data != nil {
			content = x.data.b
			h.bytes -= len(content)
		}
		c.inOrder(d, x.first, content, x.n, x.cut, x.frame)
		if x.data != nil {
			c.pool.free(x.data)
		}
	}
	if s.hold != nil && s.hold.n == 0 {
		c.pool.freeHold(s.hold)
		s.hold = nil
	}
}

// dropHold frees what waits.
func (c *Conn) dropHold(s *side) {
	h := s.hold
	if h == nil {
		return
	}
	for i := range h.seg[:h.n] {
		if h.seg[i].data != nil {
			c.pool.free(h.seg[i].data)
		}
	}
	c.pool.freeHold(h)
	s.hold = nil
}

// settle declares the holes lost that the peer acknowledged. A hole at the very end of
// at most slack bytes is left alone: it may be the FIN, which takes one number.
func (c *Conn) settle(d Dir, slack int32) {
	s := &c.side[d]
	for s.ackSeen && s.acked.After(s.next) {
		to := s.acked
		if s.finSeen {
			to = seq.Min(to, s.fin)
		}
		waiting := s.hold != nil && s.hold.n > 0
		if waiting {
			to = seq.Min(to, s.hold.seg[0].first)
		}
		if !to.After(s.next) || (!waiting && to.Sub(s.next) <= slack) {
			return
		}
		c.lose(d, to, c.ackFrame)
		c.drain(d)
	}
}
