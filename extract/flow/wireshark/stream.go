package wireshark

import "whyrst/extract/packet"

// Segment is what Wireshark says of one segment.
type Segment struct {
	// Stream is tcp.stream.
	Stream int64
}

// Tracker follows Wireshark's TCP conversations.
type Tracker struct {
	conv map[tuple]*conversation
	next int64
}

type tuple struct {
	a, b   [16]byte
	pa, pb uint16
	ver    uint8
}

type conversation struct {
	stream  int64
	base    [2]uint32
	hasBase [2]bool
	closing bool // FIN or RST seen
}

// New returns an empty Tracker.
func New() *Tracker { return &Tracker{conv: map[tuple]*conversation{}} }

// Segment follows one TCP segment. A SYN with another sequence number than the conversation's, or after FIN or
// RST, begins a new conversation (packet-tcp.c, dissect_tcp).
func (t *Tracker) Segment(p *packet.Packet, out *Segment) {
	k, d := tuple{p.Src, p.Dst, p.SrcPort, p.DstPort, p.IPVersion}, 0
	c := t.conv[k]
	if c == nil {
		r := tuple{p.Dst, p.Src, p.DstPort, p.SrcPort, p.IPVersion}
		if c = t.conv[r]; c != nil {
			k, d = r, 1
		}
	}
	syn := p.Flags&(packet.FlagSYN|packet.FlagACK) == packet.FlagSYN
	if c == nil || syn && c.hasBase[d] && (c.base[d] != p.Seq || c.closing) {
		c = &conversation{stream: t.next}
		t.next++
		t.conv[k] = c
	}
	if !c.hasBase[d] {
		c.hasBase[d], c.base[d] = true, p.Seq
		if p.Flags&packet.FlagSYN == 0 {
			c.base[d]--
		}
	}
	if p.Flags&packet.FlagACK != 0 && !c.hasBase[1-d] {
		c.hasBase[1-d], c.base[1-d] = true, p.Ack-1
	}
	c.closing = c.closing || p.Flags&(packet.FlagFIN|packet.FlagRST) != 0
	out.Stream = c.stream
}
