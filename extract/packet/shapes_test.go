package packet

import (
	"encoding/binary"
	"slices"
	"testing"
)

// The tests below wrap one and the same TCP segment into every encapsulation that
// is decoded. Wireshark 4.0 shows the same inner segment for each of them.

// segment is a TCP segment with timestamps and four bytes of data.
func segment() []byte {
	return []byte{
		0xc0, 0x00, 0x01, 0xbb, // ports 49152, 443
		0x01, 0x02, 0x03, 0x04, // seq
		0x05, 0x06, 0x07, 0x08, // ack
		0x80, 0x18, 0x01, 0xf5, // 32 bytes, ACK PSH, window 501
		0xbe, 0xef, 0x00, 0x00, // checksum, urgent pointer
		0x01, 0x01, 0x08, 0x0a, 0x00, 0x00, 0x00, 0x0a, 0x00, 0x00, 0x00, 0x0b,
		'd', 'a', 't', 'a',
	}
}

// cat joins byte strings.
func cat(parts ...[]byte) []byte { return slices.Concat(parts...) }

// ipv4Header prepends an IPv4 header from 192.0.2.host to 192.0.2.2.
func ipv4Header(host, proto byte, payload []byte) []byte {
	h := []byte{
		0x45, 0x00, 0, 0, 0x12, 0x34, 0x40, 0x00, 64, proto, 0, 0,
		192, 0, 2, host, 192, 0, 2, 2,
	}
	binary.BigEndian.PutUint16(h[2:], uint16(20+len(payload)))
	return cat(h, payload)
}

// ipv6Header prepends an IPv6 header from 2001:db8::host to 2001:db8::2.
func ipv6Header(host, next byte, payload []byte) []byte {
	h := make([]byte, 40)
	copy(h, []byte{0x60, 0x12, 0x34, 0x56})
	binary.BigEndian.PutUint16(h[4:], uint16(len(payload)))
	h[6], h[7] = next, 63
	copy(h[8:], []byte{0x20, 0x01, 0x0d, 0xb8})
	copy(h[24:], []byte{0x20, 0x01, 0x0d, 0xb8})
	h[23], h[39] = host, 2
	return cat(h, payload)
}

// udpTo prepends a UDP header to the given port, from a higher one.
func udpTo(port uint16, payload []byte) []byte {
	h := []byte{0xf0, 0x01, byte(port >> 8), byte(port), 0, 0, 0, 0}
	binary.BigEndian.PutUint16(h[4:], uint16(8+len(payload)))
	return cat(h, payload)
}

// ether prepends an Ethernet header.
func ether(typ uint16, payload []byte) []byte {
	return cat([]byte{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, byte(typ >> 8), byte(typ)}, payload)
}

// ether8023 prepends an Ethernet header with a length.
func ether8023(payload []byte) []byte { return ether(uint16(len(payload)), payload) }

// plain4 and plain6 are the segment in its innermost IP header.
func plain4() []byte { return ipv4Header(1, ProtoTCP, segment()) }
func plain6() []byte { return ipv6Header(1, ProtoTCP, segment()) }

// snap is the LLC and SNAP header of IPv4.
var snap = []byte{0xaa, 0xaa, 0x03, 0, 0, 0, 0x08, 0x00}

// shape is the segment in one encapsulation.
type shape struct {
	name   string
	link   uint16
	data   []byte
	path   string
	tunnel TunnelKind
	id     int64 // -1 for none
	depth  uint8
}

// hx is unhex without a test at hand: the shapes are constants of ours.
func hx(text string) []byte { return unhex(panicker{}, text) }

// panicker lets a package-level table fail loudly.
type panicker struct{ testing.TB }

func (panicker) Helper()                        {}
func (panicker) Fatalf(format string, _ ...any) { panic(format) }

func shapes() []shape {
	return slices.Concat(linkShapes(), tagShapes(), extensionShapes(), tunnelShapes(), greShapes())
}

func linkShapes() []shape {
	sll := hx("0004 0001 0006 020000000001 0000 0800")                  // sent by us, Ethernet
	sll2 := hx("86dd 0000 00000003 0001 00 06 020000000001 0000")       // to us
	wlan := hx("0801 2c00 020000000002 020000000001 020000000003 1000") // to the access point
	qos := hx("8802 2c00 020000000002 020000000001 020000000003 1000 0000")
	qosPadded := cat(qos, []byte{0, 0})
	radiotap := hx("00 00 1200 2f480000 0000000000000000 00 02") // up to flags and rate: no padding
	radiotap = cat(radiotap[:8], make([]byte, 8), []byte{0x10, 0x02})
	binary.LittleEndian.PutUint32(radiotap[4:], 0x07)
	padded := slices.Clone(radiotap)
	padded[16] = 0x20
	amsdu := hx("8802 2c00 020000000002 020000000001 020000000003 1000 8000")
	sub := func(payload []byte) []byte {
		b := cat(hx("020000000002 020000000001"), []byte{0, byte(len(payload))}, payload)
		return cat(b, make([]byte, -len(b)&3))
	}
	avs := make([]byte, 64)
	binary.BigEndian.PutUint32(avs, 0x80211001)
	binary.BigEndian.PutUint32(avs[4:], 64)
	return []shape{
		{"Ethernet IPv4", linkEthernet, ether(0x0800, plain4()), "eth:ethertype:ip:tcp", 0, -1, 0},
		{"Ethernet IPv6", linkEthernet, ether(0x86dd, plain6()), "eth:ethertype:ipv6:tcp", 0, -1, 0},
		{"IPv6 under the EtherType of IPv4", linkEthernet, ether(0x0800, plain6()), "eth:ethertype:ipv6:tcp", 0, -1, 0},
		{"Ethernet padding", linkEthernet, cat(ether(0x0800, plain4()), make([]byte, 18)), "eth:ethertype:ip:tcp", 0, -1, 0},
		{"802.3 SNAP", linkEthernet, ether8023(cat(snap, plain4())), "eth:llc:ip:tcp", 0, -1, 0},
		{"802.3 IP SAP", linkEthernet, ether8023(cat(hx("06 06 03"), plain4())), "eth:llc:ip:tcp", 0, -1, 0},
		{"Linux cooked", linkSLL, cat(sll, plain4()), "sll:ethertype:ip:tcp", 0, -1, 0},
		{"Linux cooked v2", linkSLL2, cat(sll2, plain6()), "sll:ethertype:ipv6:tcp", 0, -1, 0},
		{"raw", linkRaw, plain4(), "raw:ip:tcp", 0, -1, 0},
		{"raw IPv6", linkRaw, plain6(), "raw:ipv6:tcp", 0, -1, 0},
		{"raw, old number", linkRawOld, plain4(), "raw:ip:tcp", 0, -1, 0},
		{"raw, OpenBSD's number", linkRawBSD, plain4(), "raw:ip:tcp", 0, -1, 0},
		{"LINKTYPE_IPV4", linkIPv4, plain4(), "ip:tcp", 0, -1, 0},
		{"LINKTYPE_IPV6", linkIPv6, plain6(), "ipv6:tcp", 0, -1, 0},
		{"null, little endian", linkNull, cat(hx("02000000"), plain4()), "null:ip:tcp", 0, -1, 0},
		{"null, big endian", linkNull, cat(hx("00000002"), plain4()), "null:ip:tcp", 0, -1, 0},
		{"null, Darwin's IPv6", linkNull, cat(hx("1e000000"), plain6()), "null:ipv6:tcp", 0, -1, 0},
		{"null, FreeBSD's IPv6, big endian", linkNull, cat(hx("0000001c"), plain6()), "null:ipv6:tcp", 0, -1, 0},
		{"null with an EtherType", linkNull, cat(hx("0f000800"), plain4()), "null:ip:tcp", 0, -1, 0},
		{"loop", linkLoop, cat(hx("00000018"), plain6()), "null:ipv6:tcp", 0, -1, 0},
		{"PPP", linkPPP, cat(hx("ff03 0021"), plain4()), "ppp:ip:tcp", 0, -1, 0},
		{"PPP without address, protocol compressed", linkPPP, cat(hx("21"), plain4()), "ppp:ip:tcp", 0, -1, 0},
		{"PPP IPv6 with direction", linkPPPDir, cat(hx("01 ff03 0057"), plain6()), "ppp:ipv6:tcp", 0, -1, 0},
		{"PPPoE link type", linkPPPoE, cat(hx("1100 0001"), []byte{0, byte(2 + len(plain4()))}, hx("0021"), plain4()), "pppoes:ppp:ip:tcp", 0, -1, 0},
		{"Cisco HDLC", linkCHDLC, cat(hx("0f00 0800"), plain4()), "chdlc:ip:tcp", 0, -1, 0},
		{"Cisco HDLC as PPP", linkPPPHDLC, cat(hx("0f00 0800"), plain4()), "ppp:chdlc:ip:tcp", 0, -1, 0},
		{"frame relay NLPID", linkFrameRelay, cat(hx("1841 03 cc"), plain4()), "fr:ip:tcp", 0, -1, 0},
		{"frame relay SNAP", linkFrameRelay, cat(hx("1841 03 00 80 0000000800"), plain4()), "fr:ip:tcp", 0, -1, 0},
		{"frame relay, Cisco's", linkFrameRelay, cat(hx("1841 0800"), plain4()), "fr:ip:tcp", 0, -1, 0},
		{"frame relay, four bytes of address", linkFrameRelay, cat(hx("18400001 03 cc"), plain4()), "fr:ip:tcp", 0, -1, 0},
		{"token ring", linkTokenRing, cat(hx("10 40 020000000002 020000000001"), snap, plain4()), "tr:llc:ip:tcp", 0, -1, 0},
		{"token ring, routed", linkTokenRing, cat(hx("10 40 020000000002 820000000001 0630 0011 0010"), snap, plain4()), "tr:llc:ip:tcp", 0, -1, 0},
		{"FDDI", linkFDDI, cat(hx("50 020000000002 020000000001"), snap, plain4()), "fddi:llc:ip:tcp", 0, -1, 0},
		{"ATM RFC 2684", linkATMRFC1483, cat(snap, plain4()), "llc:ip:tcp", 0, -1, 0},
		{"ATM RFC 2684, bridged", linkATMRFC1483, cat(hx("aaaa03 0080c2 0007 0000"), ether(0x0800, plain4())), "llc:eth:ethertype:ip:tcp", 0, -1, 0},
		{"ARCNET RFC 1201", linkARCNETBSD, cat(hx("01 02 d4 00 0001"), plain4()), "arcnet:ip:tcp", 0, -1, 0},
		{"ARCNET exception packet", linkARCNETBSD, cat(hx("01 02 d4 ff 0000 d4 00 0001"), plain4()), "arcnet:ip:tcp", 0, -1, 0},
		{"ARCNET RFC 1051", linkARCNETBSD, cat(hx("01 02 f0"), plain4()), "arcnet:ip:tcp", 0, -1, 0},
		{"ARCNET of Linux", linkARCNETLinux, cat(hx("01 02 0000 d4 00 0001"), plain4()), "arcnet:ip:tcp", 0, -1, 0},
		{"802.11", link80211, cat(wlan, snap, plain4()), "wlan:llc:ip:tcp", 0, -1, 0},
		{"802.11 with four addresses and HT control", link80211, cat(hx("8883 2c00 020000000002 020000000001 020000000003 1000 020000000004 0000 00000000"), snap, plain4()), "wlan:llc:ip:tcp", 0, -1, 0},
		{"802.11 radiotap with two words and a time stamp", linkRadiotap, cat(hx("0000 1a00 030000a0 00000000 00000000 0000000000000000 20 00"), qosPadded, snap, plain4()), "radiotap:wlan:llc:ip:tcp", 0, -1, 0},
		{"802.11 radiotap", linkRadiotap, cat(radiotap, qos, snap, plain4(), make([]byte, 4)), "radiotap:wlan:llc:ip:tcp", 0, -1, 0},
		{"802.11 radiotap, padded header", linkRadiotap, cat(padded, qosPadded, snap, plain4()), "radiotap:wlan:llc:ip:tcp", 0, -1, 0},
		{"802.11 aggregate", link80211, cat(amsdu, sub(cat(snap, ipv4Header(9, ProtoUDP, udpTo(53, nil)))), sub(cat(snap, plain4()))), "wlan:llc:ip:tcp", 0, -1, 0},
		{"802.11 AVS", linkAVS, cat(avs, wlan, snap, plain4()), "wlancap:wlan:llc:ip:tcp", 0, -1, 0},
		{"NFLOG", linkNFLOG, cat(hx("02 00 0000  0800 0100 08000000  0500 0a00 61000000"), []byte{byte(4 + len(plain4())), 0, 9, 0}, plain4()), "nflog:ip:tcp", 0, -1, 0},
		{"NFLOG, big endian", linkNFLOG, cat(hx("02 00 0000  0008 0001 08000000"), []byte{0, byte(4 + len(plain4())), 0, 9}, plain4()), "nflog:ip:tcp", 0, -1, 0},
		{"PKTAP", linkPKTAP, cat(pktapHeader(), ether(0x0800, plain4())), "pktap:eth:ethertype:ip:tcp", 0, -1, 0},
		{"PPI", linkPPI, cat(hx("00 00 0800 01000000"), ether(0x0800, plain4())), "ppi:eth:ethertype:ip:tcp", 0, -1, 0},
		{"Juniper Ethernet", linkJuniperEther, cat(hx("4d4743 80 0006 01 01 00 02 01 00"), ether(0x0800, plain4())), "juniper:eth:ethertype:ip:tcp", 0, -1, 0},
		{"Juniper without link layer", linkJuniperEther, cat(hx("4d4743 02 00000002"), plain4()), "juniper:ip:tcp", 0, -1, 0},
		{"MPLS link type", linkMPLS, cat(hx("00010140"), plain4()), "mpls:ip:tcp", 0, -1, 0},
		{"IPsec interface", linkENC, cat(hx("02000000 00000001 00000000"), plain4()), "other:ip:tcp", 0, -1, 0},
		{"IP over Fibre Channel", linkIPoFC, cat(hx("1000020000000002 1000020000000001"), snap, plain4()), "other:llc:ip:tcp", 0, -1, 0},
		{"IP over IEEE 1394", linkIPo1394, cat(hx("0000020000000002 0000020000000001 0800"), plain4()), "other:ip:tcp", 0, -1, 0},
		{"IP over InfiniBand", linkIPoIB, cat(make([]byte, 40), hx("0800 0000"), plain4()), "other:ip:tcp", 0, -1, 0},
		{"PF log", 117, cat(pflogHeader(), plain4()), "other:ip:tcp", 0, -1, 0},
	}
}

// pktapHeader is Darwin's header for an Ethernet frame that was received.
func pktapHeader() []byte {
	h := make([]byte, 108)
	binary.LittleEndian.PutUint32(h, 108)
	binary.LittleEndian.PutUint32(h[4:], 1)
	binary.LittleEndian.PutUint32(h[8:], linkEthernet)
	copy(h[12:], "en0")
	binary.LittleEndian.PutUint32(h[36:], 1)
	return h
}

// pflogHeader is OpenBSD's header for IPv4.
func pflogHeader() []byte {
	h := make([]byte, 64)
	h[0], h[1] = 61, afINET
	return h
}

// islFrame puts a frame into Cisco's Inter-Switch Link, with its check sequence.
func islFrame(frame []byte) []byte {
	h := hx("01000c000000 020000000001 0000 aaaa03 00000c 000e 0000 0000")
	h[13] = byte(len(frame) + 16)
	return cat(h, frame, make([]byte, 4))
}

func tagShapes() []shape {
	pppoe := cat(hx("11 00 0001"), []byte{0, byte(2 + len(plain4()))}, hx("0021"), plain4())
	e := func(typ uint16, header string, payload []byte) []byte { return ether(typ, cat(hx(header), payload)) }
	return []shape{
		{"VLAN", linkEthernet, e(0x8100, "0007 0800", plain4()), "eth:ethertype:vlan:ethertype:ip:tcp", 0, -1, 0},
		{"QinQ", linkEthernet, e(0x88a8, "0007 8100 0009 86dd", plain6()), "eth:ethertype:ieee8021ad:ethertype:vlan:ethertype:ipv6:tcp", 0, -1, 0},
		{"VLAN with LLC", linkEthernet, e(0x8100, "0007 0040", cat(snap, plain4())), "eth:ethertype:vlan:llc:ip:tcp", 0, -1, 0},
		{"PPPoE", linkEthernet, ether(0x8864, pppoe), "eth:ethertype:pppoes:ppp:ip:tcp", 0, -1, 0},
		{"MPLS", linkEthernet, e(0x8847, "000100ff 00011140", plain4()), "eth:ethertype:mpls:ip:tcp", 0, -1, 0},
		{"MPLS IPv6", linkEthernet, e(0x8847, "00011140", plain6()), "eth:ethertype:mpls:ipv6:tcp", 0, -1, 0},
		{"pseudowire with control word", linkEthernet, e(0x8847, "00011140 00000000", ether(0x0800, plain4())), "eth:ethertype:mpls:pweth:eth:ethertype:ip:tcp", 0, -1, 0},
		{"pseudowire without", linkEthernet, e(0x8847, "00011140", ether(0x0800, plain4())), "eth:ethertype:mpls:pweth:eth:ethertype:ip:tcp", 0, -1, 0},
		{"provider backbone", linkEthernet, e(0x88e7, "00000001 020000000004 020000000003 0800", plain4()), "eth:ethertype:ieee8021ah:ethertype:ip:tcp", 0, -1, 0},
		{"VN-Tag", linkEthernet, e(0x8926, "00000001 0800", plain4()), "eth:ethertype:vntag:ethertype:ip:tcp", 0, -1, 0},
		{"E-Tag", linkEthernet, e(0x893f, "000000000001 0800", plain4()), "eth:ethertype:etag:ethertype:ip:tcp", 0, -1, 0},
		{"HSR", linkEthernet, e(0x892f, "0040 0001 0800", plain4()), "eth:ethertype:hsr:ip:tcp", 0, -1, 0},
		{"R-Tag", linkEthernet, e(0xf1c1, "0000 0001 0800", plain4()), "eth:ethertype:ieee8021cb:ethertype:ip:tcp", 0, -1, 0},
		{"Cisco MetaData", linkEthernet, e(0x8909, "01 01 0001 0007 0800", plain4()), "eth:ethertype:cmd:ethertype:ip:tcp", 0, -1, 0},
		{"FabricPath", linkEthernet, cat(e(0x8903, "0020", ether(0x0800, plain4())), make([]byte, 4)), "eth:cfp:eth:ethertype:ip:tcp", 0, -1, 0},
		{"ISL", linkEthernet, islFrame(ether(0x0800, plain4())), "eth:isl:eth:ethertype:ip:tcp", 0, -1, 0},
		{"TRILL", linkEthernet, e(0x22f3, "003f 0001 0002", ether(0x0800, plain4())), "eth:ethertype:trill:eth:ethertype:ip:tcp", 0, -1, 0},
		{"TRILL with options", linkEthernet, e(0x22f3, "00bf 0001 0002 0000000000000000", ether(0x0800, plain4())), "eth:ethertype:trill:eth:ethertype:ip:tcp", 0, -1, 0},
		{"NSH", linkEthernet, e(0x894f, "0fc2 02 01 00000101", cat(plain4())), "eth:ethertype:nsh:ip:tcp", 0, -1, 0},
	}
}

func extensionShapes() []shape {
	seg := segment()
	e4 := func(proto byte, header string) []byte {
		return ether(0x0800, ipv4Header(1, proto, cat(hx(header), seg)))
	}
	e6 := func(next byte, header string) []byte { return ether(0x86dd, ipv6Header(1, next, cat(hx(header), seg))) }
	options := cat(hx("46 00 0040 1234 4000 40 06 0000 c0000201 c0000202 94040000"), seg) // router alert
	binary.BigEndian.PutUint16(options[2:], uint16(len(options)))
	return []shape{
		{"IPv4 options", linkEthernet, ether(0x0800, options), "eth:ethertype:ip:tcp", 0, -1, 0},
		{"IPv4 AH", linkEthernet, e4(ProtoAH, "06 04 0000 00000001 00000002 000000000000000000000000"), "eth:ethertype:ip:ah:tcp", 0, -1, 0},
		{"hop-by-hop options", linkEthernet, e6(ProtoHopOpts, "06 00 0502 0000 0100"), "eth:ethertype:ipv6:ipv6.hopopts:tcp", 0, -1, 0},
		{"destination options", linkEthernet, e6(ProtoDstOpts, "06 00 0104 00000000"), "eth:ethertype:ipv6:ipv6.dstopts:tcp", 0, -1, 0},
		{"routing, no segments left", linkEthernet, e6(ProtoRouting, "06 02 00 00 00000000 20010db8000000000000000000000009"), "eth:ethertype:ipv6:ipv6.routing:tcp", 0, -1, 0},
		{"atomic fragment", linkEthernet, e6(ProtoFragment, "06 00 0000 00000007"), "eth:ethertype:ipv6:ipv6.fraghdr:tcp", 0, -1, 0},
		{"IPv6 AH behind options", linkEthernet, e6(ProtoHopOpts, "33 00 0104 00000000  06 04 0000 00000001 00000002 000000000000000000000000"), "eth:ethertype:ipv6:ipv6.hopopts:ah:tcp", 0, -1, 0},
	}
}

func tunnelShapes() []shape {
	inner := ether(0x0800, plain4())
	in := func(port uint16, header string, payload []byte) []byte {
		return ether(0x0800, ipv4Header(7, ProtoUDP, udpTo(port, cat(hx(header), payload))))
	}
	wlan := hx("0108 2c00 020000000002 020000000001 020000000003 1000") // frame control swapped
	teredo := ipv6Header(1, ProtoTCP, segment())
	l2tpLen := []byte{0, byte(8 + 4 + len(plain4()))}
	gtpExt := cat(hx("34 ff"), []byte{0, byte(8 + len(plain4()))}, hx("00000abc 0000 00 85  01 1001 00"), plain4())
	return []shape{
		{"IPv4 in IPv4", linkEthernet, ether(0x0800, ipv4Header(7, ProtoIPv4, plain4())), "eth:ethertype:ip:ip:tcp", TunnelIPIP, -1, 1},
		{"IPv6 in IPv4", linkEthernet, ether(0x0800, ipv4Header(7, ProtoIPv6, plain6())), "eth:ethertype:ip:ipv6:tcp", Tunnel6in4, -1, 1},
		{"IPv4 in IPv6", linkEthernet, ether(0x86dd, ipv6Header(7, ProtoIPv4, plain4())), "eth:ethertype:ipv6:ip:tcp", TunnelIPIP, -1, 1},
		{"IPv6 in IPv6", linkEthernet, ether(0x86dd, ipv6Header(7, ProtoIPv6, plain6())), "eth:ethertype:ipv6:ipv6:tcp", TunnelIPIP, -1, 1},
		{"EtherIP", linkEthernet, ether(0x0800, ipv4Header(7, ProtoEtherIP, cat(hx("3000"), inner))), "eth:ethertype:ip:etherip:eth:ethertype:ip:tcp", TunnelEtherIP, -1, 1},
		{"MPLS in IP", linkEthernet, ether(0x0800, ipv4Header(7, ProtoMPLS, cat(hx("00011140"), plain4()))), "eth:ethertype:ip:mpls:ip:tcp", TunnelMPLS, 17, 1},
		{"MPLS in UDP", linkEthernet, in(portMPLS, "000100ff 00011140", plain4()), "eth:ethertype:ip:udp:mpls:ip:tcp", TunnelMPLS, 17, 1},
		{"VXLAN", linkEthernet, in(portVXLAN, "08000000 00123400", inner), "eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:tcp", TunnelVXLAN, 0x1234, 1},
		{"VXLAN-GPE", linkEthernet, in(portVXLANGPE, "0c000001 00123400", plain4()), "eth:ethertype:ip:udp:vxlan_gpe:ip:tcp", TunnelVXLANGPE, 0x1234, 1},
		{"Geneve with options", linkEthernet, in(portGeneve, "0100 6558 00123400 01020300", inner), "eth:ethertype:ip:udp:geneve:eth:ethertype:ip:tcp", TunnelGeneve, 0x1234, 1},
		{"Geneve IP", linkEthernet, in(portGeneve, "0000 86dd 00123400", plain6()), "eth:ethertype:ip:udp:geneve:ipv6:tcp", TunnelGeneve, 0x1234, 1},
		{"GTP-U", linkEthernet, in(portGTPU, "30 ff 004c 00000abc", plain4()), "eth:ethertype:ip:udp:gtp:ip:tcp", TunnelGTPU, 0xabc, 1},
		{"GTP-U with sequence number", linkEthernet, in(portGTPU, "32 ff 0040 00000abc 00010000", plain4()), "eth:ethertype:ip:udp:gtp:ip:tcp", TunnelGTPU, 0xabc, 1},
		{"GTP-U with extension header", linkEthernet, in(portGTPU, "", gtpExt), "eth:ethertype:ip:udp:gtp:ip:tcp", TunnelGTPU, 0xabc, 1},
		{"Teredo", linkEthernet, in(portTeredo, "", teredo), "eth:ethertype:ip:udp:teredo:ipv6:tcp", TunnelTeredo, -1, 1},
		{"Teredo with authentication and origin", linkEthernet, in(portTeredo, "0001 00 00 0000000000000000 00  0000 f0f0 3ffffdfe", teredo), "eth:ethertype:ip:udp:teredo:ipv6:tcp", TunnelTeredo, -1, 1},
		{"L2TP", linkEthernet, in(portL2TP, "0002 0005 0006 ff03 0021", plain4()), "eth:ethertype:ip:udp:l2tp:ppp:ip:tcp", TunnelL2TP, 6, 1},
		{"L2TP with length", linkEthernet, in(portL2TP, "4002", cat(l2tpLen, hx("0005 0006 ff03 0021"), plain4())), "eth:ethertype:ip:udp:l2tp:ppp:ip:tcp", TunnelL2TP, 6, 1},
		{"L2TP with sequence and offset", linkEthernet, in(portL2TP, "0a02 0005 0006 0001 0002 0002 0000 ff03 0021", plain4()), "eth:ethertype:ip:udp:l2tp:ppp:ip:tcp", TunnelL2TP, 6, 1},
		{"LISP", linkEthernet, in(portLISP, "c8000001 00000501", plain4()), "eth:ethertype:ip:udp:lisp-data:ip:tcp", TunnelLISP, 5, 1},
		{"CAPWAP 802.11", linkEthernet, in(portCAPWAP, "00 100300 0000 0000", cat(wlan, snap, plain4())), "eth:ethertype:ip:udp:capwap.data:wlan:llc:ip:tcp", TunnelCAPWAP, -1, 1},
		{"CAPWAP 802.3", linkEthernet, in(portCAPWAP, "00 100200 0000 0000", inner), "eth:ethertype:ip:udp:capwap.data:eth:ethertype:ip:tcp", TunnelCAPWAP, -1, 1},
		{"AYIYA", linkEthernet, in(portAYIYA, "01 00 01 29 00000000 00", plain6()), "eth:ethertype:ip:udp:ayiya:ipv6:tcp", TunnelAYIYA, -1, 1},
		{"AYIYA, signed", linkEthernet, in(portAYIYA, "21 52 01 04 00000000 00000000 0000000000000000000000000000000000000000", plain4()), "eth:ethertype:ip:udp:ayiya:ip:tcp", TunnelAYIYA, -1, 1},
		{"TZSP", linkEthernet, in(portTZSP, "01 00 0001 00 0a01ff 01", inner), "eth:ethertype:ip:udp:tzsp:eth:ethertype:ip:tcp", TunnelTZSP, -1, 1},
		{"VXLAN in GRE", linkEthernet, ether(0x0800, ipv4Header(8, ProtoGRE, cat(hx("0000 6558"), in(portVXLAN, "08000000 00000500", inner)))), "eth:ethertype:ip:gre:eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:tcp", TunnelVXLAN, 5, 2},
	}
}

func greShapes() []shape {
	inner := ether(0x0800, plain4())
	in := func(header string, payload []byte) []byte {
		return ether(0x0800, ipv4Header(7, ProtoGRE, cat(hx(header), payload)))
	}
	const base = "eth:ethertype:ip:gre:"
	return []shape{
		{"GRE", linkEthernet, in("0000 0800", plain4()), base + "ip:tcp", TunnelGRE, -1, 1},
		{"GRE with checksum, key, sequence", linkEthernet, in("b000 86dd 00000000 00000042 00000001", plain6()), base + "ipv6:tcp", TunnelGRE, 0x42, 1},
		{"GRE bridged", linkEthernet, in("2000 6558 00000042", inner), base + "eth:ethertype:ip:tcp", TunnelGRE, 0x42, 1},
		{"GRE MPLS", linkEthernet, in("0000 8847 00011140", plain4()), base + "mpls:ip:tcp", TunnelGRE, -1, 1},
		{"GRE with source route", linkEthernet, in("4000 0800 0000 0000 0800 0004 c0000209 0000 0000", plain4()), base + "ip:tcp", TunnelGRE, -1, 1},
		{"GRE WCCP", linkEthernet, in("0000 883e 00000000", plain4()), base + "ip:tcp", TunnelGRE, -1, 1},
		{"PPTP", linkEthernet, in("3081 880b 003c 0007 00000001 00000002 ff03 0021", plain4()), base + "ppp:ip:tcp", TunnelGRE, 7, 1},
		{"MikroTik EoIP", linkEthernet, in("2001 6400 0046 0019", inner), base + "eth:ethertype:ip:tcp", TunnelGRE, 0x19, 1},
		{"Aruba", linkEthernet, in("0000 8200 0802 2c00 020000000002 020000000001 020000000003 1000", cat(snap, plain4())), base + "wlan:llc:ip:tcp", TunnelGRE, -1, 1},
		{"ERSPAN I", linkEthernet, in("0000 88be", inner), base + "erspan:eth:ethertype:ip:tcp", TunnelERSPAN, -1, 1},
		{"ERSPAN II", linkEthernet, in("1000 88be 00000001 1064 0005 00000000", inner), base + "erspan:eth:ethertype:ip:tcp", TunnelERSPAN, 5, 1},
		{"ERSPAN III", linkEthernet, in("1000 22eb 00000001 2064 0005 00000000 0000 0000", inner), base + "erspan:eth:ethertype:ip:tcp", TunnelERSPAN, 5, 1},
		{"ERSPAN III with platform header", linkEthernet, in("1000 22eb 00000001 2064 0005 00000000 0000 0001 0000000000000000", inner), base + "erspan:eth:ethertype:ip:tcp", TunnelERSPAN, 5, 1},
		{"GRE in UDP", linkEthernet, ether(0x0800, ipv4Header(7, ProtoUDP, udpTo(portGRE, cat(hx("0000 0800"), plain4())))), "eth:ethertype:ip:udp:gre:ip:tcp", TunnelGRE, -1, 1},
	}
}
