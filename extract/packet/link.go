package packet

import "encoding/binary"

// LINKTYPE_ values of the hot path, from the registry of tcpdump.org.
const (
	linkNull     = 0
	linkEthernet = 1
	linkRawOld   = 12 // DLT_RAW of most systems
	linkRawBSD   = 14 // DLT_RAW of OpenBSD
	linkRaw      = 101
	linkLoop     = 108
	linkSLL      = 113
	linkIPv4     = 228
	linkIPv6     = 229
	linkSLL2     = 276
)

// link decodes a frame by its link type.
func (d *Decoder) link(p *Packet, linkType uint16, b []byte, n int) {
	switch linkType {
	case linkEthernet:
		d.ethernet(p, b, n)
	case linkSLL:
		d.sll(p, b, n)
	case linkSLL2:
		d.sll2(p, b, n)
	case linkRaw, linkRawOld, linkRawBSD:
		p.push(layerRaw)
		d.ip(p, b, n)
	case linkIPv4, linkIPv6:
		d.ip(p, b, n)
	case linkNull, linkLoop:
		d.null(p, b, n)
	default:
		d.linkRare(p, linkType, b, n)
	}
}

// Address families of BSD's null encapsulation. IPv6 has another number in each
// of the BSDs.
const (
	afINET         = 2
	afINET6BSD     = 24
	afINET6FreeBSD = 28
	afINET6Darwin  = 30
	maxFamily      = 0xffff
	pppAddrControl = 0xff03
)

// null decodes the four bytes of address family in front of the packet. They are
// in the byte order of the machine that captured, which nothing tells; but a
// family is below 2^16, so only one order makes sense.
func (d *Decoder) null(p *Packet, b []byte, n int) {
	if len(b) < 4 {
		p.end(short(n, 4))
		return
	}
	if be16(b) == pppAddrControl { // some systems hand PPP out under this type
		d.ppp(p, b, n)
		return
	}
	p.push(layerNull)
	family := binary.LittleEndian.Uint32(b)
	if family > maxFamily {
		family = be32(b)
	}
	b, n = b[4:], n-4
	switch {
	case family == afINET:
		d.ip(p, b, n)
	case family == afINET6BSD, family == afINET6FreeBSD, family == afINET6Darwin:
		d.ipv6(p, b, n)
	case family > maxLength8023: // some put an EtherType into the last two bytes
		d.etherType(p, uint16(family), b, n)
	default:
		p.end(StatusUnsupported)
	}
}

// sll decodes Linux cooked capture, LINKTYPE_LINUX_SLL.
func (d *Decoder) sll(p *Packet, b []byte, n int) {
	p.push(layerSLL)
	if len(b) < 16 {
		p.end(short(n, 16))
		return
	}
	p.CaptureDir = sllDir(uint8(be16(b)))
	d.cooked(p, be16(b[2:]), be16(b[14:]), b[16:], n-16)
}

// sll2 decodes its second version, LINKTYPE_LINUX_SLL2.
func (d *Decoder) sll2(p *Packet, b []byte, n int) {
	p.push(layerSLL)
	if len(b) < 20 {
		p.end(short(n, 20))
		return
	}
	p.CaptureDir = sllDir(b[10])
	d.cooked(p, be16(b[8:]), be16(b), b[20:], n-20)
}

// sllDir reads the packet type of a cooked header. Type 3, sent from another host
// to another, came by promiscuous mode: it is neither in nor out.
func sllDir(packetType uint8) Dir {
	switch packetType {
	case 0, 1, 2:
		return DirIn
	case 4:
		return DirOut
	}
	return DirUnknown
}

// Hardware types and protocols of a cooked header that are no EtherType.
const (
	arphrdFrameRelay = 770
	arphrdRadiotap   = 803
	sllProto8023     = 0x0003
	sllProto8022     = 0x0004
	sllProtoPPP      = 0x0007
)

// cooked decodes what a cooked header of either version announces.
func (d *Decoder) cooked(p *Packet, hardware, proto uint16, b []byte, n int) {
	switch {
	case hardware == arphrdFrameRelay:
		d.frameRelay(p, b, n)
	case hardware == arphrdRadiotap:
		d.radiotap(p, b, n)
	case proto == sllProto8022:
		d.llc(p, b, n)
	case proto == sllProto8023:
		d.ethernet(p, b, n)
	case proto == sllProtoPPP:
		d.ppp(p, b, n)
	case proto <= maxLength8023:
		p.end(StatusUnsupported)
	default:
		d.etherType(p, proto, b, n)
	}
}
