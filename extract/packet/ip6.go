package packet

// ipv6 decodes the header of RFC 8200 §3.
func (d *Decoder) ipv6(p *Packet, b []byte, n int) {
	if len(b) < 40 {
		p.end(short(n, 40))
		return
	}
	if b[0]>>4 != 6 || !d.enterIP(p) {
		p.end(StatusMalformed)
		return
	}
	p.push(layerIPv6)
	word := be32(b)
	length := int(be16(b[4:])) + 40
	if length == 40 && b[6] != ProtoNoNext {
		length = n // segmentation offload, or a jumbogram (RFC 2675)
	}
	p.IPVersion = 6
	p.TOS = uint8(word >> 20)
	p.FlowLabel = word & 0xfffff
	p.IPLen = uint32(length)
	p.HdrProto, p.Proto = b[6], b[6]
	p.TTL = b[7]
	p.Src = [16]byte(b[8:24])
	p.Dst = [16]byte(b[24:40])
	b, n = trim(b, n, length)
	if p.Proto == ProtoTCP { // nearly always; passing by the chain saves 2 ns of 18
		d.tcp(p, b[40:], n-40)
		return
	}
	d.extensions(p, p.Proto, b[40:], n-40)
}

// extensions walks the chain of extension headers, RFC 8200 §4, and decodes what
// follows the last.
func (d *Decoder) extensions(p *Packet, next uint8, b []byte, n int) {
	for {
		switch next {
		case ProtoHopOpts:
			p.push(layerHopOpts)
		case ProtoDstOpts:
			p.push(layerDstOpts)
		case ProtoRouting:
			p.push(layerRouting)
		case ProtoFragment:
			d.fragmentHeader(p, b, n)
			return
		case ProtoMobility: // RFC 6275 §6.1: nothing follows it
			p.push(layerMobility)
			p.Proto, p.Status = next, StatusUnsupported
			return
		default: // AH among them, whose length is counted otherwise
			d.transport(p, next, b, n)
			return
		}
		p.Proto = next
		if len(b) < 8 {
			p.Status = short(n, 8)
			return
		}
		size := int(b[1])*8 + 8
		if size > len(b) {
			p.Status = short(n, size)
			return
		}
		switch next {
		case ProtoRouting:
			p.finalDestination(b[:size])
		case ProtoDstOpts:
			p.homeAddress(b[:size])
		}
		next, b, n = b[0], b[size:], n-size
	}
}

// fragmentHeader decodes the fragment header, RFC 8200 §4.5.
func (d *Decoder) fragmentHeader(p *Packet, b []byte, n int) {
	p.push(layerFragHdr)
	p.Proto = ProtoFragment
	if len(b) < 8 {
		p.Status = short(n, 8)
		return
	}
	next, word, id := b[0], be16(b[2:]), be32(b[4:])
	b, n = b[8:], n-8
	p.Proto = next
	p.MF = word&1 != 0
	p.FragOff = word &^ 7
	if !p.MF && p.FragOff == 0 { // an atomic fragment, RFC 6946
		d.extensions(p, next, b, n)
		return
	}
	d.fragment(p, id, next, b, n)
}

// finalDestination takes the destination of the connection from a routing header
// that has segments left: types 0 (RFC 5095), 2 (RFC 6275 §6.4) and 4 (RFC 8754).
func (p *Packet) finalDestination(h []byte) {
	if h[3] == 0 || len(h) < 24 {
		return
	}
	last := h[len(h)-16:]
	switch h[2] {
	case 0, 2:
	case 4: // the list is in reverse, and options may follow it
		last = h[8:24]
	default:
		return
	}
	p.alias()
	p.Dst = [16]byte(last)
}

// homeAddress takes the source of the connection from a home address option, RFC
// 6275 §6.3.
func (p *Packet) homeAddress(h []byte) {
	const optPad1, optHomeAddress = 0, 201
	for o := h[2:]; len(o) >= 2; {
		if o[0] == optPad1 {
			o = o[1:]
			continue
		}
		size := int(o[1]) + 2
		if size > len(o) {
			return
		}
		if o[0] == optHomeAddress && size == 18 {
			p.alias()
			p.Src = [16]byte(o[2:18])
		}
		o = o[size:]
	}
}

// alias keeps the addresses of the IP header before an extension header replaces
// one of them.
func (p *Packet) alias() {
	if !p.HasAlias {
		p.HasAlias, p.HdrSrc, p.HdrDst = true, p.Src, p.Dst
	}
}
