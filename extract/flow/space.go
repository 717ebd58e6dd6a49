package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// class is what a segment means in its direction's sequence space.
type class uint8

const (
	clNone  class = iota // nothing that takes sequence numbers
	clNew                // new payload or FIN
	clRtx                // seen before
	clFill               // fills a hole: reordered, or a retransmission of what the capture missed
	clProbe              // keep-alive or window probe
)

// space follows the sequence numbers of a side: what is new, seen before, missing (RFC 9293 3.4).
func (c *conn) space(s, o *side, p *packet.Packet, ts int64, g *seg) class {
	if !s.has(sdBase) {
		s.set(sdBase)
		s.base, s.nxt = g.seq-1, g.seq
	}
	if g.flags&packet.FlagSYN != 0 {
		s.nxt = seq.Max(s.nxt, g.end)
		return clNone
	}
	diff := g.seq.Sub(s.nxt)
	if p.PayLen <= 1 && diff == -1 && g.flags&packet.FlagFIN == 0 && s.nxt.Sub(s.base) >= 1 && !c.acksNew(o, g) {
		s.probe(o, ts, g)
		return clProbe
	}
	if g.end == g.seq {
		return clNone
	}
	if p.PayLen == 1 && o.zwTs != 0 && diff == 0 {
		s.tail.zw++
	}
	switch {
	case diff > 0:
		s.addHole(s.nxt, g.seq)
		s.advance(c, o, p, ts, g)
		return clNew
	case g.end.After(s.nxt):
		s.advance(c, o, p, ts, g)
		return clNew
	}
	if filled := s.fillHole(g.seq, g.end); filled > 0 {
		s.ooo++
		s.unique += int64(filled)
		s.payload += int64(p.PayLen)
		return clFill
	}
	s.retransmitted(c, o, p, ts, g)
	return clRtx
}

// acksNew says that g acknowledges something new: then it is an ordinary ACK, not a probe.
func (c *conn) acksNew(o *side, g *seg) bool {
	s := &c.side[g.dir]
	return g.flags&packet.FlagACK != 0 && s.has(sdAck) && g.ack.After(s.ack)
}

// probe counts a keep-alive or window probe: the same bytes, the peer's window tells them apart (rst-causes 13).
func (s *side) probe(o *side, ts int64, g *seg) {
	g.kind = fact.TriggerKaProbe
	if s.tail.broken != 0 {
		s.tail.restart()
	}
	if o.zwTs != 0 {
		s.tail.zw++
	} else {
		if s.tail.ka == 0 {
			s.tail.kaFirst = ts
		}
		s.tail.ka++
		s.keepAlives++
	}
	s.tail.last = ts
}

// advance takes a segment that brings the highest sequence number forward.
func (s *side) advance(c *conn, o *side, p *packet.Packet, ts int64, g *seg) {
	from := seq.Max(g.seq, s.nxt)
	fresh := int64(g.end.Sub(from))
	if g.flags&packet.FlagFIN != 0 {
		fresh--
	}
	s.nxt = g.end
	s.payload += int64(p.PayLen)
	s.tail.restart()
	if p.PayLen == 0 {
		return
	}
	s.dataPackets++
	s.unique += fresh
	c.data(s, o, p, ts, fresh)
	if !s.has(sdTimed) {
		s.set(sdTimed)
		s.timedEnd, s.timedTs = g.end, ts
	}
}

// retransmitted takes a segment that was seen before.
func (s *side) retransmitted(c *conn, o *side, p *packet.Packet, ts int64, g *seg) {
	s.rtx++
	s.payload += int64(p.PayLen)
	s.clear(sdTimed) // Karn: no sample from an ambiguous ACK
	s.lastRtxEnd = g.end
	if o.has(sdAck) && g.end.AtOrBefore(o.ack) {
		c.oldDup, c.oldDupDir = ts, g.dir
	}
	if o.zwTs != 0 && p.PayLen <= 1 {
		s.tail.zw++
		return
	}
	if s.tail.broken != 0 {
		s.tail.restart()
	}
	last := s.tail.last
	if s.tail.rtx == 0 {
		last = s.lastNewTs
		s.tail.rtxFirst = s.lastNewTs
	}
	s.tail.rtx++
	// Several segments may be sent again in one go; only pauses between rounds tell of a backoff.
	if pause := ts - last; pause > 5e6 {
		if s.tail.gap > 0 && pause < s.tail.gap-s.tail.gap/4 {
			s.tail.shrinking = true
		}
		s.tail.gap = pause
	}
	s.tail.rtxLast, s.tail.last = ts, ts
}

// restart forgets the unanswered tail; what was counted of a closed window stays while it is closed.
func (t *tail) restart() { *t = tail{zw: t.zw, zwAnswered: t.zwAnswered} }

// addHole records bytes that no captured segment carried. Beyond the bound the last two holes become one: more
// bytes count as missing than are.
func (s *side) addHole(from, to seq.Num) {
	if s.nholes == maxHoles {
		s.holes[maxHoles-1].to = to
		return
	}
	s.holes[s.nholes] = hole{from, to}
	s.nholes++
}

// fillHole takes the bytes of [from,to) out of the holes and returns how many there were.
func (s *side) fillHole(from, to seq.Num) (n int32) {
	for i := 0; i < int(s.nholes); i++ {
		h := &s.holes[i]
		lo, hi := seq.Max(from, h.from), seq.Min(to, h.to)
		if hi.Sub(lo) <= 0 {
			continue
		}
		n += hi.Sub(lo)
		switch {
		case lo == h.from && hi == h.to:
			copy(s.holes[i:], s.holes[i+1:s.nholes])
			s.nholes--
			i--
		case lo == h.from:
			h.from = hi
		case hi == h.to:
			h.to = lo
		case s.nholes < maxHoles:
			s.holes[s.nholes] = hole{hi, h.to}
			s.nholes++
			h.to = lo
		default:
			h.from = hi
		}
	}
	return n
}
