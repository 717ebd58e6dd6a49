package packet

import (
	"slices"
	"testing"
)

// TestOdd holds the status of headers that contradict themselves, and which packet
// is reported then.
func TestOdd(t *testing.T) {
	tcp := segment()
	with := func(b []byte, at int, v ...byte) []byte {
		b = slices.Clone(b)
		copy(b[at:], v)
		return b
	}
	udpIn := func(port uint16, header string) []byte { return ipv4Header(1, ProtoUDP, udpTo(port, hx(header))) }
	greIn := func(header string) []byte { return ipv4Header(1, ProtoGRE, hx(header)) }
	for _, tt := range []struct {
		name   string
		link   uint16
		data   []byte
		status Status
		proto  uint8 // of the packet reported; 0 with version 0
		ip     uint8
	}{
		{"empty frame", linkEthernet, nil, StatusMalformed, 0, 0},
		{"short Ethernet", linkEthernet, make([]byte, 13), StatusMalformed, 0, 0},
		{"unknown EtherType", linkEthernet, ether(0x88cc, make([]byte, 40)), StatusUnsupported, 0, 0},
		{"unknown link type", 0xfffe, plain4(), StatusUnsupported, 0, 0},
		{"user link type", 147, plain4(), StatusUnsupported, 0, 0},
		{"no IP version", linkRaw, with(plain4(), 0, 0x75), StatusMalformed, 0, 0},
		{"IPv4 under the EtherType of IPv6", linkEthernet, ether(0x86dd, plain4()), StatusMalformed, 0, 0},
		{"IPv4 header below 20 bytes", linkRaw, with(plain4(), 0, 0x44), StatusMalformed, 0, 0},
		{"IPv4 total length below the header", linkRaw, with(plain4(), 2, 0, 19), StatusMalformed, 0, 0},
		{"IPv4 packet with nothing behind its header", linkRaw, ipv4Header(1, ProtoTCP, nil)[:20:20], StatusMalformed, ProtoTCP, 4},
		{"IPv4 options beyond the packet", linkRaw, with(ipv4Header(1, ProtoTCP, nil), 0, 0x46), StatusMalformed, 0, 0},
		{"TCP of 19 bytes", linkRaw, ipv4Header(1, ProtoTCP, tcp[:19]), StatusMalformed, ProtoTCP, 4},
		{"UDP length below 8", linkRaw, ipv4Header(1, ProtoUDP, hx("f001 f002 0007 0000")), StatusMalformed, ProtoUDP, 4},
		{"UDP length 0", linkRaw, ipv4Header(1, ProtoUDP, hx("f001 f002 0000 0000 6162")), StatusOK, ProtoUDP, 4},
		{"UDP of 7 bytes", linkRaw, ipv4Header(1, ProtoUDP, hx("f001 f002 0007 00")), StatusMalformed, ProtoUDP, 4},
		{"ICMP of 3 bytes", linkRaw, ipv4Header(1, ProtoICMP, hx("0303 00")), StatusMalformed, ProtoICMP, 4},
		{"ICMP in IPv6", linkRaw, ipv6Header(1, ProtoICMP, hx("0303 0000 00000000")), StatusUnsupported, ProtoICMP, 6},
		{"OSPF", linkRaw, ipv4Header(1, 89, make([]byte, 24)), StatusUnsupported, 89, 4},
		{"SCTP", linkRaw, ipv4Header(1, ProtoSCTP, make([]byte, 12)), StatusUnsupported, ProtoSCTP, 4},
		{"AH of 4 bytes", linkRaw, ipv4Header(1, ProtoAH, hx("0600 0000 00000000 00000000")), StatusMalformed, ProtoAH, 4},
		{"AH beyond the packet", linkRaw, ipv4Header(1, ProtoAH, hx("06ff 0000 00000000 00000000")), StatusMalformed, ProtoAH, 4},
		{"extension header beyond the packet", linkRaw, ipv6Header(1, ProtoDstOpts, hx("06ff 0104 00000000")), StatusMalformed, ProtoDstOpts, 6},
		{"half an extension header", linkRaw, ipv6Header(1, ProtoHopOpts, hx("0600 0502")), StatusMalformed, ProtoHopOpts, 6},
		{"half a fragment header", linkRaw, ipv6Header(1, ProtoFragment, hx("0600 0000")), StatusMalformed, ProtoFragment, 6},
		{"no next header", linkRaw, ipv6Header(1, ProtoNoNext, nil), StatusUnsupported, ProtoNoNext, 6},
		{"mobility header", linkRaw, ipv6Header(1, ProtoMobility, hx("3b00 0500 0000 0000")), StatusUnsupported, ProtoMobility, 6},
		{"label stack without a bottom", linkEthernet, ether(0x8847, hx("00010040 00010040")), StatusMalformed, 0, 0},
		{"associated channel in MPLS", linkEthernet, ether(0x8847, hx("00010140 10000021")), StatusUnsupported, 0, 0},
		{"PPPoE discovery", linkEthernet, ether(0x8864, hx("1109 0000 0000")), StatusUnsupported, 0, 0},
		{"encrypted 802.11", link80211, cat(hx("0841 2c00"), make([]byte, 20), snap, plain4()), StatusUnsupported, 0, 0},
		{"802.11 beacon", link80211, cat(hx("8000 0000"), make([]byte, 40)), StatusUnsupported, 0, 0},
		{"radiotap length below 8", linkRadiotap, hx("0000 0700 00000000 0000"), StatusMalformed, 0, 0},
		{"PPI in PPI", linkPPI, hx("00000800 c0000000 00000800 01000000"), StatusMalformed, 0, 0},
		{"Juniper without magic", linkJuniperEther, hx("4d4744 80 0000 0000"), StatusMalformed, 0, 0},
		{"NFLOG attribute of 3 bytes", linkNFLOG, hx("0200 0000 0300 0900 45"), StatusMalformed, 0, 0},
		{"IPX in 802.3", linkEthernet, ether8023(hx("ffff 0022")), StatusUnsupported, 0, 0},
		{"spanning tree", linkEthernet, ether8023(hx("424203 0000")), StatusUnsupported, 0, 0},
		{"GRE header cut by its packet", linkRaw, greIn("b000 0800 0000"), StatusUnsupported, ProtoGRE, 4},
		{"GRE source route without an end", linkRaw, greIn("4000 0800 0000 0000 0800 00ff"), StatusUnsupported, ProtoGRE, 4},
		{"empty IP packet in GRE", linkRaw, greIn("0000 0800 45"), StatusUnsupported, ProtoGRE, 4},
		{"ERSPAN III cut", linkRaw, greIn("1000 22eb 00000001 2000"), StatusUnsupported, ProtoGRE, 4},
		{"VXLAN of 4 bytes", linkRaw, udpIn(portVXLAN, "08000000"), StatusOK, ProtoUDP, 4},
		{"Geneve version 1", linkRaw, udpIn(portGeneve, "4000 0800 00000000 4500"), StatusOK, ProtoUDP, 4},
		{"Geneve options beyond the packet", linkRaw, udpIn(portGeneve, "3f00 0800 00000000 4500"), StatusOK, ProtoUDP, 4},
		{"GTP echo", linkRaw, udpIn(portGTPU, "3201 0004 00000000 00010000"), StatusOK, ProtoUDP, 4},
		{"GTP extension of length 0", linkRaw, udpIn(portGTPU, "34ff 0008 00000000 00000085 00000000"), StatusOK, ProtoUDP, 4},
		{"L2TP control", linkRaw, udpIn(portL2TP, "c802 000c 0000 0000 0000 0000"), StatusOK, ProtoUDP, 4},
		{"L2TP offset beyond the packet", linkRaw, udpIn(portL2TP, "0202 0001 0001 ffff 0021"), StatusOK, ProtoUDP, 4},
		{"CAPWAP fragment", linkRaw, udpIn(portCAPWAP, "00100380 0000 0000 0800"), StatusOK, ProtoUDP, 4},
		{"CAPWAP over DTLS", linkRaw, udpIn(portCAPWAP, "01000000 17fefd00"), StatusOK, ProtoUDP, 4},
		{"Teredo authentication beyond the packet", linkRaw, udpIn(portTeredo, "0001ffff 00000000"), StatusOK, ProtoUDP, 4},
		{"EtherIP version 2", linkRaw, ipv4Header(1, ProtoEtherIP, cat(hx("2000"), ether(0x0800, plain4()))), StatusUnsupported, ProtoEtherIP, 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var p Packet
			NewDecoder(Options{}).Decode(tt.link, tt.data, uint32(len(tt.data)), &p)
			if p.Status != tt.status || p.IPVersion != tt.ip || p.IPVersion != 0 && p.Proto != tt.proto {
				t.Errorf("status %v, IP version %d, protocol %d; %+v", p.Status, p.IPVersion, p.Proto, p)
			}
			if p.Tunnel != TunnelNone || p.EncapDepth != 0 {
				t.Errorf("a tunnel: %v", p.Tunnel)
			}
		})
	}
}

// TestNestingBound nests IPv4 in IPv4 beyond the bound. The deepest header within
// it is reported.
func TestNestingBound(t *testing.T) {
	for depth, want := range map[int]Status{maxEncap: StatusOK, maxEncap + 1: StatusUnsupported, 1000: StatusUnsupported} {
		b := plain4()
		for range depth {
			b = ipv4Header(9, ProtoIPv4, b)
		}
		var p Packet
		NewDecoder(Options{}).Decode(linkRaw, b, uint32(len(b)), &p)
		if p.Status != want || p.EncapDepth != maxEncap || p.HasTCP != (want == StatusOK) {
			t.Errorf("depth %d: %v, %d headers around, TCP %v", depth, p.Status, p.EncapDepth, p.HasTCP)
		}
	}
}

// TestWireLengthBelowCaptured believes the bytes.
func TestWireLengthBelowCaptured(t *testing.T) {
	var p Packet
	data := plain4()
	NewDecoder(Options{}).Decode(linkRaw, data, 10, &p)
	if p.Status != StatusOK || p.PayLen != 4 || p.FrameLen != 10 || int(p.CapLen) != len(data) {
		t.Errorf("%+v", p)
	}
}

// TestJumbo decodes a segmentation-offloaded frame above 64 KiB over both versions.
func TestJumbo(t *testing.T) {
	seg := cat(segment(), make([]byte, 100000))
	for name, b := range map[string][]byte{
		"IPv4": with0(ipv4Header(1, ProtoTCP, seg), 2), "IPv6": with0(ipv6Header(1, ProtoTCP, seg), 4),
	} {
		var p Packet
		NewDecoder(Options{}).Decode(linkRaw, b, uint32(len(b)), &p)
		if p.Status != StatusOK || p.PayLen != 100004 || int(p.IPLen) != len(b) {
			t.Errorf("%s: %v, payload %d, IP length %d", name, p.Status, p.PayLen, p.IPLen)
		}
	}
}

// with0 sets the two bytes at off to 0.
func with0(b []byte, off int) []byte {
	b[off], b[off+1] = 0, 0
	return b
}
