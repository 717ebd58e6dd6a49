package wireshark

import "whyrst/extract/packet"

// Bits of tcp.completeness: what was seen of a conversation.
const (
	completeSYN uint8 = 1 << iota
	completeSYNACK
	completeACK
	completeData
	completeFIN
	completeRST
)

const synAck = packet.FlagSYN | packet.FlagACK

// complete moves the conversation's completeness forward. Only the segment that begins a conversation can be its
// SYN, and nothing else of it counts but a SYN's payload; the rest does when Wireshark comes to the segment a
// second time, which the segment behind it shows.
func (c *conversation) complete(h *header) {
	if !h.isNew {
		c.completeness |= c.firstBits | completes(h)
		return
	}
	c.firstBits = completes(h)
	if h.flags&synAck == packet.FlagSYN {
		c.completeness |= completeSYN
		if h.len > 0 { // fast open
			c.completeness |= completeData
		}
	}
}

// completes is what a segment adds but for a SYN.
func completes(h *header) (bits uint8) {
	switch {
	case h.flags&synAck == synAck:
		bits = completeSYNACK
	case h.flags&synAck == packet.FlagACK && h.len > 0:
		bits = completeData
	case h.flags&synAck == packet.FlagACK:
		bits = completeACK
	}
	if h.flags&(packet.FlagFIN|packet.FlagACK) == packet.FlagFIN|packet.FlagACK {
		bits |= completeFIN
	}
	if h.flags&packet.FlagRST != 0 {
		bits |= completeRST
	}
	return bits
}

// handshake measures the initial round trip: from the last SYN to the first ACK after it, from whatever side.
func (c *conversation) handshake(h *header) {
	switch h.flags & synAck {
	case packet.FlagSYN:
		c.synTs = h.ts
	case packet.FlagACK:
		if c.synTs != 0 && c.initialRTT == 0 {
			c.initialRTT = h.ts - c.synTs
		}
	}
}
