package packet

// mpls decodes a label stack (RFC 3032) and what its first nibble announces: IP,
// or a pseudowire's Ethernet, with or without control word (RFC 4385, RFC 4448).
func (d *Decoder) mpls(p *Packet, b []byte, n int) {
	p.push(layerMPLS)
	for {
		if len(b) < 4 {
			p.end(short(n, 4))
			return
		}
		entry := be32(b)
		b, n = b[4:], n-4
		p.MPLSLabel = int32(entry >> 12)
		if entry&0x100 != 0 { // bottom of stack
			break
		}
	}
	if len(b) < 1 {
		p.end(short(n, 1))
		return
	}
	switch b[0] >> 4 {
	case 4:
		d.ipv4(p, b, n)
	case 6:
		d.ipv6(p, b, n)
	case 0:
		d.pseudowire(p, b, n)
	default: // 1 is the associated channel, RFC 4385 §5
		p.end(StatusUnsupported)
	}
}

// pseudowire decodes Ethernet in MPLS. Whether there is a control word was agreed
// elsewhere; the EtherType that makes sense decides, the control word first.
func (d *Decoder) pseudowire(p *Packet, b []byte, n int) {
	p.push(layerPWEth)
	switch {
	case len(b) >= 18 && bridgedType(be16(b[16:])):
		d.ethernet(p, b[4:], n-4)
	case len(b) >= 14 && bridgedType(be16(b[12:])):
		d.ethernet(p, b, n)
	default:
		p.end(StatusUnsupported)
	}
}

// bridgedType reports whether typ is an EtherType that leads to IP.
func bridgedType(typ uint16) bool {
	switch typ {
	case etherTypeIPv4, etherTypeIPv6, etherTypeVLAN, etherTypeQinQ, etherTypeMPLS, etherTypePPPoE:
		return true
	}
	return false
}
