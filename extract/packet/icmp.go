package packet

// icmp decodes ICMP (RFC 792) and ICMPv6 (RFC 4443), and the packet that an error
// quotes. Both versions have type and code in the same place.
func (d *Decoder) icmp(p *Packet, l layer, b []byte, n int) {
	p.push(l)
	if len(b) < 4 {
		if len(b) >= 2 {
			p.HasICMP, p.ICMPType, p.ICMPCode = true, b[0], b[1]
		}
		p.Status = short(n, 4)
		return
	}
	p.HasICMP, p.ICMPType, p.ICMPCode = true, b[0], b[1]
	p.Status = StatusOK
	if len(b) > 8 && icmpIsError(l, b[0]) {
		p.quote(b[8:])
	}
}

// icmpIsError tells the messages that quote the packet which caused them.
func icmpIsError(l layer, typ uint8) bool {
	if l == layerICMPv6 {
		return typ >= 1 && typ <= 4
	}
	switch typ {
	case 3, 4, 5, 11, 12: // unreachable, quench, redirect, time exceeded, parameter
		return true
	}
	return false
}

// quote reads the addresses, ports and sequence number of a quoted packet. The
// quote is cut anywhere, so its lengths are not checked against it.
func (p *Packet) quote(b []byte) {
	switch b[0] >> 4 {
	case 4:
		p.quote4(b)
	case 6:
		p.quote6(b)
	}
}

func (p *Packet) quote4(b []byte) {
	hdr := int(b[0]&0x0f) * 4
	if len(b) < 20 || hdr < 20 {
		return
	}
	p.HasQuote, p.QuoteVersion, p.QuoteProto = true, 4, b[9]
	mapped4(&p.QuoteSrc, b[12:16])
	mapped4(&p.QuoteDst, b[16:20])
	if len(b) > hdr && be16(b[6:])&0x1fff == 0 {
		p.quotePorts(b[9], b[hdr:])
	}
}

func (p *Packet) quote6(b []byte) {
	if len(b) < 40 {
		return
	}
	next := b[6]
	p.HasQuote, p.QuoteVersion, p.QuoteProto = true, 6, next
	p.QuoteSrc = [16]byte(b[8:24])
	p.QuoteDst = [16]byte(b[24:40])
	b = b[40:]
	for len(b) >= 8 {
		size := 8
		switch next {
		case ProtoHopOpts, ProtoRouting, ProtoDstOpts:
			size = int(b[1])*8 + 8
		case ProtoAH:
			size = int(b[1])*4 + 8
		case ProtoFragment:
			if be16(b[2:])&^7 != 0 { // a later fragment: no transport header
				p.QuoteProto = b[0]
				return
			}
		default:
			p.quotePorts(next, b)
			return
		}
		next = b[0]
		p.QuoteProto = next
		if size > len(b) {
			return
		}
		b = b[size:]
	}
	p.quotePorts(next, b)
}

// quotePorts reads what an error must quote of a transport header: eight bytes.
func (p *Packet) quotePorts(proto uint8, b []byte) {
	p.QuoteLen = uint8(min(len(b), 255))
	if proto != ProtoTCP && proto != ProtoUDP || len(b) < 4 {
		return
	}
	p.HasQuotePorts, p.QuoteSrcPort, p.QuoteDstPort = true, be16(b), be16(b[2:])
	if proto == ProtoTCP && len(b) >= 8 {
		p.HasQuoteSeq, p.QuoteSeq = true, be32(b[4:])
	}
	if proto == ProtoTCP && len(b) >= 14 {
		off := be16(b[12:])
		p.QuoteFlags, p.QuoteHdrLen = off&0x0fff, uint8(off>>12*4)
	}
}
