package packet

// udp decodes the header of RFC 768, and a tunnel behind it if a port says so.
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
	// Wireshark asks the dissector of the lower port first, then the other's.
	low, high := p.SrcPort, p.DstPort
	if low > high {
		low, high = high, low
	}
	if !d.udpTunnel(p, low, b[8:], n-8) {
		d.udpTunnel(p, high, b[8:], n-8)
	}
}
