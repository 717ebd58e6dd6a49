package packettext

import (
	"bytes"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

const transferText = `
isn C 3000000000
isn S 7
0     C>S S  <mss 1460,sackOK,nop,nop>
0.01  S>C S. <mss 1460,sackOK,nop,nop>
0.02  C>S .
0.03  C>S P. "request"
0.04  S>C P. (1000)
0.05  S>C P. (1000) drop
0.06  S>C P. (1000)
0.07  C>S .  ack 1001 <sack 2001:3001,nop,nop>
0.08  C>S/2 S
0.09  S2>C3 R. 0:0(0) ack 1
0.10  S>C R. 3001:3001(0) ack 8
0.11  S>C icmp host-unreachable quote C>S
`

// inner is the IP packet of a frame, looked for by gopacket: the last IP header from outside in.
func inner(t *testing.T, f Frame) []byte {
	t.Helper()
	var ip []byte
	for _, l := range gopacket.NewPacket(f.Data, layers.LayerTypeEthernet, gopacket.Default).Layers() {
		if l.LayerType() == layers.LayerTypeIPv4 || l.LayerType() == layers.LayerTypeIPv6 {
			ip = append(bytes.Clone(l.LayerContents()), l.LayerPayload()...)
		}
	}
	return ip
}

func TestWrapISN(t *testing.T) {
	s := mustParse(t, "test", transferText)
	w := s.WrapISN()
	crossed := map[bool]bool{}
	for i := range s.Packets {
		a, b := s.Packets[i], w.Packets[i]
		if a.SeqRaw && (b.Seq != a.Seq) || a.AckRaw && b.Ack != a.Ack {
			t.Errorf("packet %d: raw numbers moved", i)
		}
		if a.Flow != 1 || a.Kind != KindTCP {
			continue
		}
		// Distances inside a direction stay.
		if a.Seq-s.Packets[map[bool]int{true: 0, false: 1}[a.Opener]].Seq != b.Seq-w.Packets[map[bool]int{true: 0, false: 1}[a.Opener]].Seq {
			t.Errorf("packet %d: distance changed", i)
		}
		if n := uint32(len(b.Payload)); n > 0 && b.Seq+n < b.Seq {
			crossed[b.Opener] = true
		}
	}
	if !crossed[true] || !crossed[false] {
		t.Errorf("payload passes 0: opener %v, responder %v", crossed[true], crossed[false])
	}
	sack := findOption(w.Packets[7].Options, OptSACK)
	if got := be32(sack.Data) - w.Packets[1].Seq; got != 2001 {
		t.Errorf("SACK edge is %d from the responder's number, want 2001", got)
	}
	if q := w.Packets[11].ICMP.Quote; q == nil || q.Seq != w.Packets[7].Seq || s.Packets[11].ICMP.Quote.Seq != s.Packets[7].Seq {
		t.Error("the quoted packet does not move with its flow, or the original moved")
	}
}

func TestToIPv6(t *testing.T) {
	s := mustParse(t, "test", "snaplen 90\n"+transferText).ToIPv6()
	for i, f := range mustFrames(t, s) {
		if ip := inner(t, f); ip[0]>>4 != 6 {
			t.Errorf("frame %d is not IPv6", i+1)
		}
	}
	p := s.Packets[11]
	if p.Src.Addr != netip.MustParseAddr("2001:db8::c000:201") || p.ICMP.Type != 1 || p.ICMP.Code != 3 || s.SnapLen != 110 {
		t.Errorf("got %v, ICMPv6 %d/%d, snaplen %d", p.Src.Addr, p.ICMP.Type, p.ICMP.Code, s.SnapLen)
	}
}

func TestSwapAddresses(t *testing.T) {
	s := mustParse(t, "test", transferText)
	w := s.SwapAddresses()
	to := map[netip.Addr]netip.Addr{}
	for i := range s.Packets {
		a, b := s.Packets[i], w.Packets[i]
		if a.Src.Addr.Less(a.Dst.Addr) == b.Src.Addr.Less(b.Dst.Addr) {
			t.Errorf("packet %d: %v>%v still in order", i, b.Src.Addr, b.Dst.Addr)
		}
		if have, ok := to[a.Src.Addr]; ok && have != b.Src.Addr {
			t.Errorf("%v becomes two addresses", a.Src.Addr)
		}
		to[a.Src.Addr] = b.Src.Addr
		if a.Src.Port != b.Src.Port || a.Src.MAC != b.Src.MAC {
			t.Errorf("packet %d: port or MAC moved", i)
		}
	}
	two := mustParse(t, "test", "0 C>S S").SwapAddresses().Packets[0]
	if two.Src.Addr.String() != "192.0.2.1" || two.Dst.Addr.String() != "10.0.0.1" {
		t.Errorf("two hosts do not swap: %v>%v", two.Src.Addr, two.Dst.Addr)
	}
}

// TestWrappers: a tag or a tunnel leaves the packet inside as it was.
func TestWrappers(t *testing.T) {
	s := mustParse(t, "test", transferText)
	want := mustFrames(t, s)
	a, b := netip.MustParseAddr("198.51.100.1"), netip.MustParseAddr("198.51.100.2")
	for name, w := range map[string]*Script{"vlan": s.WrapVLAN(10), "gre": s.WrapGRE(a, b), "time": s.ShiftTime(-time.Hour)} {
		grow := map[string]int{"vlan": 4, "gre": 24}[name]
		for i, f := range mustFrames(t, w) {
			if !bytes.Equal(inner(t, f), inner(t, want[i])) || f.WireLen != want[i].WireLen+grow {
				t.Errorf("%s: frame %d differs inside, or is %d bytes long", name, i+1, f.WireLen)
			}
		}
	}
	if d := mustFrames(t, s.ShiftTime(-time.Hour))[0].TimeNs - want[0].TimeNs; d != -int64(time.Hour) {
		t.Errorf("shifted by %d", d)
	}
	gre := s.WrapGRE(a, b)
	if gre.Packets[0].Tunnel.Src != a || gre.Packets[1].Tunnel.Src != b {
		t.Error("the tunnel does not turn with the direction")
	}
	for i, f := range mustFrames(t, s.CutSnap(60)) {
		if len(f.Data) != min(60, want[i].WireLen) || f.WireLen != want[i].WireLen {
			t.Errorf("frame %d: %d of %d bytes captured", i+1, len(f.Data), f.WireLen)
		}
	}
}

func TestInterleaveNoise(t *testing.T) {
	s := mustParse(t, "test", transferText)
	w := s.InterleaveNoise()
	frames, want := mustFrames(t, w), mustFrames(t, s)
	hosts := map[netip.Addr]bool{}
	for _, p := range s.Packets {
		hosts[p.Src.Addr], hosts[p.Dst.Addr] = true, true
	}
	now := w.Renumbered()
	noise, next, lastTime := 0, 0, int64(0)
	for i, f := range frames {
		if n := f.Packet.Frame; n > 0 && now[n-1] != i+1 {
			t.Errorf("frame %d as written is %d, not %d", n, i+1, now[n-1])
		}
		if f.TimeNs < lastTime {
			t.Error("time goes back")
		}
		lastTime = f.TimeNs
		if f.Packet.Frame == 0 {
			noise++
			if hosts[f.Packet.Src.Addr] || hosts[f.Packet.Dst.Addr] || f.Packet.Flags&FlagRST != 0 {
				t.Errorf("noise is not independent: %+v", f.Packet)
			}
			continue
		}
		if next++; f.Packet.Frame != next || !bytes.Equal(f.Data, want[next-1].Data) || f.TimeNs != want[next-1].TimeNs {
			t.Errorf("frame %d of the script changed", next)
		}
	}
	if noise < 5 || next != len(want) || frames[0].Packet.Frame != 1 || frames[len(frames)-1].Packet.Frame != next {
		t.Errorf("%d frames of noise among %d of %d", noise, next, len(want))
	}
}

// TestTransformsLeaveOriginal: no transform changes the script it is given.
func TestTransformsLeaveOriginal(t *testing.T) {
	s := mustParse(t, "test", transferText)
	want := dump(mustFrames(t, s))
	seen := map[string]string{}
	for _, v := range Variants() {
		b, err := v.Encode(v.Script(s))
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		if again, _ := v.Encode(v.Script(s)); !bytes.Equal(b, again) {
			t.Errorf("%s: two runs differ", v.Name)
		}
		if other := seen[string(b)]; other != "" {
			t.Errorf("%s and %s write the same", other, v.Name)
		}
		seen[string(b)] = v.Name
		if got := dump(mustFrames(t, s)); got != want {
			t.Fatalf("%s changes its script", v.Name)
		}
	}
}

// TestHostileLengths: files that promise more than they hold are refused, at a place.
func TestHostileLengths(t *testing.T) {
	s := mustParse(t, "test", "0 C>S S\n1 S>C R")
	pcap, _ := s.PCAP(FileOptions{})
	ng, _ := s.PCAPNG(FileOptions{})
	for _, file := range [][]byte{pcap, ng} {
		for cut := range len(file) {
			text, err := Format(file[:cut])
			whole := err == nil // a cut between two records is no damage that shows
			if whole && len(mustParse(t, "cut", text).Packets) > 1 {
				t.Errorf("%d bytes of %d: %v\n%s", cut, len(file), err, text)
			}
		}
	}
	huge := bytes.Clone(pcap)
	copy(huge[24+8:], "\xff\xff\xff\xff")
	if _, err := Format(huge); err == nil || fmt.Sprint(err) != "offset 24: record is cut" {
		t.Errorf("a record of 4 GiB: %v", err)
	}
}
