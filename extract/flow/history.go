package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// seg is what is remembered of a segment that a RST may answer.
type seg struct {
	ts, frame int64
	gap       int64 // longest pause of its run, see side.burstGap
	seq, end  seq.Num
	ack       seq.Num
	len       uint32
	flags     uint16
	kind      fact.TriggerKind
	dir       uint8
	paired    bool
	tlsAlert  bool // alert-sized TLS payload
	newReq    int8 // app.StartsMessage when it came
	firstFin  bool // first segment that covers the other side's FIN
}

const (
	segRing = 12
	ackRing = 24
)

// history holds the last segments of both sides, the run of segments with one acknowledgment number (a burst of
// replies needs only a count of them), and the acknowledgment numbers each side has sent.
type history struct {
	segs  [segRing]seg
	nsegs uint32 // total; the ring holds the last segRing
	run   [2]ackRun
	acks  [2][ackRing]seq.Num
	nacks [2]uint32
}

// past is what a connection remembers: its first segment, and a history once there is a second one. A connection
// of one packet, of which a flood has millions, costs no history.
type past struct {
	first seg
	has   bool // first is set
	h     *history
}

// ackRun counts consecutive segments of one side with the same acknowledgment number.
type ackRun struct {
	ack       seq.Num
	n, paired int32
	lastTs    int64
	lastFrame int64
	len       uint32
	kind      fact.TriggerKind
}

// remember keeps a segment for later RSTs.
func (h *history) remember(g seg) {
	h.segs[h.nsegs%segRing] = g
	h.nsegs++
	if g.flags&packet.FlagACK == 0 {
		return
	}
	r := &h.run[g.dir]
	if r.n == 0 || r.ack != g.ack {
		*r = ackRun{ack: g.ack}
		h.acks[g.dir][h.nacks[g.dir]%ackRing] = g.ack
		h.nacks[g.dir]++
	}
	r.n++
	r.lastTs, r.lastFrame, r.len, r.kind = g.ts, g.frame, g.len, g.kind
}

// remember keeps a segment of c for later RSTs.
func (t *Tracker) remember(c *conn, g seg) {
	p := &c.past
	switch {
	case p.h != nil:
		p.h.remember(g)
	case !p.has:
		p.first, p.has = g, true
	default:
		if n := len(t.freeHist); n > 0 {
			p.h, t.freeHist = t.freeHist[n-1], t.freeHist[:n-1]
			*p.h = history{}
		} else {
			p.h = new(history)
		}
		p.h.remember(p.first)
		p.h.remember(g)
	}
}

// back returns the i-th newest segment, nil if it is forgotten or never was.
func (p *past) back(i uint32) *seg {
	switch {
	case p.h == nil && p.has && i == 0:
		return &p.first
	case p.h == nil || i >= p.h.nsegs || i >= segRing:
		return nil
	}
	return &p.h.segs[(p.h.nsegs-1-i)%segRing]
}

// run is the latest run of segments of side d, empty if there is none.
func (p *past) run(d int) ackRun {
	if p.h == nil {
		return ackRun{}
	}
	return p.h.run[d]
}

// acked says whether side d ever sent this acknowledgment number; known is false if older ones are forgotten.
func (p *past) acked(d uint8, ack seq.Num) (yes, known bool) {
	if p.h == nil {
		return p.has && p.first.dir == d && p.first.flags&packet.FlagACK != 0 && p.first.ack == ack, true
	}
	n := min(p.h.nacks[d], ackRing)
	for _, a := range p.h.acks[d][:n] {
		if a == ack {
			return true, true
		}
	}
	return false, p.h.nacks[d] <= ackRing
}

// segEnd is the sequence number after the segment, SYN and FIN counted (RFC 9293 3.4).
func segEnd(p *packet.Packet) seq.Num {
	n := p.PayLen
	if p.Flags&packet.FlagSYN != 0 {
		n++
	}
	if p.Flags&packet.FlagFIN != 0 {
		n++
	}
	return seq.Num(p.Seq + n)
}

// illegalReset reports a RST with SYN, or with FIN and without ACK. FIN+RST+ACK is an abort that some stacks send in
// place of their FIN.
func illegalReset(f uint16) bool {
	return f&packet.FlagSYN != 0 || f&(packet.FlagFIN|packet.FlagACK) == packet.FlagFIN
}

// illegalFlags reports combinations that no connection starts or continues with (RFC 9293 3.10.7): SYN with FIN
// or RST, FIN without ACK, or none of SYN, ACK and RST.
func illegalFlags(f uint16) bool {
	const main = packet.FlagSYN | packet.FlagACK | packet.FlagRST | packet.FlagFIN
	switch f & main {
	case packet.FlagSYN, packet.FlagSYN | packet.FlagACK, packet.FlagACK, packet.FlagFIN | packet.FlagACK,
		packet.FlagRST, packet.FlagRST | packet.FlagACK:
		return false
	}
	return true
}
