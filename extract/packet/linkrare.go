package packet

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
	linkENC          = 109
	linkIPoFC        = 122
	linkARCNETLinux  = 129
	linkIPo1394      = 138
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
	linkIPoIB        = 242
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
	case linkENC:
		d.enc(p, b, n)
	case linkIPoFC: // RFC 4338 §4: two addresses of eight bytes before LLC
		p.push(layerForeign)
		if len(b) < 16 {
			p.end(short(n, 16))
			return
		}
		d.llc(p, b[16:], n-16)
	case linkIPo1394: // RFC 2734: the same addresses before an EtherType
		d.shim(p, layerForeign, 16, b, n)
	case linkIPoIB: // RFC 4391 §6: EtherType, two reserved bytes; before them the GRH
		d.ipoib(p, b, n)
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

// enc decodes the header of OpenBSD's IPsec interface: address family in the order
// of the host, SPI, flags.
func (d *Decoder) enc(p *Packet, b []byte, n int) {
	p.push(layerForeign)
	if len(b) < 12 {
		p.end(short(n, 12))
		return
	}
	d.ip(p, b[12:], n-12)
}

// ipoib decodes IP over InfiniBand behind its global routing header.
func (d *Decoder) ipoib(p *Packet, b []byte, n int) {
	p.push(layerForeign)
	if len(b) < 44 {
		p.end(short(n, 44))
		return
	}
	d.etherType(p, be16(b[40:]), b[44:], n-44)
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
