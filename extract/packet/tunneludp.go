package packet

// vxlan decodes RFC 7348 §5.
func (d *Decoder) vxlan(p *Packet, b []byte, n int) {
	p.push(layerVXLAN)
	if len(b) < 8 {
		return
	}
	d.setTunnelID(TunnelVXLAN, be32(b[4:])>>8)
	d.ethernet(p, b[8:], n-8)
}

// vxlanGPE decodes draft-ietf-nvo3-vxlan-gpe §3.
func (d *Decoder) vxlanGPE(p *Packet, b []byte, n int) {
	p.push(layerVXLANGPE)
	if len(b) < 8 {
		return
	}
	d.setTunnelID(TunnelVXLANGPE, be32(b[4:])>>8)
	d.nextProtocol(p, b[3], b[8:], n-8)
}

// geneve decodes RFC 8926 §3.4.
func (d *Decoder) geneve(p *Packet, b []byte, n int) {
	p.push(layerGeneve)
	if len(b) < 8 || b[0]>>6 != 0 {
		return
	}
	size := 8 + int(b[0]&0x3f)*4
	if len(b) < size {
		return
	}
	d.setTunnelID(TunnelGeneve, be32(b[4:])>>8)
	d.etherType(p, be16(b[2:]), b[size:], n-size)
}

// gtp decodes a T-PDU of GTP version 1 with its extension headers, 3GPP TS 29.281
// §5.
func (d *Decoder) gtp(p *Packet, b []byte, n int) {
	const version1, optional, extension, typeTPDU = 0x30, 0x07, 0x04, 0xff
	p.push(layerGTP)
	if len(b) < 8 || b[0]&0xf0 != version1 || b[1] != typeTPDU {
		return
	}
	flags := b[0]
	d.setTunnelID(TunnelGTPU, be32(b[4:]))
	b, n = trim(b[8:], n-8, int(be16(b[2:])))
	if flags&optional != 0 {
		if len(b) < 4 {
			return
		}
		next := b[3]
		b, n = b[4:], n-4
		for flags&extension != 0 && next != 0 {
			if len(b) < 1 || b[0] == 0 || int(b[0])*4 > len(b) {
				return
			}
			size := int(b[0]) * 4
			next = b[size-1]
			b, n = b[size:], n-size
		}
	}
	d.ip(p, b, n)
}

// teredo decodes RFC 4380 §5.1.1: authentication and origin may precede IPv6.
func (d *Decoder) teredo(p *Packet, b []byte, n int) {
	p.push(layerTeredo)
	if len(b) >= 4 && b[0] == 0 && b[1] == 1 {
		size := 13 + int(b[2]) + int(b[3])
		if len(b) < size {
			return
		}
		b, n = b[size:], n-size
	}
	if len(b) >= 8 && b[0] == 0 && b[1] == 0 {
		b, n = b[8:], n-8
	}
	d.setTunnel(TunnelTeredo)
	d.ipv6(p, b, n)
}

// l2tp decodes a data message of version 2, RFC 2661 §3.1.
func (d *Decoder) l2tp(p *Packet, b []byte, n int) {
	const control, hasLength, hasNs, hasOffset = 0x80, 0x40, 0x08, 0x02
	p.push(layerL2TP)
	if len(b) < 2 || b[0]&control != 0 || b[1]&0x0f != 2 {
		return
	}
	flags, size := b[0], 2
	if flags&hasLength != 0 {
		size += 2
	}
	session := size + 2
	size += 4
	if flags&hasNs != 0 {
		size += 4
	}
	if flags&hasOffset != 0 {
		if len(b) < size+2 {
			return
		}
		size += 2 + int(be16(b[size:]))
	}
	if len(b) < size {
		return
	}
	d.setTunnelID(TunnelL2TP, uint32(be16(b[session:])))
	if flags&hasLength != 0 {
		b, n = trim(b, n, max(int(be16(b[2:])), size))
	}
	d.ppp(p, b[size:], n-size)
}

// lisp decodes RFC 9300 §5.1, and RFC 9305 where its P bit is set.
func (d *Decoder) lisp(p *Packet, b []byte, n int) {
	const hasInstance, hasProtocol = 0x08, 0x04
	p.push(layerLISP)
	if len(b) < 8 {
		return
	}
	d.setTunnel(TunnelLISP)
	if b[0]&hasInstance != 0 {
		d.setTunnelID(TunnelLISP, be32(b[4:])>>8)
	}
	if b[0]&hasProtocol != 0 {
		d.nextProtocol(p, b[3], b[8:], n-8)
		return
	}
	d.ip(p, b[8:], n-8)
}

// capwap decodes the data channel of RFC 5415 §4.3, with IEEE 802.3 or 802.11
// frames inside. Encrypted and fragmented messages are not decoded.
func (d *Decoder) capwap(p *Packet, b []byte, n int) {
	p.push(layerCAPWAP)
	if len(b) < 8 || b[0] != 0 {
		return
	}
	const native, fragment, binding80211 = 0x100, 0x080, 1
	word := be32(b) & 0xffffff
	size := int(word>>19) * 4
	if size < 8 || size > len(b) || word&fragment != 0 {
		return
	}
	d.setTunnel(TunnelCAPWAP)
	switch {
	case word&native == 0:
		d.ethernet(p, b[size:], n-size)
	case word>>9&0x1f == binding80211:
		d.capwapWLAN(p, b[size:], n-size)
	}
}

// ayiya decodes draft-massar-v6ops-ayiya §3: identity and signature precede the
// packet.
func (d *Decoder) ayiya(p *Packet, b []byte, n int) {
	const forward = 1
	p.push(layerAYIYA)
	if len(b) < 8 || b[2]&0x0f != forward {
		return
	}
	size := 8 + 1<<(b[0]>>4) + int(b[1]>>4)*4
	if len(b) < size {
		return
	}
	d.setTunnel(TunnelAYIYA)
	switch b[3] {
	case ProtoIPv4:
		d.ip(p, b[size:], n-size)
	case ProtoIPv6:
		d.ipv6(p, b[size:], n-size)
	}
}

// tzsp decodes a sniffer's frame: a header of four bytes and tagged fields.
func (d *Decoder) tzsp(p *Packet, b []byte, n int) {
	const padding, end = 0, 1
	const ethernet, wlan, avs = 1, 18, 127
	p.push(layerTZSP)
	if len(b) < 5 || b[0] != 1 || b[1] > 1 {
		return
	}
	proto := be16(b[2:])
	b, n = b[4:], n-4
	for len(b) > 0 && b[0] != end {
		size := 1
		if b[0] != padding {
			if len(b) < 2 {
				return
			}
			size = 2 + int(b[1])
		}
		if size > len(b) {
			return
		}
		b, n = b[size:], n-size
	}
	if len(b) == 0 {
		return
	}
	d.setTunnel(TunnelTZSP)
	switch proto {
	case ethernet:
		d.ethernet(p, b[1:], n-1)
	case wlan:
		d.wlan(p, b[1:], n-1, false)
	case avs:
		d.avs(p, b[1:], n-1)
	}
}
