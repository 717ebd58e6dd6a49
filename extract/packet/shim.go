package packet

// EtherTypes off the hot path, from the IEEE registry.
const (
	etherTypeTRILL      = 0x22f3
	etherTypeBridged    = 0x6558 // transparent Ethernet bridging, RFC 1701
	etherTypePPP        = 0x880b
	etherTypeMPLS       = 0x8847
	etherTypeMPLSMulti  = 0x8848
	etherTypePPPoE      = 0x8864
	etherTypeJumboLLC   = 0x8870
	etherTypePBB        = 0x88e7 // IEEE 802.1ah
	etherTypeFabricPath = 0x8903
	etherTypeCMD        = 0x8909 // Cisco MetaData
	etherTypeVNTag      = 0x8926
	etherTypeHSR        = 0x892f // IEC 62439-3
	etherTypeETag       = 0x893f // IEEE 802.1BR
	etherTypeNSH        = 0x894f // RFC 8300
	etherTypeRTag       = 0xf1c1 // IEEE 802.1CB
)

// etherTypeRare decodes what an EtherType off the hot path announces.
func (d *Decoder) etherTypeRare(p *Packet, typ uint16, b []byte, n int) {
	switch typ {
	case etherTypeMPLS, etherTypeMPLSMulti:
		d.mpls(p, b, n)
	case etherTypePPPoE:
		d.pppoe(p, b, n)
	case etherTypeBridged:
		d.ethernet(p, b, n)
	case etherTypeJumboLLC:
		d.llc(p, b, n)
	case etherTypePBB:
		d.shim(p, layerPBB, 16, b, n) // service tag and the customer's addresses
	case etherTypeVNTag:
		d.shim(p, layerVNTag, 4, b, n)
	case etherTypeETag:
		d.shim(p, layerETag, 6, b, n)
	case etherTypeHSR:
		d.shim(p, layerHSR, 4, b, n)
	case etherTypeRTag:
		d.shim(p, layerRTag, 4, b, n)
	case etherTypeCMD:
		d.shim(p, layerCMD, 6, b, n)
	case etherTypeTRILL:
		d.trill(p, b, n)
	case etherTypeNSH:
		d.nsh(p, b, n)
	case etherTypeARP:
		p.push(layerARP)
		p.end(StatusUnsupported)
	default:
		p.end(StatusUnsupported)
	}
}

// shim skips a tag of size bytes that is followed by another EtherType.
func (d *Decoder) shim(p *Packet, l layer, size int, b []byte, n int) {
	p.push(l)
	if len(b) < size+2 {
		p.end(short(n, size+2))
		return
	}
	typ := be16(b[size:])
	b, n = b[size+2:], n-size-2
	if typ <= maxLength8023 {
		b, n = trim(b, n, int(typ))
		d.llc(p, b, n)
		return
	}
	d.etherType(p, typ, b, n)
}

// fabricPath skips the rest of Cisco's FabricPath header: forwarding tag and TTL.
func (d *Decoder) fabricPath(p *Packet, b []byte, n int) {
	p.push(layerFabricPath)
	p.FabricPath = true
	if len(b) < 2 {
		p.end(short(n, 2))
		return
	}
	d.ethernet(p, b[2:], n-2)
}

// isISL reports whether a frame to dst is of Cisco's Inter-Switch Link.
func isISL(dst [6]byte) bool {
	return (dst[0] == 0x01 || dst[0] == 0x03) && [4]byte(dst[1:5]) == [4]byte{0x00, 0x0c, 0x00, 0x00}
}

// isl skips the rest of its header of 26 bytes, behind the length.
func (d *Decoder) isl(p *Packet, b []byte, n int) {
	p.push(layerISL)
	if len(b) < 12 {
		p.end(short(n, 12))
		return
	}
	d.ethernet(p, b[12:], n-12)
}

// trill skips a TRILL header with its options, RFC 6325 §3.
func (d *Decoder) trill(p *Packet, b []byte, n int) {
	p.push(layerTRILL)
	if len(b) < 6 {
		p.end(short(n, 6))
		return
	}
	size := 6 + int(be16(b)>>6&0x1f)*4
	if len(b) < size {
		p.end(short(n, size))
		return
	}
	d.ethernet(p, b[size:], n-size)
}

// nsh skips a network service header, RFC 8300 §2.
func (d *Decoder) nsh(p *Packet, b []byte, n int) {
	p.push(layerNSH)
	if len(b) < 8 {
		p.end(short(n, 8))
		return
	}
	size := int(be16(b)&0x3f) * 4
	if size < 8 {
		p.end(StatusMalformed)
		return
	}
	if len(b) < size {
		p.end(short(n, size))
		return
	}
	d.nextProtocol(p, b[3], b[size:], n-size)
}

// nextProtocol decodes the next protocol numbers that NSH and the generic protocol
// extensions of VXLAN and LISP share, draft-ietf-nvo3-vxlan-gpe §3.2.
func (d *Decoder) nextProtocol(p *Packet, next uint8, b []byte, n int) {
	switch next {
	case 1:
		d.ip(p, b, n)
	case 2:
		d.ipv6(p, b, n)
	case 3:
		d.ethernet(p, b, n)
	case 4:
		d.nsh(p, b, n)
	case 5:
		d.mpls(p, b, n)
	default:
		p.end(StatusUnsupported)
	}
}
