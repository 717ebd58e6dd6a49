package wireshark

import (
	"whyrst/extract/fact"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// direction is what one side of a conversation has sent. A sequence number of 0 means that none is known, even if
// 0 was seen: so it is in Wireshark.
type direction struct {
	nextTs    int64   // when next was reached
	lastAckTs int64   // of its last segment
	next      seq.Num // highest number after a segment
	ackable   seq.Num // highest number without a gap before it, which the other side may acknowledge
	lastAck   seq.Num // acknowledgment of its last segment
	window    uint32  // window of its last segment, as sent
	sacked    uint32  // bytes in the SACK blocks of its last segment
	dupAcks   uint32  // duplicate ACKs in a row, or acksUnseen
	unacked   unackedList
	scale     int8 // shift of its windows, or scale*
	synWindow bool // window is that of its SYN
	countable bool // no gap is known in what is in flight
	keepAlive bool // its last segment was a keep-alive,
	probe     bool // or a zero window probe
}

// acksUnseen in direction.dupAcks says that the other side acknowledged what was not captured, so that it is
// flagged but once. Wireshark has it wrap to the largest count, and so takes what comes next for asked for by many
// duplicate ACKs.
const acksUnseen = ^uint32(0)

func (s *direction) init() {
	s.window, s.scale, s.countable = unknownWindow, scaleUnknown, true
}

// noKeepAlive are the flags that a segment about the window or about liveness never carries.
const noKeepAlive = packet.FlagSYN | packet.FlagFIN | packet.FlagRST

// step is the analysis of one segment.
type step struct {
	fwd, rev *direction // of the sender, of the other side
	seq, ack seq.Num
	len      uint32
	window   uint32
	flags    uint16
	ts       int64
	found    uint32 // bits fact.Analysis*
	dupAcks  uint32
}

// analyse says everything of a segment that compares it with what went before, and remembers it.
func (t *Tracker) analyse(c *conversation, d int, p *packet.Packet, h *header, out *Segment) {
	sides := t.sides.At(c.id)
	s := step{fwd: &sides[d], rev: &sides[1-d], seq: h.seq, ack: seq.Num(p.Ack), len: h.len,
		window: uint32(p.Window), flags: h.flags, ts: h.ts}
	if h.reused {
		s.found = fact.AnalysisReusedPorts
	}
	s.fwd.sacked = 0
	rtt, inFlight := int64(0), uint32(0)
	if p.HasPayLen {
		rtt, inFlight = t.compare(c, d, &s)
	}
	if p.TCPComplete { // else the options threw Wireshark off before it could show any of this
		out.Flags, out.DupAckNum, out.BytesInFlight = s.found, s.dupAcks, inFlight
		out.AckRTTNs, out.HasAckRTT = rtt, rtt != 0
	}
	s.fwd.show(c, d, p, out)
	if p.HdrLen >= 20 {
		s.fwd.firstAck(s.flags)
	}
	s.fwd.options(s.rev, p)
}

// compare puts the segment to the rules, in Wireshark's order: what some of them find keeps others from looking.
// It returns the round trip that the segment's acknowledgment ends and the bytes in flight behind it, both 0 where
// Wireshark shows none.
func (t *Tracker) compare(c *conversation, d int, s *step) (rtt int64, inFlight uint32) {
	if s.flags&packet.FlagACK != 0 {
		s.rev.countable = true
	}
	if !s.zeroWindowProbe() {
		s.zeroWindow()
		s.lostSegment()
		s.keepAlive()
		s.windowUpdate()
		s.windowFull()
		s.repeatedAck()
	}
	if s.ack != s.fwd.lastAck {
		s.fwd.dupAcks = 0
	}
	s.ackLostSegment()
	s.retransmission(c.initialRTT)
	s.remember(&t.pool)
	if t.pool.room > t.opt.MaxUnacked {
		t.makeRoom(c)
	}
	rtt = t.pool.acknowledge(&s.rev.unacked, s.ack, s.ts)
	return rtt, s.bytesInFlight(&t.pool, c.base[d])
}

// zeroWindowProbe: one byte, next in sequence, to a side whose window is 0.
func (s *step) zeroWindowProbe() bool {
	if s.len == 1 && s.seq == s.fwd.next && s.rev.window == 0 {
		s.found |= fact.AnalysisZeroWindowProbe
		return true
	}
	return false
}

// zeroWindow: the sender can take nothing more.
func (s *step) zeroWindow() {
	if s.window == 0 && s.flags&noKeepAlive == 0 {
		s.found |= fact.AnalysisZeroWindow
	}
}

// lostSegment: the segment begins behind what was seen. From here on nobody can tell what is in flight, until the
// other side acknowledges something.
func (s *step) lostSegment() {
	if s.fwd.next != 0 && s.seq.After(s.fwd.next) && s.flags&packet.FlagRST == 0 {
		s.found |= fact.AnalysisLostSegment
		s.fwd.countable = false
	}
}

// keepAlive: at most one byte, one before the next number (RFC 9293 3.8.4).
func (s *step) keepAlive() {
	if s.len <= 1 && s.seq == s.fwd.next-1 && s.flags&noKeepAlive == 0 {
		s.found |= fact.AnalysisKeepAlive
	}
}

// repeats: an empty segment that says what the sender's last one said, but for the window.
func (s *step) repeats() bool {
	return s.len == 0 && s.seq == s.fwd.next && s.ack == s.fwd.lastAck && s.flags&noKeepAlive == 0
}

// windowUpdate: nothing new but the window.
func (s *step) windowUpdate() {
	if s.window != 0 && s.window != s.fwd.window && s.repeats() {
		s.found |= fact.AnalysisWindowUpdate
	}
}

// windowFull: the payload ends where the window of the other side's last segment ends.
func (s *step) windowFull() {
	if s.len == 0 || s.rev.scale == scaleUnknown || s.flags&noKeepAlive != 0 {
		return
	}
	edge := s.rev.window
	if !s.rev.synWindow {
		edge <<= s.rev.shift()
	}
	if s.seq+seq.Num(s.len) == s.rev.lastAck+seq.Num(edge) {
		s.found |= fact.AnalysisWindowFull
	}
}

// repeatedAck tells what an empty segment is that repeats the sender's last one, window included: the answer to a
// keep-alive, to a zero window probe, or a duplicate ACK.
func (s *step) repeatedAck() {
	if s.window != s.fwd.window || !s.repeats() {
		return
	}
	switch {
	case s.window == 0:
		if s.rev.probe {
			s.found |= fact.AnalysisZeroWindowProbeAck
		}
	case s.rev.keepAlive:
		s.found |= fact.AnalysisKeepAliveAck
	default:
		s.fwd.dupAcks++
		s.fwd.dupAcks = max(s.fwd.dupAcks, 1) // after acksUnseen
		s.found |= fact.AnalysisDuplicateAck
		s.dupAcks = s.fwd.dupAcks
	}
}

// ackLostSegment: it acknowledges more than was seen without a gap. Said once a gap: either the boundary moves up
// to what was seen behind the gap, or the other side's count of duplicate ACKs remembers it.
func (s *step) ackLostSegment() {
	r := s.rev
	if r.ackable == 0 || !s.ack.After(r.ackable) || s.flags&packet.FlagACK == 0 {
		return
	}
	if r.ackable.Before(r.next) {
		r.ackable = r.next
		s.found |= fact.AnalysisAckLostSegment
		return
	}
	if r.dupAcks == 0 {
		s.found |= fact.AnalysisAckLostSegment
	}
	r.dupAcks = acksUnseen
}
