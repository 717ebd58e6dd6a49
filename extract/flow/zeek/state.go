package zeek

import (
	"whyrst/extract/fact"
	"whyrst/extract/packet"
)

// update moves the state of side d by a segment of its.
func (c *Conn) update(d uint8, flags uint16, length uint32) {
	e, peer := &c.ends[d], &c.ends[1-d]
	switch e.state {
	case inactive:
		c.wake(d, flags, length)
	case synSent, synAckSent:
		if flags&packet.FlagFIN != 0 {
			e.set(closed)
		}
		if flags&packet.FlagRST != 0 {
			e.set(reset)
		}
	case established, partial:
		if flags&synAck == packet.FlagSYN && e.state == partial && peer.state == inactive {
			e.set(synSent)
		}
		if flags&packet.FlagFIN != 0 && flags&packet.FlagRST == 0 {
			e.set(closed)
			if peer.state == reset && peer.prev == closed {
				peer.set(closed) // FIN, RST and now the other FIN: it closed after all
			}
		}
		if flags&packet.FlagRST != 0 {
			e.set(reset)
		}
	case closed:
		// After both FINs a RST changes nothing.
		if flags&packet.FlagRST != 0 && peer.state != closed {
			e.set(reset)
		}
	}
}

const synAck = packet.FlagSYN | packet.FlagACK

// wake handles the first segment of a side.
func (c *Conn) wake(d uint8, flags uint16, length uint32) {
	e, peer := &c.ends[d], &c.ends[1-d]
	isOrig := d == c.orig
	if flags&packet.FlagSYN != 0 {
		c.wakeSYN(d, flags)
	}
	if flags&packet.FlagFIN != 0 {
		e.set(closed)
	}
	if flags&packet.FlagRST != 0 {
		e.set(reset)
	}
	switch {
	case e.state != inactive:
	case !isOrig && length == 0 && peer.state == synSent:
		// Some stacks acknowledge a SYN before they answer it.
	case flags&packet.FlagACK != 0 && peer.state == established:
		e.set(established) // the originator's SYN alone was missed
		c.partial = false
	default:
		e.set(partial)
	}
}

// wakeSYN handles a side's first segment if it is a SYN or a SYN-ACK.
func (c *Conn) wakeSYN(d uint8, flags uint16) {
	e, peer := &c.ends[d], &c.ends[1-d]
	switch {
	case flags&packet.FlagACK == 0 && (peer.state == synAckSent || d == c.orig && peer.state == established):
		// The SYN was captured behind its SYN-ACK.
		peer.set(established)
		e.set(established)
	case d == c.orig && flags&packet.FlagACK != 0:
		e.set(synAckSent)
	case d == c.orig:
		e.set(synSent)
	default:
		if peer.state == synSent {
			peer.set(established)
		}
		e.set(established)
	}
}

// State is Zeek's conn_state.
func (c *Conn) State() fact.ConnState {
	o, r := &c.ends[c.orig], &c.ends[1-c.orig]
	idleO := o.state == inactive || o.state == partial
	idleR := r.state == inactive || r.state == partial
	switch {
	case r.state == reset:
		switch {
		case o.state == synSent, o.state == synAckSent, o.state == reset && o.size(r) == 0 && r.size(o) == 0:
			return fact.ConnREJ
		case idleO:
			return fact.ConnRSTRH
		}
		return fact.ConnRSTR
	case o.state == reset:
		switch {
		case !idleR:
			return fact.ConnRSTO
		case c.takenBack():
			return fact.ConnRSTOS0
		}
		return fact.ConnOTH
	case o.state == closed && r.state == closed:
		return fact.ConnSF
	}
	return openState(o.state, r.state, idleO, idleR)
}

// openState is the state of a connection that neither a RST nor both FINs ended.
func openState(o, r state, idleO, idleR bool) fact.ConnState {
	switch {
	case o == closed && idleR:
		return fact.ConnSH
	case o == closed:
		return fact.ConnS2
	case r == closed && idleO:
		return fact.ConnSHR
	case r == closed:
		return fact.ConnS3
	case o == synSent && r == inactive:
		return fact.ConnS0
	case o == established && r == established:
		return fact.ConnS1
	}
	return fact.ConnOTH
}

// takenBack says whether the originator took its SYN back by a RST: between their letters it has none that tells of
// a connection.
func (c *Conn) takenBack() bool {
	h := c.history[:c.n]
	if len(h) > 0 && h[0] == '^' {
		h = h[1:]
	}
	if len(h) == 0 || h[0] != 'S' {
		return false
	}
	for _, letter := range h[1:] {
		switch letter {
		case 'R':
			return true
		case 'H', 'A', 'F', 'G', 'I', 'Q':
			return false
		}
	}
	return false
}
