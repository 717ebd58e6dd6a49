package packet

// maxEncap bounds the IP headers in one another. Real nesting stays below five;
// without a bound a hostile jumbo frame recurses thousands of times.
const maxEncap = 32

// ip decodes IPv4 or IPv6 as the version nibble says.
func (d *Decoder) ip(p *Packet, b []byte, n int) {
	if len(b) != 0 && b[0]>>4 == 6 {
		d.ipv6(p, b, n)
		return
	}
	d.ipv4(p, b, n)
}

const (
	ipv4MF = 0x2000
	ipv4DF = 0x4000
	// ipv4FragMask covers MF and the offset: non-zero for any fragment.
	ipv4FragMask = 0x3fff
)

func (d *Decoder) ipv4(p *Packet, b []byte, n int) {
	if len(b) < 20 {
		p.end(short(n, 20))
		return
	}
	hdr := int(b[0]&0x0f) * 4
	total := int(be16(b[2:]))
	length := total
	if total == 0 {
		length = n // segmentation offload: the card has yet to fill it in
	}
	if b[0]>>4 != 4 || hdr < 20 || length < hdr || !d.enterIP(p) {
		p.end(StatusMalformed)
		return
	}
	p.push(layerIP)
	p.IPVersion = 4
	p.TOS = b[1]
	p.IPLen = uint32(length)
	p.IPID = be16(b[4:])
	frag := be16(b[6:])
	p.DF = frag&ipv4DF != 0
	p.TTL = b[8]
	p.Proto = b[9]
	mapped4(&p.Src, b[12:16])
	mapped4(&p.Dst, b[16:20])
	// A total length beyond the frame is believed only as far as the frame
	// goes, as Wireshark does; a shorter one cuts Ethernet's padding off.
	b, n = trim(b, n, length)
	if hdr > len(b) {
		p.Status = short(n, hdr)
		return
	}
	if frag&ipv4FragMask != 0 {
		p.MF = frag&ipv4MF != 0
		p.FragOff = frag & 0x1fff * 8
		p.Status = StatusFragment
		return
	}
	d.transport(p, p.Proto, b[hdr:], n-hdr)
}

// transport decodes what an IP protocol number announces.
func (d *Decoder) transport(p *Packet, proto uint8, b []byte, n int) {
	switch proto {
	case ProtoTCP:
		d.tcp(p, b, n)
	case ProtoUDP:
		d.udp(p, b, n)
	default:
		p.Status = StatusUnsupported
	}
}

// enterIP makes room for an IP header inside the one reported so far. It reports
// false when the nesting is too deep.
func (d *Decoder) enterIP(p *Packet) bool {
	if p.IPVersion == 0 {
		return true
	}
	return d.enterInner(p)
}

// enterInner forgets what was reported of the outer IP packet but its addresses.
func (d *Decoder) enterInner(p *Packet) bool {
	if p.EncapDepth >= maxEncap {
		return false
	}
	if p.EncapDepth == 0 {
		p.OuterSrc, p.OuterDst, p.OuterVersion = p.Src, p.Dst, p.IPVersion
	}
	p.EncapDepth++
	p.Tunnel, p.TunnelID, p.HasTunnelID = d.tunnel, d.tunnelID, d.hasTunnelID
	p.IPVersion, p.IPID, p.FlowLabel = 0, 0, 0
	p.DF, p.MF, p.FragOff, p.Reassembled = false, false, 0, false
	p.HasPorts, p.SrcPort, p.DstPort = false, 0, 0
	p.PayLen, p.Payload = 0, nil
	return true
}
