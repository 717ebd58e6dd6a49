package packet

// tcp decodes a TCP header of RFC 9293 §3.1. A cut header gives the fields before
// the cut; an impossible data offset gives the fixed fields and StatusMalformed.
func (d *Decoder) tcp(p *Packet, b []byte, n int) {
	p.push(layerTCP)
	if len(b) < 20 {
		p.tcpCut(b, n)
		p.Status = short(n, 20)
		return
	}
	p.HasPorts, p.HasTCP = true, true
	p.SrcPort = be16(b)
	p.DstPort = be16(b[2:])
	p.Seq = be32(b[4:])
	p.Ack = be32(b[8:])
	off := be16(b[12:])
	p.Flags = off & 0x0fff
	p.Window = be16(b[14:])
	p.Urgent = be16(b[18:])
	hdr := int(off>>12) * 4
	p.HdrLen, p.HdrCap = uint8(hdr), 20
	if hdr < 20 || hdr > n {
		p.tcpMalformed(b, n, hdr)
		return
	}
	p.OptBytes = uint8(hdr - 20)
	p.HasPayLen, p.PayLen = true, uint32(n-hdr)
	if hdr > len(b) {
		p.tcpOptions(b[20:])
		p.OptMask &^= OptBroken // cut, not broken
		p.Status = StatusTruncated
		return
	}
	if hdr > 20 {
		p.tcpOptions(b[20:hdr])
		p.OptMask &^= OptTSVal // the options end here: the length is wrong
	}
	if d.verify && len(b) == n {
		p.Checksum = p.tcpChecksum(b)
	}
	p.TCPComplete = true
	p.Payload = b[hdr:]
	p.Status = StatusOK
}

// tcpMalformed reads what Wireshark shows of a header with an impossible data
// offset: options up to the end of the segment if the offset lies beyond it.
func (p *Packet) tcpMalformed(b []byte, n, hdr int) {
	p.Status = StatusMalformed
	if hdr > n {
		p.tcpOptions(b[20:min(hdr, len(b))])
		return
	}
	p.HasPayLen, p.PayLen = true, uint32(n-hdr)
}

// tcpCut reads the fields of a TCP header that ends within its first 20 bytes.
func (p *Packet) tcpCut(b []byte, n int) {
	if len(b) >= 4 {
		p.HasPorts, p.SrcPort, p.DstPort = true, be16(b), be16(b[2:])
	}
	if len(b) < 14 {
		return
	}
	p.HasTCP, p.HdrCap = true, uint8(len(b))
	p.Seq = be32(b[4:])
	p.Ack = be32(b[8:])
	off := be16(b[12:])
	p.Flags = off & 0x0fff
	p.HdrLen = uint8(off >> 12 * 4)
	if len(b) >= 16 {
		p.Window = be16(b[14:])
	}
	if int(p.HdrLen) <= n {
		p.HasPayLen, p.PayLen = true, uint32(n-int(p.HdrLen))
	}
}
