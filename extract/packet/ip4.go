package packet

const (
	ipv4MF = 0x2000
	ipv4DF = 0x4000
	// ipv4FragMask covers MF and the offset: non-zero for any fragment.
	ipv4FragMask = 0x3fff
)

// ipv4 decodes the header of RFC 791 §3.1.
func (d *Decoder) ipv4(p *Packet, b []byte, n int) {
	if len(b) < 20 {
		p.end(short(n, 20))
		return
	}
	hdr := int(b[0]&0x0f) * 4
	length := int(be16(b[2:]))
	if length == 0 {
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
	p.HdrProto, p.Proto = b[9], b[9]
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
		d.fragment(p, uint32(p.IPID), p.Proto, b[hdr:], n-hdr)
		return
	}
	d.transport(p, p.Proto, b[hdr:], n-hdr)
}
