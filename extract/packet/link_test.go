package packet

import "testing"

// TestCaptureDir holds the direction that link layers tell.
func TestCaptureDir(t *testing.T) {
	sll := func(typ byte) []byte { return cat([]byte{0, typ}, hx("0001 0006 020000000001 0000 0800"), plain4()) }
	sll2 := func(typ byte) []byte {
		return cat(hx("0800 0000 00000001 0001"), []byte{typ}, hx("06 020000000001 0000"), plain4())
	}
	pktap := func(flags byte) []byte {
		h := pktapHeader()
		h[36] = flags
		return cat(h, ether(0x0800, plain4()))
	}
	for _, tt := range []struct {
		name string
		link uint16
		data []byte
		want Dir
	}{
		{"cooked to us", linkSLL, sll(0), DirIn},
		{"cooked broadcast", linkSLL, sll(1), DirIn},
		{"cooked multicast", linkSLL, sll(2), DirIn},
		{"cooked to another", linkSLL, sll(3), DirUnknown},
		{"cooked by us", linkSLL, sll(4), DirOut},
		{"cooked v2 to us", linkSLL2, sll2(0), DirIn},
		{"cooked v2 by us", linkSLL2, sll2(4), DirOut},
		{"PPP received", linkPPPDir, cat(hx("00 ff03 0021"), plain4()), DirIn},
		{"PPP sent", linkPPPDir, cat(hx("01 ff03 0021"), plain4()), DirOut},
		{"PKTAP received", linkPKTAP, pktap(1), DirIn},
		{"PKTAP sent", linkPKTAP, pktap(2), DirOut},
		{"PKTAP unknown", linkPKTAP, pktap(0), DirUnknown},
		{"Ethernet", linkEthernet, ether(0x0800, plain4()), DirUnknown},
	} {
		var p Packet
		NewDecoder(Options{}).Decode(tt.link, tt.data, uint32(len(tt.data)), &p)
		if p.CaptureDir != tt.want || p.Status != StatusOK {
			t.Errorf("%s: %v, %v", tt.name, p.CaptureDir, p.Status)
		}
	}
}

// TestTunnelPortOrder holds that of two tunnel ports the lower one counts, on
// whichever side it is.
func TestTunnelPortOrder(t *testing.T) {
	gtp := cat(hx("30 ff"), []byte{0, byte(len(plain4()))}, hx("00000abc"), plain4())
	for _, ports := range []string{"0868 12b5", "12b5 0868"} { // 2152, 4789
		udp := cat(hx(ports), []byte{0, byte(8 + len(gtp)), 0, 0}, gtp)
		b := ipv4Header(7, ProtoUDP, udp)
		var p Packet
		NewDecoder(Options{}).Decode(linkRaw, b, uint32(len(b)), &p)
		if p.Tunnel != TunnelGTPU || p.TunnelID != 0xabc || !p.TCPComplete {
			t.Errorf("ports %s: %v", ports, p.Tunnel)
		}
	}
}
