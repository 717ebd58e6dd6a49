package zeek

import (
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// Conn is what Zeek remembers of a connection to tell its state and history.
type Conn struct {
	ends    [2]end // by direction
	orig    uint8  // direction of the originator
	begun   bool
	partial bool  // no SYN began it
	spoke   uint8 // bit of each direction that has sent something
	n       uint8
	history [maxHistory]byte
}

const maxHistory = 48

// end is one side of a connection.
type end struct {
	start     seq.Num // number of its SYN, or one before the first number seen
	last      seq.Num // highest number after a segment
	ack       seq.Num // highest number that the other side acknowledged
	fin       seq.Num // number after its FIN
	delivered seq.Num // everything before it was seen or is known to be missing
	held      [maxHeld]span
	syn, rst  uint32 // where its last SYN and RST were, relative to start: a repetition is no news
	lastFin   uint32
	gaps      uint32
	rexmits   uint32
	zeroWins  uint32
	badSums   uint32
	seqWraps  uint16
	ackWraps  uint16
	seen      letters
	state     state
	prev      state // before it became state
	nheld     uint8
	fins      bool
}

// state is Zeek's TCP_ENDPOINT_*.
type state uint8

const (
	inactive    state = iota
	synSent           // SYN
	synAckSent        // SYN-ACK, as originator
	partial           // something, but no SYN
	established       // both sides agreed, as far as was seen
	closed            // FIN
	reset             // RST
)

func (e *end) set(s state) {
	if s != e.state {
		e.prev, e.state = e.state, s
	}
}

// tooFar is a jump that Zeek does not believe of a SYN, a RST or an acknowledgment of 0.
const tooFar = 1 << 20

// Segment follows a segment of direction d, 0 or 1; orig is the direction of the originator.
func (c *Conn) Segment(p *packet.Packet, d, orig uint8) {
	if p.HdrLen < 20 {
		return // Zeek drops it
	}
	c.roles(d, orig)
	e, peer := &c.ends[d], &c.ends[1-d]
	if p.Checksum == packet.ChecksumBad {
		c.scaled(d, 'C', &e.badSums)
		return
	}
	flags := p.Flags
	if c.spoke&(1<<d) == 0 && (d == orig || !c.partial) {
		c.partial = flags&packet.FlagSYN == 0 || d == orig && flags&packet.FlagACK != 0
	}
	n := seq.Num(p.Seq)
	next := n + seq.Num(occupied(p))
	e.init(flags, n, next)
	under := e.under(n, e.last, e.seqWraps)
	c.letters(d, p, uint32(n-e.start))
	if p.Window == 0 && p.HdrCap >= 16 && flags&packet.FlagRST == 0 && peer.state != closed && e.state != reset {
		c.scaled(d, 'W', &e.zeroWins)
	}
	if flags&packet.FlagFIN != 0 {
		e.fins, e.fin = true, next
	}
	ack, acks := c.acknowledge(p, peer)
	c.advance(d, p, next)
	c.update(d, flags, p.PayLen)
	if acks {
		c.acked(1-d, ack)
	}
	if p.PayLen > 0 && flags&packet.FlagRST == 0 && !under && len(p.Payload) >= int(p.PayLen) {
		if flags&packet.FlagSYN != 0 {
			n++
		}
		e.data(n, p.PayLen)
	}
	c.spoke |= 1 << d
}

// roles notes who is the originator, and that it is not who seemed to be.
func (c *Conn) roles(d, orig uint8) {
	switch {
	case !c.begun:
		c.begun, c.orig = true, orig
		if d != orig {
			c.add('^')
		}
	case c.orig != orig:
		c.orig, c.partial = orig, false
		c.add('^')
	}
}

// occupied is the sequence space of a segment, where the payload of a RST does not count.
func occupied(p *packet.Packet) (n uint32) {
	if p.Flags&packet.FlagRST == 0 {
		n = p.PayLen
	}
	if p.Flags&packet.FlagSYN != 0 {
		n++
	}
	if p.Flags&packet.FlagFIN != 0 {
		n++
	}
	return n
}

// init begins the side's numbering with its first segment, and again with a SYN of another number while nothing
// tells that the first one was right.
func (e *end) init(flags uint16, n, next seq.Num) {
	syn := flags&packet.FlagSYN != 0
	switch {
	case e.state == inactive && !syn:
		e.begin(n-1, n)
	case e.state == inactive, syn && (e.state == established || e.state == partial),
		syn && (e.state == synSent || e.state == synAckSent) && n != e.start,
		syn && e.state == reset && e.prev == inactive:
		e.begin(n, next)
	}
}

func (e *end) begin(start, last seq.Num) {
	if e.state == inactive || e.start != start {
		e.delivered, e.nheld = start+1, 0
	}
	e.start, e.ack, e.last = start, start, last
	e.seqWraps, e.ackWraps = 0, 0
}

// under says that n lies before the side's beginning.
func (e *end) under(n, last seq.Num, wraps uint16) bool {
	switch d := n.Sub(last); {
	case d < 0 && wraps > 0 && n > last:
		wraps--
	case d > 0 && n < last:
		wraps++
	}
	return wraps == 0 && n.Before(e.start)
}

// acknowledge notes what the segment acknowledges of peer's. It returns the number, and whether it means anything.
func (c *Conn) acknowledge(p *packet.Packet, peer *end) (ack seq.Num, ok bool) {
	if p.Flags&packet.FlagACK == 0 {
		return 0, false
	}
	ack = seq.Num(p.Ack)
	if peer.state == inactive {
		peer.begin(ack-1, ack-1)
		return ack, true
	}
	if peer.under(ack, peer.ack, peer.ackWraps) {
		return ack, false
	}
	d := ack.Sub(peer.ack)
	if p.Flags&packet.FlagRST == 0 && d > 0 && !(ack == 0 && d > tooFar) {
		if ack < peer.ack {
			peer.ackWraps++
		}
		peer.ack = ack
	}
	return ack, true
}

// advance moves the side's highest number, or takes the segment for a retransmission.
func (c *Conn) advance(d uint8, p *packet.Packet, next seq.Num) {
	e := &c.ends[d]
	delta := next.Sub(e.last)
	switch {
	case p.Flags&(packet.FlagSYN|packet.FlagRST) != 0 && (delta > tooFar || delta < -tooFar):
	case p.Flags&packet.FlagFIN != 0 && e.last == e.start+1: // nothing but the SYN was seen: believe it
		e.advanceTo(next)
	case e.state == reset:
	case delta > 0:
		e.advanceTo(next)
	case p.PayLen > 0:
		c.scaled(d, 'T', &e.rexmits)
	}
}

func (e *end) advanceTo(next seq.Num) {
	if next < e.last {
		e.seqWraps++
	}
	e.last = next
}

// size is the payload that the side sent, by sequence numbers; Zeek takes none for a SYN that a RST of its sender
// took back.
func (e *end) size(peer *end) uint32 {
	noDataAcked := e.ack == e.start || e.ack == e.start+1
	if e.prev == synSent && e.state == reset && peer.state == inactive && !noDataAcked {
		return 0
	}
	n := max(uint32(e.last-e.start), uint32(e.ack-e.start))
	if e.last.Before(e.start) {
		n = uint32(e.ack - e.start)
	}
	if n != 0 {
		n--
	}
	if e.fins && n != 0 {
		n--
	}
	return n
}
