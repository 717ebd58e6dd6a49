package zeek

import (
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// letters are those that a side has in the history already.
type letters uint8

const (
	hasSYN letters = 1 << iota // s or h
	hasFIN
	hasRST
	hasData
	hasAck
	hasMulti
	hasFinRst
)

// History is Zeek's history: upper-case letters of the originator, lower-case ones of the responder.
func (c *Conn) History() string { return string(c.history[:c.n]) }

func (c *Conn) add(letter byte) {
	if c.n < maxHistory {
		c.history[c.n] = letter
		c.n++
	}
}

// put adds a letter of side d, given as the originator's.
func (c *Conn) put(d uint8, letter byte) {
	if d != c.orig {
		letter += 'a' - 'A'
	}
	c.add(letter)
}

// once adds a letter if the side has none of its kind. It reports whether it had one.
func (c *Conn) once(d uint8, kind letters, letter byte) (had bool) {
	e := &c.ends[d]
	if e.seen&kind != 0 {
		return true
	}
	e.seen |= kind
	c.put(d, letter)
	return false
}

// renewed adds a letter again if it belongs to another place than the last of its kind.
func (c *Conn) renewed(d uint8, kind letters, letter byte, at uint32, last *uint32) {
	if c.once(d, kind, letter) && at != *last {
		c.put(d, letter)
	}
	*last = at
}

// scaled counts an event and adds its letter for the first, the tenth, the hundredth.
func (c *Conn) scaled(d uint8, letter byte, count *uint32) {
	*count++
	for threshold := uint32(1); threshold <= *count; threshold *= 10 {
		if *count == threshold {
			c.put(d, letter)
		}
		if threshold > 4e8 {
			return
		}
	}
}

// letters adds what the segment's flags and payload are; at is its place in the side's sequence space.
func (c *Conn) letters(d uint8, p *packet.Packet, at uint32) {
	e := &c.ends[d]
	switch f := p.Flags & (packet.FlagSYN | packet.FlagFIN | packet.FlagRST); f {
	case 0:
		switch {
		case p.PayLen > 0:
			c.once(d, hasData, 'D')
		case p.Flags&packet.FlagACK != 0:
			c.once(d, hasAck, 'A')
		}
	case packet.FlagSYN:
		letter := byte('S')
		if p.Flags&packet.FlagACK != 0 {
			letter = 'H'
		}
		c.renewed(d, hasSYN, letter, at, &e.syn)
	case packet.FlagFIN:
		c.renewed(d, hasFIN, 'F', at+p.PayLen, &e.lastFin)
	case packet.FlagRST:
		c.renewed(d, hasRST, 'R', at, &e.rst)
	default:
		if f&(packet.FlagFIN|packet.FlagRST) == packet.FlagFIN|packet.FlagRST {
			c.once(d, hasFinRst, 'I')
			return
		}
		c.once(d, hasMulti, 'Q')
	}
}

// span is a range of payload behind a gap.
type span struct{ from, to seq.Num }

const maxHeld = 2

// data takes payload over that was captured whole.
func (e *end) data(from seq.Num, length uint32) {
	to := from + seq.Num(length)
	if to.AtOrBefore(e.delivered) {
		return
	}
	if from.After(e.delivered) {
		e.hold(span{from, to})
		return
	}
	e.delivered = to
	e.release()
}

// hold keeps a range for later, merged with what it touches and in order; without room the last one goes.
func (e *end) hold(s span) {
	var all [maxHeld + 1]span
	n, put := 0, false
	for _, h := range e.held[:e.nheld] {
		switch {
		case s.to.Before(h.from) && !put:
			all[n], all[n+1], put = s, h, true
			n += 2
		case s.to.Before(h.from), h.to.Before(s.from):
			all[n] = h
			n++
		default:
			s = span{seq.Min(s.from, h.from), seq.Max(s.to, h.to)}
		}
	}
	if !put {
		all[n] = s
		n++
	}
	e.nheld = uint8(copy(e.held[:], all[:n]))
}

// release delivers what is held and no gap precedes any more.
func (e *end) release() {
	n := 0
	for _, h := range e.held[:e.nheld] {
		if h.from.After(e.delivered) {
			e.held[n] = h
			n++
			continue
		}
		e.delivered = seq.Max(e.delivered, h.to)
	}
	e.nheld = uint8(n)
}

// acked notes that the other side acknowledged side d up to ack: what was not seen before it never will be. Gaps
// at a RST or in a connection without SYN are not reliable and have no letter.
func (c *Conn) acked(d uint8, ack seq.Num) {
	e, peer := &c.ends[d], &c.ends[1-d]
	if e.fins && ack.AtOrAfter(e.fin) {
		ack = e.fin - 1
	}
	if c.partial && ack.Sub(e.start) <= 2 {
		return
	}
	for ack.After(e.delivered) {
		to := ack
		if e.nheld > 0 {
			to = seq.Min(ack, e.held[0].from)
		}
		if e.clean() && peer.clean() {
			c.scaled(d, 'G', &e.gaps)
		}
		e.delivered = to
		e.release()
	}
}

// clean says that the side is in a connection whose handshake was seen and that no RST ended.
func (e *end) clean() bool {
	return e.state == established || e.state == closed && e.prev == established
}
