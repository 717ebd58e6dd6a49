package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// react is the time within which a RST can be taken for the answer to a segment when nothing more exact speaks
// for it: three round trips to its sender, 50 ms to 1 s, 500 ms if unknown (rst-causes 2, T_REACT).
func (s *side) react() int64 {
	if s.rtt == 0 {
		return 500e6
	}
	return min(max(3*s.rtt, 50e6), 1e9)
}

// reactUnread is the reaction time allowed to a RST of a reply's shape to bytes that S has neither acknowledged
// nor spoken after: nothing else in the connection can have drawn it, and a loaded host or a queue on the path
// easily doubles a round trip.
const reactUnread = 1e9

// trigger finds the latest unpaired segment of P that the RST p of side d answers: its ACK is the RST's sequence
// number, or it had no ACK and the RST acknowledges its end (RFC 9293 3.5.2). Time bounds guesses, not exact
// proofs: in the setup phase, and for FINs, the numbers alone decide (rst-causes 12).
func (c *conn) trigger(d int, p *packet.Packet, ts int64) *seg {
	s, o := &c.side[d], &c.side[1-d]
	hasAck := p.Flags&packet.FlagACK != 0
	if hasAck && o.has(sdBase) && seq.Num(p.Ack).After(o.nxt) {
		return nil // the capture point saw the RST before what P sent (rst-causes 13)
	}
	react := s.react()
	var best *seg
	for i := uint32(0); ; i++ {
		g := c.past.back(i)
		if g == nil {
			break
		}
		if g.paired || g.dir == uint8(d) || !g.answeredBy(p, hasAck) {
			continue
		}
		if ts-g.ts > react && (best != nil || !g.exactProof() && !(ts-g.ts <= reactUnread && bareReply(p) && g.unread(s))) {
			break
		}
		if best == nil {
			best = g
		} else if !hasAck && g.unread(s) && best.unread(s) {
			best = g // a closed socket answers a burst in its order, one RST a segment
		}
	}
	if best != nil {
		return best
	}
	return c.runTrigger(d, p, ts-react)
}

// unread says that g took sequence numbers which S had not acknowledged, and came too late for S's last packet to
// know of it.
func (g *seg) unread(s *side) bool {
	return g.ts >= s.ownTs-s.rtt && g.end != g.seq && g.kind != fact.TriggerKaProbe && (!s.has(sdAck) || g.end.After(s.ack))
}

// answeredBy says that the numbers of the RST p follow from g.
func (g *seg) answeredBy(p *packet.Packet, hasAck bool) bool {
	if g.flags&packet.FlagACK != 0 {
		return g.ack == seq.Num(p.Seq)
	}
	return hasAck && g.end == seq.Num(p.Ack)
}

// exactProof says that a segment draws a RST with its own numbers and nothing else does.
func (g *seg) exactProof() bool {
	switch g.kind {
	case fact.TriggerSyn, fact.TriggerSynAck, fact.TriggerHsAck, fact.TriggerFin, fact.TriggerOddFlags:
		return true
	}
	return false
}

// runTrigger pairs a RST with a run of segments that carried the same ACK: a burst in flight draws one bare RST
// a segment, more than the ring of segments holds.
func (c *conn) runTrigger(d int, p *packet.Packet, since int64) *seg {
	r := c.past.run(1 - d)
	if p.Flags&packet.FlagACK != 0 || r.n <= segRing || r.paired >= r.n || r.ack != seq.Num(p.Seq) || r.lastTs < since {
		return nil
	}
	return &seg{ts: r.lastTs, frame: r.lastFrame, ack: r.ack, len: r.len, kind: r.kind, dir: uint8(1 - d),
		flags: packet.FlagACK}
}

// pair marks g as answered.
func (p *past) pair(g *seg) {
	g.paired = true
	if p.h == nil {
		return
	}
	if r := &p.h.run[g.dir]; g.flags&packet.FlagACK != 0 && r.ack == g.ack {
		r.paired++
	}
}

// form decides the shape of the RST p of side d (rst-causes 2, 12, 13); g is its trigger or nil.
func (c *conn) form(d int, p *packet.Packet, g *seg) fact.Form {
	s, o := &c.side[d], &c.side[1-d]
	n := seq.Num(p.Seq)
	if p.Flags&packet.FlagACK == 0 {
		switch {
		case g != nil:
			return fact.FormReplyAck
		case replyShape(s, p):
			return fact.FormReplyUnpaired
		case s.has(sdBase) && n == s.nxt:
			return fact.FormBareAbort
		case c.repliesLate(d, p):
			return fact.FormReplyUnpaired
		}
		return fact.FormOdd
	}
	switch {
	case g != nil && g.flags&packet.FlagACK == 0 && !(s.has(sdSyn) && n == s.nxt):
		return fact.FormReplyNoack // after a SYN-ACK of S its own next number is no answer to the SYN any more
	case g != nil && p.Window == 0 && p.OptBytes == 0 && (s.has(sdFin|sdRstSent) || !s.has(sdBase) || n != s.nxt):
		return fact.FormRstackReply
	case c.abortSeq(s, o, n) && (!s.has(sdAck) || seq.Num(p.Ack).AtOrAfter(s.ack)):
		return fact.FormAbort
	}
	return fact.FormOdd
}

// abortSeq says that n is where a live socket of side s would put its RST: its next number, its FIN's, the end
// of its last retransmission (Windows after a timeout), its ISN while connecting, or, where the capture lost
// its last bytes or all of them, the number that P expects.
func (c *conn) abortSeq(s, o *side, n seq.Num) bool {
	if !s.has(sdBase) {
		return o.has(sdAck) && n == o.ack
	}
	return n == s.nxt || s.has(sdFin) && n == s.fin || s.rtx > 0 && n == s.lastRtxEnd ||
		c.state&stSynAck == 0 && n == s.base || n.After(s.nxt) && o.has(sdAck) && n == o.ack
}

// repliesLate says that a bare RST repeats an acknowledgment number that P has sent, in S's TTL: of a burst in
// flight the segment that it answers may be forgotten. Older stacks count the IP-IDs of their replies.
func (c *conn) repliesLate(d int, p *packet.Packet) bool {
	s := &c.side[d]
	if p.Window != 0 || p.OptBytes != 0 || p.PayLen != 0 {
		return false
	}
	near, _, ok := s.nearestTTL(p.TTL)
	acked, _ := c.past.acked(uint8(1-d), seq.Num(p.Seq))
	return acked && ok && abs(int(near)-int(p.TTL)) < 3
}

// replyShape says that a bare RST looks like a kernel's reply: window 0, no options, IP-ID 0 with DF (or IPv6),
// and S's own TTL. Its trigger is then lost, not captured or reordered.
func replyShape(s *side, p *packet.Packet) bool {
	if !bareReply(p) {
		return false
	}
	near, _, ok := s.nearestTTL(p.TTL)
	return !ok || abs(int(near)-int(p.TTL)) < 3
}

// bareReply says that a RST carries nothing but an answer's sequence number: a kernel or a filter fills it so
// (RFC 9293 3.5.2), no socket.
func bareReply(p *packet.Packet) bool {
	return p.Flags&packet.FlagACK == 0 && p.Window == 0 && p.OptBytes == 0 && p.PayLen == 0 &&
		(p.IPVersion != 4 || p.IPID == 0 && p.DF)
}

// isReply says that a form answers a segment.
func isReply(f fact.Form) bool {
	switch f {
	case fact.FormReplyNoack, fact.FormReplyAck, fact.FormRstackReply, fact.FormReplyUnpaired:
		return true
	}
	return false
}

// seqPos places a sequence number against what P expects and its window (RFC 5961 3.2).
func seqPos(o *side, n seq.Num) fact.SeqPos {
	if !o.has(sdAck) {
		return fact.SeqUnknown
	}
	diff := n.Sub(o.ack)
	switch {
	case diff == 0:
		return fact.SeqExact
	case diff == -1:
		return fact.SeqMinus1
	case diff < 0:
		return fact.SeqBelow
	case diff >= 1<<30:
		return fact.SeqAbove // beyond the largest window there is (RFC 7323 2.3)
	case !o.has(sdWinScaled):
		return fact.SeqUnknown
	case uint32(diff) < o.win:
		return fact.SeqIn
	}
	return fact.SeqAbove
}
