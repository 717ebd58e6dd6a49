package packet

// PPP protocol numbers, IANA "PPP DLL Protocol Numbers".
const (
	pppIPv4      = 0x0021
	pppIPv6      = 0x0057
	pppMPLS      = 0x0281
	pppMPLSMulti = 0x0283
)

// First bytes of Cisco's HDLC: unicast and multicast.
const (
	chdlcUnicast   = 0x0f
	chdlcMulticast = 0x8f
)

// ppp decodes PPP in HDLC-like framing (RFC 1662) with address and control, or
// with these negotiated away, and Cisco's HDLC where it comes in PPP's clothes.
func (d *Decoder) ppp(p *Packet, b []byte, n int) {
	p.push(layerPPP)
	if len(b) >= 2 && be16(b) == pppAddrControl {
		b, n = b[2:], n-2
	} else if len(b) != 0 && (b[0] == chdlcUnicast || b[0] == chdlcMulticast) {
		d.chdlc(p, b, n)
		return
	}
	if len(b) < 1 {
		p.end(short(n, 1))
		return
	}
	// An odd first byte is a protocol number compressed to one byte.
	proto, size := uint16(b[0]), 1
	if proto&1 == 0 {
		size = 2
		if len(b) < 2 {
			p.end(short(n, 2))
			return
		}
		proto = be16(b)
	}
	b, n = b[size:], n-size
	switch proto {
	case pppIPv4:
		d.ip(p, b, n)
	case pppIPv6:
		d.ipv6(p, b, n)
	case pppMPLS, pppMPLSMulti:
		d.mpls(p, b, n)
	default:
		p.end(StatusUnsupported)
	}
}

// pppoe decodes a PPPoE session packet, RFC 2516 §4.
func (d *Decoder) pppoe(p *Packet, b []byte, n int) {
	p.push(layerPPPoE)
	if len(b) < 6 {
		p.end(short(n, 6))
		return
	}
	if b[1] != 0 { // discovery
		p.end(StatusUnsupported)
		return
	}
	length := int(be16(b[4:]))
	b, n = trim(b[6:], n-6, length)
	d.ppp(p, b, n)
}

// chdlc decodes Cisco's HDLC: address, control, and an EtherType.
func (d *Decoder) chdlc(p *Packet, b []byte, n int) {
	p.push(layerCHDLC)
	if len(b) < 4 {
		p.end(short(n, 4))
		return
	}
	d.etherType(p, be16(b[2:]), b[4:], n-4)
}

// frameRelay decodes a frame relay header of two to four bytes, followed by an
// NLPID (RFC 2427) or, as Cisco does it, by an EtherType.
func (d *Decoder) frameRelay(p *Packet, b []byte, n int) {
	p.push(layerFrameRelay)
	size := 0
	for more := true; more; size++ { // the lowest bit ends the address
		if size >= len(b) || size == 4 {
			p.end(short(n, size+1))
			return
		}
		more = b[size]&1 == 0
	}
	b, n = b[size:], n-size
	if len(b) < 2 {
		p.end(short(n, 2))
		return
	}
	if b[0] != llcControl {
		d.etherType(p, be16(b), b[2:], n-2)
		return
	}
	b, n = b[1:], n-1
	if b[0] == 0 && len(b) > 1 { // padding before SNAP
		b, n = b[1:], n-1
	}
	switch b[0] {
	case 0xcc:
		d.ip(p, b[1:], n-1)
	case 0x8e:
		d.ipv6(p, b[1:], n-1)
	case 0x80:
		d.snap(p, b[1:], n-1)
	case 0xcf:
		d.ppp(p, b[1:], n-1)
	default:
		p.end(StatusUnsupported)
	}
}
