package wireshark

import (
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// The scale of a side's windows where it is no shift.
const (
	scaleUnknown = -1 // its SYN was not seen
	scaleUnused  = -2 // its SYN, or the other side's, did not offer it: windows are as sent
)

// maxShift is the largest shift that counts; larger ones are taken for it (RFC 7323 2.3).
const maxShift = 14

// unknownWindow is the window of a side that has sent nothing: one that no header can carry.
const unknownWindow = ^uint32(0)

// shift is how far a window of s is to be shifted.
func (s *direction) shift() uint8 {
	if s.scale > 0 {
		return uint8(s.scale)
	}
	return 0
}

// show says what is shown of the numbers, whether they were analysed or not.
func (s *direction) show(c *conversation, d int, p *packet.Packet, out *Segment) {
	out.HasSeq, out.HasAck = true, p.HdrLen >= 20
	out.Seq, out.Ack, out.Window = p.Seq, p.Ack, uint32(p.Window)
	if !p.HasPayLen {
		return
	}
	out.Seq = uint32(seq.Num(p.Seq) - c.base[d])
	if p.Flags&packet.FlagACK != 0 {
		out.Ack = uint32(seq.Num(p.Ack) - c.base[1-d])
	}
	if p.Flags&packet.FlagSYN == 0 { // a SYN's window is never scaled (RFC 7323 2.2)
		out.Window <<= s.shift()
	}
}

// options takes over what a segment's options say. Wireshark reads them behind everything else, so that they
// count from the next segment on.
func (s *direction) options(other *direction, p *packet.Packet) {
	s.sacked = p.SACKBytes
	if p.OptMask&packet.OptWScale != 0 {
		s.scale = int8(min(p.WScale, maxShift))
	}
	if p.Flags&packet.FlagSYN == 0 || !p.TCPComplete {
		return
	}
	switch {
	case s.scale == scaleUnknown:
		// Without the option in its SYN neither side scales. The other's SYN may never be captured.
		s.scale, other.scale = scaleUnused, scaleUnused
	case p.Flags&packet.FlagACK != 0 && other.scale == scaleUnused:
		s.scale = scaleUnused
	}
}

// firstAck notes whether s has acknowledged anything since its SYN: a SYN's window is not scaled.
func (s *direction) firstAck(flags uint16) {
	switch {
	case flags&packet.FlagSYN != 0:
		s.synWindow = true
	case flags&packet.FlagACK != 0:
		s.synWindow = false
	}
}
