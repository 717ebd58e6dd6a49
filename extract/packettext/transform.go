package packettext

import (
	"net/netip"
	"slices"
	"time"
)

// clone copies the script so deep that a transform may change any packet.
func (s *Script) clone() *Script {
	out := *s
	out.Packets = slices.Clone(s.Packets)
	for i := range out.Packets {
		out.Packets[i].detach()
	}
	return &out
}

func (p *Packet) detach() {
	if p.Tunnel != nil {
		p.Tunnel = ptr(*p.Tunnel)
	}
	p.Options = slices.Clone(p.Options)
	for i := range p.Options {
		p.Options[i].Data = slices.Clone(p.Options[i].Data)
	}
	if p.ICMP.Quote != nil {
		p.ICMP.Quote = ptr(*p.ICMP.Quote)
		p.ICMP.Quote.detach()
	}
}

// each calls f for every packet that is not raw, and for packets quoted in them.
func (s *Script) each(f func(*Packet)) {
	for i := range s.Packets {
		for p := &s.Packets[i]; p != nil; p = p.ICMP.Quote {
			if p.Kind != KindRaw {
				f(p)
			}
		}
	}
}

// HasRaw says that the script holds frames given as bytes; transforms leave those as they are.
func (s *Script) HasRaw() bool {
	return slices.ContainsFunc(s.Packets, func(p Packet) bool { return p.Kind == KindRaw })
}

// Renumbered tells where the frames of the script as written are now: element i is the frame number that frame
// i+1 has in this script, 0 if it is not in it.
func (s *Script) Renumbered() []int {
	var out []int
	n := 0
	for _, p := range s.Packets {
		if p.Dropped {
			continue
		}
		if n++; p.Frame == 0 {
			continue
		}
		for len(out) < p.Frame {
			out = append(out, 0)
		}
		out[p.Frame-1] = n
	}
	return out
}

// ShiftISN adds the same two numbers to the sequence spaces of all openers and of all responders, so that
// relations between flows and between instances of a tuple stay. Numbers outside any sequence space (SeqRaw,
// AckRaw) stay, too.
func (s *Script) ShiftISN(opener, responder uint32) *Script {
	out := s.clone()
	out.each(func(p *Packet) {
		if p.Kind != KindTCP {
			return
		}
		own, other := opener, responder
		if !p.Opener {
			own, other = responder, opener
		}
		if !p.SeqRaw {
			p.Seq += own
		}
		if !p.AckRaw {
			p.Ack += other
		}
		for _, o := range p.Options {
			for b := o.Data; o.Kind == OptSACK && len(b) >= 4; b = b[4:] {
				e := be32(b) + other
				b[0], b[1], b[2], b[3] = byte(e>>24), byte(e>>16), byte(e>>8), byte(e)
			}
		}
	})
	return out
}

// WrapISN shifts both sequence spaces so that in the last flow with a RST, else in the last TCP flow, the
// numbers of either side pass from 2^32-1 to 0 in the middle of what it sent: of its payload, else of its SYN.
func (s *Script) WrapISN() *Script {
	flow := 0
	for _, p := range s.Packets {
		if p.Kind == KindTCP && (flow == 0 || p.Flags&FlagRST != 0) {
			flow = p.Flow
		}
	}
	return s.ShiftISN(s.wrapShift(flow, true), s.wrapShift(flow, false))
}

// wrapShift is what brings the middle of a side's sequence numbers in a flow to 0.
func (s *Script) wrapShift(flow int, opener bool) uint32 {
	var first uint32
	var span int32
	known := false
	note := func(n uint32) {
		if !known {
			first, known = n, true
		}
		span = max(span, int32(n-first))
	}
	for _, p := range s.Packets {
		switch {
		case p.Kind != KindTCP || p.Flow != flow:
		case p.Opener == opener && !p.SeqRaw:
			note(p.Seq)
			note(p.Seq + uint32(len(p.Payload)) + uint32(p.Flags>>1&1))
		case p.Opener != opener && !p.AckRaw:
			note(p.Ack)
		}
	}
	return -(first + uint32(span+1)/2)
}

// ShiftTime moves the whole capture.
func (s *Script) ShiftTime(d time.Duration) *Script {
	out := s.clone()
	out.Epoch += int64(d)
	return out
}

// mapAddresses replaces every address of inner IP headers.
func (s *Script) mapAddresses(f func(netip.Addr) netip.Addr) *Script {
	out := s.clone()
	if out.At.IsValid() {
		out.At = f(out.At)
	}
	out.each(func(p *Packet) { p.Src.Addr, p.Dst.Addr = f(p.Src.Addr), f(p.Dst.Addr) })
	return out
}

// ToIPv6 puts IPv6 headers in place of IPv4 ones: 10.0.0.1 becomes 2001:db8::a00:1, ICMP errors become their
// ICMPv6 likes. Identification and DF are gone; captured lengths grow by the 20 bytes of the longer header.
func (s *Script) ToIPv6() *Script {
	was4 := func(p *Packet) bool { return p.Src.Addr.Is4() }
	pre := s.clone()
	pre.each(func(p *Packet) {
		if !was4(p) {
			return
		}
		p.IPID, p.DF, p.IPSum = 0, false, nil
		if p.Snap > 0 {
			p.Snap += 20
		}
		if m := &p.ICMP; p.Kind == KindICMP {
			i := slices.IndexFunc(icmpNames, func(n icmpName) bool { return n.v4 == [2]uint8{m.Type, m.Code} })
			if m.Type, m.Code = 1, 0; i >= 0 {
				m.Type, m.Code = icmpNames[i].v6[0], icmpNames[i].v6[1]
			}
			m.QuoteLen += 20
		}
	})
	if pre.SnapLen > 0 {
		pre.SnapLen += 20
	}
	return pre.mapAddresses(func(a netip.Addr) netip.Addr {
		if !a.Is4() {
			return a
		}
		b := a.As4()
		return netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, 12: b[0], b[1], b[2], b[3]})
	})
}

// SwapAddresses gives the addresses of each family to each other in reverse order: with two hosts the client
// gets the server's address and the server the client's. Whoever had the lower address of two now has the
// higher one. Ports, MAC addresses and everything else stay.
func (s *Script) SwapAddresses() *Script {
	var all []netip.Addr
	s.clone().each(func(p *Packet) { all = append(all, p.Src.Addr, p.Dst.Addr) })
	slices.SortFunc(all, netip.Addr.Compare)
	all = slices.Compact(all)
	v6 := slices.IndexFunc(all, netip.Addr.Is6)
	if v6 < 0 {
		v6 = len(all)
	}
	swap := map[netip.Addr]netip.Addr{}
	for _, family := range [][]netip.Addr{all[:v6], all[v6:]} {
		for i, a := range family {
			swap[a] = family[len(family)-1-i]
		}
	}
	return s.mapAddresses(func(a netip.Addr) netip.Addr {
		if b, ok := swap[a]; ok {
			return b
		}
		return a
	})
}

// WrapVLAN puts an outermost VLAN tag on every frame that has fewer than two. The link type becomes Ethernet,
// unless there are frames given as bytes.
func (s *Script) WrapVLAN(id uint16) *Script {
	out := s.clone()
	if !out.HasRaw() {
		out.Link = LinkEthernet
	}
	for i := range out.Packets {
		p := &out.Packets[i]
		if len(p.VLAN) < 2 {
			p.VLAN = append([]uint16{id}, p.VLAN...)
		}
		if p.Snap > 0 {
			p.Snap += 4
		}
	}
	if out.SnapLen > 0 {
		out.SnapLen += 4
	}
	return out
}

// WrapGRE sends every packet through a GRE tunnel over IPv4 between a, on the side of the flow's opener, and
// b. A packet that is in a tunnel already stays as it is.
func (s *Script) WrapGRE(a, b netip.Addr) *Script {
	out := s.clone()
	for i := range out.Packets {
		p := &out.Packets[i]
		if p.Kind == KindRaw || p.Tunnel != nil {
			continue
		}
		if p.Tunnel = (&Tunnel{b, a}); p.Opener {
			p.Tunnel = &Tunnel{a, b}
		}
		if p.Snap > 0 {
			p.Snap += 24
		}
	}
	if out.SnapLen > 0 {
		out.SnapLen += 24
	}
	return out
}

// CutSnap limits all frames to n captured bytes.
func (s *Script) CutSnap(n int) *Script {
	out := s.clone()
	if out.SnapLen == 0 || n < out.SnapLen {
		out.SnapLen = n
	}
	return out
}
