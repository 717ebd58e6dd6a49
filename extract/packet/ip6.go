package packet

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
	if length == 40 {
		length = max(n, 40) // segmentation offload, or a jumbogram (RFC 2675)
	}
	p.IPVersion = 6
	p.TOS = uint8(word >> 20)
	p.FlowLabel = word & 0xfffff
	p.IPLen = uint32(length)
	p.Proto = b[6]
	p.TTL = b[7]
	p.Src = [16]byte(b[8:24])
	p.Dst = [16]byte(b[24:40])
	b, n = trim(b, n, length)
	d.transport(p, p.Proto, b[40:], n-40)
}
