package packet

func (d *Decoder) udp(p *Packet, b []byte, n int) {
	p.push(layerUDP)
	if len(b) < 8 {
		if len(b) >= 4 {
			p.HasPorts, p.SrcPort, p.DstPort = true, be16(b), be16(b[2:])
		}
		p.Status = short(n, 8)
		return
	}
	p.HasPorts = true
	p.SrcPort = be16(b)
	p.DstPort = be16(b[2:])
	length := int(be16(b[4:]))
	if length == 0 {
		length = n // a jumbogram (RFC 2675 §4), or offloading
	}
	if length < 8 {
		p.Status = StatusMalformed
		return
	}
	b, n = trim(b, n, length)
	p.PayLen = uint32(n - 8)
	p.Payload = b[8:]
	p.Status = StatusOK
}
