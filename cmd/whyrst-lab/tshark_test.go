package main

import (
	"bufio"
	"slices"
	"strings"
	"testing"

	"whyrst/extract/fact"
)

func TestPathEndsAtTCPAndICMP(t *testing.T) {
	for _, c := range []struct {
		protocols string
		want      path
	}{
		{"eth:ethertype:ip:tcp:http", path{eth: 1, ip: 1, tcp: true}},
		{"eth:ethertype:ip:icmp:ip:tcp", path{eth: 1, ip: 1}},
		{"eth:ethertype:ip:gre:ipv6:tcp", path{eth: 1, ip: 1, ip6: 1, tcp: true, six: true}},
		{"raw:ipv6:ip:tcp", path{ip: 1, ip6: 1, tcp: true}},
		{"eth:ethertype:ip:tcp:openflow:eth:ethertype:ip:tcp", path{eth: 1, ip: 1, tcp: true}},
		{"eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:udp", path{eth: 2, ip: 2}},
	} {
		got := pathOf(c.protocols)
		got.layers = nil
		if !slices.Equal(c.want.layers, got.layers) || got.eth != c.want.eth || got.ip != c.want.ip ||
			got.ip6 != c.want.ip6 || got.tcp != c.want.tcp || got.six != c.want.six {
			t.Errorf("%s: %+v, want %+v", c.protocols, got, c.want)
		}
	}
}

func TestValueIsThatOfTheHeaderThatMatters(t *testing.T) {
	l := line{
		path:   pathOf("eth:ethertype:ip:udp:vxlan:eth:ethertype:ip:tcp:openflow:ip"),
		values: map[string][]string{"ip.ttl": {"64", "63", "255"}, "eth.src": {"a", "b"}, "tcp.len": {"5", "9"}, "ipv6.hlim": {"7"}},
	}
	for name, want := range map[string]string{"ip.ttl": "63", "eth.src": "b", "tcp.len": "5"} {
		if got, ok := l.value(name); !ok || got != want {
			t.Errorf("%s: %q %v, want %q", name, got, ok, want)
		}
	}
	for _, name := range []string{"ipv6.hlim", "ip.id"} {
		if got, ok := l.value(name); ok {
			t.Errorf("%s: %q, but no header has it", name, got)
		}
	}
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]int64{
		"7": 7, "0x0012": 18, "True": 1, "False": 0, "1.5": 1_500_000_000, "1795214029.351534146": 1795214029351534146,
		"-0.000000003": -3, "0.000001000": 1000,
	} {
		if got, err := number(text); err != nil || got != want {
			t.Errorf("%s: %d %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"18446744073204.126329000", "x", "1.0000000001"} {
		if got, err := number(text); err == nil {
			t.Errorf("%s: %d, want an error", text, got)
		}
	}
}

func TestShareNeverRoundsADifferenceAway(t *testing.T) {
	for _, c := range []struct {
		equal, all int64
		want       string
	}{{0, 0, "-"}, {5, 5, "100 %"}, {9999999, 10000000, "99.999 %"}, {1, 3, "33.333 %"}} {
		if got := share(c.equal, c.all); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.equal, c.all, got, c.want)
		}
	}
}

// TestFrameCountsWhatDiffers feeds one line of tshark's own form and a row that differs in TTL and one flag.
func TestFrameCountsWhatDiffers(t *testing.T) {
	if err := bind(fields); err != nil {
		t.Fatal(err)
	}
	names := []string{"frame.number", "frame.len", "frame.cap_len", "ip.version", "ip.ttl", "tcp.stream", "tcp.flags", "tcp.analysis.keep_alive"}
	text := "eth:ethertype:ip:tcp\t7\t60\t60\t4\t64\t0\t0x0010\t1\n"
	var p fact.Packet
	p.FrameNumber, p.FrameLen, p.CapLen = 7, 60, 60
	p.IPVersion, p.TTL = fact.Some(uint8(4)), fact.Some(uint8(63))
	p.Stream, p.Flags = fact.Some(int64(0)), fact.Some(uint16(0x10))
	p.Analysis = fact.Some(fact.AnalysisDuplicateAck)
	a := newAgreement(1)
	a.file = "x.pcap"
	n, err := readLines(bufio.NewReader(strings.NewReader(text)), names, func(l *line) bool { a.frame(&p, l); return true })
	if err != nil || n != 1 {
		t.Fatalf("%d lines, %v", n, err)
	}
	for i, f := range fields {
		c := a.fields[i]
		switch f.column {
		case "frame_number", "frame_len", "frame_cap_len", "ip_version", "tcp_stream", "tcp_flags":
			if c.compared != 1 || c.equal != 1 {
				t.Errorf("%s: %d compared, %d equal", f.column, c.compared, c.equal)
			}
		case "ip_ttl":
			if c.equal != 0 || len(c.first) != 1 || c.first[0] != "x.pcap frame 7: ours 63, tshark 64" {
				t.Errorf("ip_ttl: %+v", c)
			}
		}
	}
	for i, f := range analysisFlags {
		want := flagCount{}
		switch f.bit {
		case fact.AnalysisKeepAlive:
			want = flagCount{theirs: 1, first: []string{"x.pcap frame 7: tshark alone"}}
		case fact.AnalysisDuplicateAck:
			want = flagCount{ours: 1, first: []string{"x.pcap frame 7: ours alone"}}
		}
		if got := a.flags[i]; got.ours != want.ours || got.theirs != want.theirs || got.both != want.both || !slices.Equal(got.first, want.first) {
			t.Errorf("%s: %+v, want %+v", f.ws, got, want)
		}
	}
}
