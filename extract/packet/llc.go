package packet

const (
	sapIP      = 0x06 // RFC 1042's predecessor: IP by its own SAP
	sapSNAP    = 0xaa
	llcControl = 0x03 // unnumbered information
)

// llc decodes IEEE 802.2 LLC: IP by its own SAP, or by SNAP with an EtherType.
func (d *Decoder) llc(p *Packet, b []byte, n int) {
	if len(b) >= 2 && be16(b) == 0xffff { // IPX without LLC: Novell's raw 802.3
		p.end(StatusUnsupported)
		return
	}
	p.push(layerLLC)
	if len(b) < 3 {
		p.end(short(n, 3))
		return
	}
	switch {
	case b[0] == sapSNAP && b[1] == sapSNAP && b[2] == llcControl:
		d.snap(p, b[3:], n-3)
	case b[0] == sapIP && b[1] == sapIP && b[2] == llcControl:
		d.ip(p, b[3:], n-3)
	default:
		p.end(StatusUnsupported)
	}
}

// snap decodes the organization code and protocol behind SNAP's SAPs.
func (d *Decoder) snap(p *Packet, b []byte, n int) {
	if len(b) < 5 {
		p.end(short(n, 5))
		return
	}
	oui, pid := be32(b)>>8, be16(b[3:])
	b, n = b[5:], n-5
	switch oui {
	case 0x000000, 0x0000f8: // RFC 1042, and Cisco's 90-compatible form
		d.etherType(p, pid, b, n)
	case 0x0080c2: // bridged frames, RFC 2684 §5.2
		d.bridged(p, pid, b, n)
	default:
		p.end(StatusUnsupported)
	}
}

// bridged decodes a frame bridged over another medium, with or without its FCS.
func (d *Decoder) bridged(p *Packet, pid uint16, b []byte, n int) {
	switch pid {
	case 0x0001, 0x0007: // IEEE 802.3; ATM pads it to a multiple of four
		if len(b) >= 16 && be16(b) == 0 && !bridgedType(be16(b[12:])) {
			b, n = b[2:], n-2
		}
		d.ethernet(p, b, n)
	case 0x0003, 0x0009: // IEEE 802.5
		d.tokenRing(p, b, n)
	default:
		p.end(StatusUnsupported)
	}
}
