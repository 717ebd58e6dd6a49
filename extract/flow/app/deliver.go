package app

import (
	"math"

	"whyrst/extract/seq"
)

// inOrder takes a segment that begins at or before the next byte in order: what is new of it
// goes on to framing. wireLen is its length, cut the number of bytes at its end that were
// not captured; content that is not needed may be missing too.
func (c *Conn) inOrder(d Dir, first seq.Num, b []byte, wireLen, cut uint32, frame int64) {
	s := &c.side[d]
	if s.finSeen { // nothing comes after the FIN
		if room := s.fin.Sub(first); room < int32(wireLen) {
			wireLen = uint32(max(room, 0))
		}
	}
	old := uint32(s.next.Sub(first))
	if old >= wireLen {
		return
	}
	size := wireLen - old
	b = b[min(int(old), len(b)):]
	b = b[:min(int(size), len(b))]
	c.arrived(d, uint64(size), frame)
	c.facts.Stream[d].Cut += uint64(min(cut, size))
	c.boundary = old == 0
	for len(b) > 0 {
		n := c.step(d, b)
		if n > 0 {
			c.boundary = false
		}
		b = b[n:]
		size -= uint32(n)
	}
	c.skip(d, uint64(size))
	c.checkEnd(d)
}

// arrived counts n more bytes in order.
func (c *Conn) arrived(d Dir, n uint64, frame int64) {
	c.frame = frame
	if c.lastDir != d {
		c.lastDir = d
		c.side[d].turn = true
	}
	f := &c.facts.Stream[d]
	if f.Bytes == 0 {
		c.side[d].turn = true
	}
	f.Bytes += n
	f.LastFrame = frame
	if c.side[1-d].closed {
		if f.AfterPeerClose == 0 {
			f.AfterPeerCloseFrame = frame
		}
		f.AfterPeerClose += n
	}
}

// lose declares the bytes of d before to lost to the capture, as frame shows.
func (c *Conn) lose(d Dir, to seq.Num, frame int64) {
	s := &c.side[d]
	s.pad = 0
	n := uint64(to.Sub(s.next))
	f := &c.facts.Stream[d]
	if f.Lost == 0 {
		f.GapFrame = frame
	}
	f.Lost += n
	f.Bytes += n
	c.frame = frame
	c.skip(d, n)
	c.checkEnd(d)
}

// blind returns how many bytes from here framing skips without a look at them.
func (s *side) blind() uint64 {
	switch s.mode {
	case modePreamble, modeLength, modeChunkData, modeRecordBody:
		return s.left
	case modeUntilClose, modeExcess, modeOpaque:
		return math.MaxUint64
	}
	return 0
}

// skip takes n bytes that have no content.
func (c *Conn) skip(d Dir, n uint64) {
	s := &c.side[d]
	for n > 0 {
		if s.mode == modeHello || s.mode == modeAlert {
			c.giveUpContent(d)
		}
		k := min(n, s.blind())
		if k == 0 {
			c.lost(d)
			s.next += seq.Num(n)
			return
		}
		c.pass(d, k)
		n -= k
	}
}

// pass takes k bytes, at most s.blind(), whose content does not matter.
func (c *Conn) pass(d Dir, k uint64) {
	s := &c.side[d]
	s.next += seq.Num(k)
	switch s.mode {
	case modePreamble:
		if s.left -= k; s.left == 0 {
			s.mode = modeSniff
		}
	case modeLength, modeChunkData, modeUntilClose:
		c.passBody(d, k)
	case modeExcess:
		c.excess(d, k)
	case modeRecordBody:
		if t := &c.facts.TLS[d]; t.LastType == RecordApplicationData {
			t.AppBytes += k
		}
		if s.left -= k; s.left == 0 {
			c.endRecord(d)
		}
	}
}

// step lets the mode read from b, which is not empty, and returns how many bytes it took. It
// takes at least one or changes the mode to one that does.
func (c *Conn) step(d Dir, b []byte) int {
	s := &c.side[d]
	if n := s.blind(); n > 0 {
		n = min(n, uint64(len(b)))
		c.pass(d, n)
		return int(n)
	}
	var n int
	switch s.mode {
	case modeSniff:
		return c.sniff(d, b)
	case modeHead:
		n = c.stepHead(d, b)
	case modeChunkSize, modeChunkExt, modeChunkEnd, modeTrailer:
		n = c.stepChunk(d, b)
	case modeRecord:
		return c.stepRecord(d, b)
	case modeAlert:
		n = c.stepAlert(d, b)
	case modeHello:
		n = c.stepHello(d, b)
	case modeLines:
		n = c.stepLines(d, b)
	case modeTail:
		n = s.remember(b)
	case modeLost:
		if c.boundary && c.resync(d, b) {
			return 0
		}
		n = len(b)
	default:
		panic("app: mode without a reader")
	}
	s.next += seq.Num(n)
	return n
}

// lost ends framing in d where a byte that matters is missing.
func (c *Conn) lost(d Dir) {
	s := &c.side[d]
	c.release(s)
	switch s.mode {
	case modeTail, modeLines:
		s.forget()
		return
	case modeSniff: // whatever it was, a message may be hidden
		c.facts.TLS[d].CountsKnown = false
		c.facts.HTTP.CountsKnown = false
		if c.facts.HTTP.Seen {
			c.lostHTTP(d)
		}
	case modeHead, modeChunkSize, modeChunkExt, modeChunkEnd, modeTrailer:
		c.lostHTTP(d)
	case modeRecord:
		c.lostTLS(d)
	}
	s.stale = true
	s.mode = modeLost
	c.boundary = false // what ended framing here can't begin it again
}

// stash appends b to the unit that is incomplete; false if it would grow beyond limit or the
// Pool has no room.
func (c *Conn) stash(s *side, b []byte, limit int) bool {
	have := 0
	if s.buf != nil {
		have = len(s.buf.b)
	}
	need := have + len(b)
	if need > limit {
		return false
	}
	if s.buf == nil || need > cap(s.buf.b) {
		grown := c.pool.buffer(need)
		if grown == nil {
			return false
		}
		if s.buf != nil {
			grown.b = append(grown.b, s.buf.b...)
			c.pool.free(s.buf)
		} else {
			s.frame = c.frame
		}
		s.buf = grown
	}
	s.buf.b = append(s.buf.b, b...)
	return true
}

// release frees the incomplete unit.
func (c *Conn) release(s *side) {
	if s.buf != nil {
		c.pool.free(s.buf)
		s.buf = nil
	}
}
