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

// complete moves the conversation's completeness forward. Only the segment that begins a conversation can be its
// SYN, and of that segment nothing else counts but its payload.
func (c *conversation) complete(h *header) {
	const synAck = packet.FlagSYN | packet.FlagACK
	if h.isNew {
		if h.flags&synAck == packet.FlagSYN {
			c.completeness |= completeSYN
			if h.len > 0 { // fast open
				c.completeness |= completeData
			}
		}
		return
	}
	switch {
	case h.flags&synAck == synAck:
		c.completeness |= completeSYNACK
	case h.flags&synAck == packet.FlagACK && h.len > 0:
		c.completeness |= completeData
	case h.flags&synAck == packet.FlagACK:
		c.completeness |= completeACK
	}
	if h.flags&(packet.FlagFIN|packet.FlagACK) == packet.FlagFIN|packet.FlagACK {
		c.completeness |= completeFIN
	}
	if h.flags&packet.FlagRST != 0 {
		c.completeness |= completeRST
	}
}

// handshake measures the initial round trip: from the last SYN to the first ACK after it, from whatever side.
func (c *conversation) handshake(h *header) {
	switch h.flags & (packet.FlagSYN | packet.FlagACK) {
	case packet.FlagSYN:
		c.synTs = h.ts
	case packet.FlagACK:
		if c.synTs != 0 && c.initialRTT == 0 {
			c.initialRTT = h.ts - c.synTs
		}
	}
}
