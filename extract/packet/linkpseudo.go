package packet

import "encoding/binary"

// The link types here carry a pseudo header of the capturing system, and most of
// them name the link type of the frame behind it.

// nflog decodes Linux netfilter's log: a list of attributes, one of which is the
// packet. The header's lengths are in the byte order of the host, mostly little.
func (d *Decoder) nflog(p *Packet, b []byte, n int) {
	const nfulaPayload = 9
	p.push(layerNFLOG)
	if len(b) < 4 {
		p.end(short(n, 4))
		return
	}
	b, n = b[4:], n-4
	order := binary.ByteOrder(binary.LittleEndian)
	if len(b) >= 4 && nflogIsBig(b) {
		order = binary.BigEndian
	}
	for len(b) >= 4 {
		size, typ := int(order.Uint16(b)), order.Uint16(b[2:])&0x7fff
		if size < 4 || size > n {
			p.end(StatusMalformed)
			return
		}
		if typ == nfulaPayload {
			b, n = trim(b, n, size)
			d.ip(p, b[4:], n-4)
			return
		}
		size = min((size+3)&^3, n)
		if size > len(b) {
			break
		}
		b, n = b[size:], n-size
	}
	p.end(short(n, 4))
}

// nflogIsBig guesses the byte order of an attribute header: its type is a small
// number, and so is its length.
func nflogIsBig(b []byte) bool {
	return binary.LittleEndian.Uint16(b[2:])&0x7fff > binary.BigEndian.Uint16(b[2:])&0x7fff
}

// pktap decodes Darwin's PKTAP header and the link type that it names.
func (d *Decoder) pktap(p *Packet, b []byte, n int) {
	p.push(layerPKTAP)
	if len(b) < 40 {
		p.end(short(n, 40))
		return
	}
	size, dlt, flags := le32(b), le32(b[8:]), le32(b[36:])
	if size < 40 || le32(b[4:]) != 1 {
		p.end(StatusUnsupported)
		return
	}
	switch {
	case flags&1 != 0:
		p.CaptureDir = DirIn
	case flags&2 != 0:
		p.CaptureDir = DirOut
	}
	d.inner(p, dlt, size, b, n)
}

// ppi decodes the per-packet information header and the link type that it names.
func (d *Decoder) ppi(p *Packet, b []byte, n int) {
	p.push(layerPPI)
	if len(b) < 8 {
		p.end(short(n, 8))
		return
	}
	size := uint32(binary.LittleEndian.Uint16(b[2:]))
	if size < 8 {
		p.end(StatusMalformed)
		return
	}
	d.inner(p, le32(b[4:]), size, b, n)
}

// inner decodes the frame behind a header of size bytes that names the link type.
// A header inside the same kind of header is refused: it would recurse.
func (d *Decoder) inner(p *Packet, linkType, size uint32, b []byte, n int) {
	if uint64(size) > uint64(len(b)) {
		p.end(short(n, int(min(size, 1<<30))))
		return
	}
	switch linkType {
	case linkPPI, linkPKTAP, linkUser2:
		p.end(StatusMalformed)
		return
	}
	if linkType > 0xffff {
		p.end(StatusUnsupported)
		return
	}
	d.link(p, uint16(linkType), b[size:], n-int(size))
}

// juniper decodes the pseudo header that Juniper routers put in front: a magic
// number, flags, and a list of extensions.
func (d *Decoder) juniper(p *Packet, linkType uint16, b []byte, n int) {
	const flagNoL2, flagExt = 0x02, 0x80
	p.push(layerJuniper)
	if len(b) < 6 {
		p.end(short(n, 6))
		return
	}
	if be32(b)>>8 != 0x4d4743 { // "MGC"
		p.end(StatusMalformed)
		return
	}
	size, flags := 4, b[3]
	if flags&flagExt != 0 {
		size = 6 + int(be16(b[4:]))
	}
	if flags&flagNoL2 != 0 {
		size += 4
	}
	if len(b) < size {
		p.end(short(n, size))
		return
	}
	b, n = b[size:], n-size
	switch {
	case flags&flagNoL2 != 0:
		d.ip(p, b, n)
	case linkType == linkJuniperEther:
		d.ethernet(p, b, n)
	case linkType == linkJuniperPPP:
		d.ppp(p, b, n)
	case linkType == linkJuniperFR:
		d.frameRelay(p, b, n)
	default:
		d.chdlc(p, b, n)
	}
}

func le32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }
