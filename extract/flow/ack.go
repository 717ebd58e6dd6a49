package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// acks follows what a side acknowledges and the window it offers.
func (c *conn) acks(d int, p *packet.Packet, ts int64, g *seg) {
	s, o := &c.side[d], &c.side[1-d]
	if o.tail.active() {
		if o.tail.broken == 0 {
			o.tail.broken = ts
		}
		o.tail.brokenPackets++
	}
	c.window(s, o, p, ts)
	if g.flags&packet.FlagACK == 0 {
		return
	}
	if g.kind == fact.TriggerPureAck || g.kind == fact.TriggerHsAck {
		s.pureAcks++
	}
	if !s.has(sdAck) {
		s.set(sdAck)
		s.ack = g.ack
	} else if g.ack.After(s.ack) {
		s.ack = g.ack
		s.set(sdAckMoved)
		s.dupAckRun = 0
	} else if g.ack == s.ack && g.len == 0 && g.flags&(packet.FlagSYN|packet.FlagFIN) == 0 && o.nxt.After(g.ack) &&
		p.Window == s.winRaw {
		s.dupAcks++
	}
	if !o.has(sdBase) {
		return
	}
	if o.has(sdTimed) && g.ack.AtOrAfter(o.timedEnd) {
		o.clear(sdTimed)
		s.sample(ts-o.timedTs, false)
	}
	if o.dataPackets > 0 && g.ack.After(o.base+1) {
		s.set(sdDataAckd)
	}
	c.ackFin(s, o, ts, g)
}

// active says that something of the side is unanswered.
func (t *tail) active() bool { return t.rtx > 0 || t.ka > 0 }

// ackFin notes the acknowledgment of a FIN, seen or inferred: an ACK that advances by exactly one beyond what
// was sent, without data, acknowledges a FIN that the capture missed (rst-causes 12).
func (c *conn) ackFin(s, o *side, ts int64, g *seg) {
	if !o.has(sdFin) && g.ack == o.nxt+1 && c.state&stHsAck != 0 && g.len == 0 && o.nholes == 0 && s.has(sdFin) {
		o.fin = o.nxt
		o.nxt++
		o.finTs = ts
		o.set(sdFin | sdFinInfer)
	}
	if !o.has(sdFin) || !g.ack.After(o.fin) {
		return
	}
	if !o.has(sdFinAcked) {
		o.set(sdFinAcked)
		o.finAckTs, o.firstAckOfFinFrame = ts, g.frame
		g.firstFin = true
		if g.kind == fact.TriggerPureAck {
			g.kind = fact.TriggerAckOfFin
		}
	}
	if s.has(sdFinAcked) && c.state&stFinished == 0 {
		c.state |= stFinished
		c.finishedTs = ts
	}
}

// window follows the offered window and how long it is closed (RFC 9293 3.8.6.1).
func (c *conn) window(s, o *side, p *packet.Packet, ts int64) {
	raw := uint32(p.Window)
	s.set(sdWin)
	switch {
	case p.Flags&packet.FlagSYN != 0, c.state&stSynAck != 0 && (!s.has(sdWSOffer) || !o.has(sdWSOffer)):
		s.win = raw
		s.set(sdWinScaled)
	case s.has(sdWSOffer) && o.has(sdWSOffer):
		s.win = raw << s.wscale
		s.set(sdWinScaled)
	default:
		s.win = raw
		s.clear(sdWinScaled)
	}
	if raw != 0 || p.Flags&packet.FlagSYN != 0 {
		s.zwTs = 0
		o.tail.zw, o.tail.zwAnswered = 0, 0
		return
	}
	s.zeroWins++
	if s.zwTs == 0 {
		s.zwTs, s.zwFrame = ts, p.Frame
	} else if o.tail.zw > 0 {
		o.tail.zwAnswered++
	}
}

// data notes new payload of a side.
func (c *conn) data(s, o *side, p *packet.Packet, ts, fresh int64) {
	if s.firstDataTs == 0 {
		s.firstDataTs, s.firstDataFrame = ts, p.Frame
	}
	isClient := s == &c.side[c.client]
	switch {
	case isClient:
		c.banner |= bnClientData
	case c.banner&bnClientData == 0:
		c.banner |= bnServerFirst
		if s.unique > 512 {
			c.banner |= bnBigServer
		}
	}
	c.push(s, o, ts)
	s.prevDataTs = s.lastDataTs
	s.lastDataTs, s.lastDataFrame, s.lastNewTs = ts, p.Frame, ts
	s.sinceData += fresh
	o.sinceData = 0
	if !o.has(sdFin) { // what comes after the receiver's FIN was no transfer that it broke off
		c.bulk.add(c.index(s), ts, int64(p.PayLen))
	}
}

// index is the index of a side.
func (c *conn) index(s *side) int {
	if s == &c.side[0] {
		return 0
	}
	return 1
}

// push notes bytes that a side sends after a complete exchange and a pause, with no request before them
// (rst-causes 13, answered_push).
func (c *conn) push(s, o *side, ts int64) {
	switch {
	case o.lastDataTs > s.lastDataTs:
		s.pushed = false
	case s.lastDataTs != 0 && o.has(sdAck) && o.ack == s.nxt && ts-s.lastDataTs > s.rtt+o.rtt+20e6:
		s.pushed = true
	}
	o.pushed = false
}

// add counts payload of direction d.
func (b *bulk) add(d int, ts, n int64) {
	if sec := ts / 1e9; sec != b.sec {
		if sec == b.sec+1 {
			b.n[1], b.bytes[1] = b.n[0], b.bytes[0]
		} else {
			b.n[1], b.bytes[1] = [2]int32{}, [2]int64{}
		}
		b.n[0], b.bytes[0] = [2]int32{}, [2]int64{}
		b.sec = sec
	}
	b.n[0][d]++
	b.bytes[0][d] += n
}

// dir says which direction moved at least ten data segments or 64 KiB within the last second or two: 0 or 1, and
// -1 for none.
func (b *bulk) dir(ts int64) int {
	if ts/1e9-b.sec > 1 {
		return -1
	}
	best, most := -1, int64(0)
	for d := range 2 {
		n, bytes := b.n[0][d]+b.n[1][d], b.bytes[0][d]+b.bytes[1][d]
		if (n >= 10 || bytes >= 64<<10) && bytes > most {
			best, most = d, bytes
		}
	}
	return best
}

// unacked is the payload of s that o has not acknowledged; ok is false if o never sent an ACK.
func (s *side) unacked(o *side, ack seq.Num, hasAck bool) (n int64, ok bool) {
	if !s.has(sdBase) {
		return 0, true
	}
	if !hasAck {
		return s.unique, s.unique == 0
	}
	end := s.nxt
	if s.has(sdFin) && end == s.fin+1 {
		end = s.fin
	}
	return max(0, int64(end.Sub(ack))), true
}
