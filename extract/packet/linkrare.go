package packet

import "encoding/binary"

// LINKTYPE_ values off the hot path.
const (
	linkTokenRing    = 6
	linkARCNETBSD    = 7
	linkPPP          = 9
	linkFDDI         = 10
	linkPPPHDLC      = 50
	linkPPPoE        = 51
	linkATMRFC1483   = 100
	linkCHDLC        = 104
	link80211        = 105
	linkFrameRelay   = 107
	linkARCNETLinux  = 129
	linkRadiotap     = 127
	linkUser2        = 149
	linkAVS          = 163
	linkPPPPPPD      = 166
	linkJuniperEther = 178
	linkJuniperPPP   = 179
	linkJuniperFR    = 180
	linkJuniperCHDLC = 181
	linkPPI          = 192
	linkPPPDir       = 204
	linkCHDLCDir     = 205
	linkFRDir        = 206
	linkMPLS         = 219
	linkNFLOG        = 239
	linkPKTAP        = 258
)

// linkRare decodes a frame of a link type off the hot path.
func (d *Decoder) linkRare(p *Packet, linkType uint16, b []byte, n int) {
	switch linkType {
	case linkPPP, linkPPPHDLC, linkPPPPPPD:
		d.ppp(p, b, n)
	case linkPPPoE:
		d.pppoe(p, b, n)
	case linkPPPDir, linkCHDLCDir, linkFRDir:
		d.withDir(p, linkType, b, n)
	case linkCHDLC:
		d.chdlc(p, b, n)
	case linkFrameRelay:
		d.frameRelay(p, b, n)
	case linkFDDI:
		d.fddi(p, b, n)
	case linkTokenRing:
		d.tokenRing(p, b, n)
	case linkATMRFC1483:
		d.llc(p, b, n)
	case linkARCNETBSD:
		d.arcnet(p, false, b, n)
	case linkARCNETLinux:
		d.arcnet(p, true, b, n)
	case link80211:
		d.wlan(p, b, n, false)
	case linkRadiotap:
		d.radiotap(p, b, n)
	case linkAVS:
		d.avs(p, b, n)
	case linkMPLS:
		d.mpls(p, b, n)
	case linkNFLOG:
		d.nflog(p, b, n)
	case linkPKTAP, linkUser2: // Darwin wrote PKTAP as USER2 for years
		d.pktap(p, b, n)
	case linkPPI:
		d.ppi(p, b, n)
	case linkJuniperEther, linkJuniperPPP, linkJuniperFR, linkJuniperCHDLC:
		d.juniper(p, linkType, b, n)
	default:
		d.foreign(p, linkType, b, n)
	}
}

// withDir decodes the link types that put one byte of direction in front.
func (d *Decoder) withDir(p *Packet, linkType uint16, b []byte, n int) {
	if len(b) < 1 {
		p.end(short(n, 1))
		return
	}
	p.CaptureDir = DirOut
	if b[0] == 0 {
		p.CaptureDir = DirIn
	}
	b, n = b[1:], n-1
	switch linkType {
	case linkPPPDir:
		d.ppp(p, b, n)
	case linkCHDLCDir:
		d.chdlc(p, b, n)
	default:
		d.frameRelay(p, b, n)
	}
}

// fddi decodes ANSI X3.139: frame control and two addresses before LLC.
func (d *Decoder) fddi(p *Packet, b []byte, n int) {
	p.push(layerFDDI)
	if len(b) < 13 {
		p.end(short(n, 13))
		return
	}
	if b[0]&0x70 != 0x50 { // not an LLC frame
		p.end(StatusUnsupported)
		return
	}
	d.llc(p, b[13:], n-13)
}

// tokenRing decodes IEEE 802.5, whose source address announces a routing field.
func (d *Decoder) tokenRing(p *Packet, b []byte, n int) {
	p.push(layerTokenRing)
	size := 14
	if len(b) > size && b[8]&0x80 != 0 {
		size += int(b[14] & 0x1f)
	}
	if len(b) < size {
		p.end(short(n, size))
		return
	}
	if b[1]&0xc0 != 0x40 { // not an LLC frame
		p.end(StatusUnsupported)
		return
	}
	d.llc(p, b[size:], n-size)
}

// arcnet decodes ARCNET with RFC 1051 or RFC 1201 encapsulation. Linux keeps two
// more bytes of the hardware's header; the others mark an exception packet.
func (d *Decoder) arcnet(p *Packet, linux bool, b []byte, n int) {
	p.push(layerARCNET)
	typ := 2
	if linux {
		typ = 4
	}
	size := typ + 1
	if len(b) > size && b[typ] != 240 && b[typ] != 241 { // RFC 1051 has no fragmentation header
		if !linux && b[size] == 0xff {
			size += 4
		}
		size += 3
	}
	if len(b) < size {
		p.end(short(n, size))
		return
	}
	switch b[typ] {
	case 240, 212:
		d.ip(p, b[size:], n-size)
	case 196:
		d.ipv6(p, b[size:], n-size)
	default:
		p.end(StatusUnsupported)
	}
}

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
