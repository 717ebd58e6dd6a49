package main

import (
	"bytes"
	"strings"
	"testing"

	"whyrst/extract/fact"
	"whyrst/rules"
)

// judgedReset is a row with what rankings and stories look at.
func judgedReset(cause, harm string, c fact.Confidence, frame int64) *fact.JudgedReset {
	r := &fact.JudgedReset{}
	r.Capture, r.FrameNumber, r.FlowID, r.IPVersion = "x.pcap", frame, 3, 4
	r.ClientIP = fact.AddrOf([16]byte{10: 0xff, 11: 0xff, 12: 10, 15: 1}, 4)
	r.ServerIP = fact.AddrOf([16]byte{10: 0xff, 11: 0xff, 12: 192, 14: 2, 15: 1}, 4)
	r.ClientPort, r.ServerPort, r.From = 40000, 80, fact.Server
	r.Cause, r.Harm, r.Confidence, r.Responsible, r.LossRisk = cause, harm, c, "server", "none"
	r.Title = "title of " + cause
	return r
}

func TestRankingPutsHarmBeforeNumber(t *testing.T) {
	var k ranking
	for i := range int64(5) {
		k.add(judgedReset("often", "benign", fact.Certain, i))
	}
	k.add(judgedReset("rare", "harmful", fact.Possible, 9))
	k.add(judgedReset("rare", "harmful", fact.Certain, 10))
	odd := judgedReset("odd", "suspicious", fact.Likely, 11)
	k.add(odd)
	repeat := judgedReset("rare", "harmful", fact.Certain, 12)
	repeat.Role = fact.RoleRepeat
	k.add(repeat)

	j := k.json()
	var order []string
	for _, g := range j.Causes {
		order = append(order, g.Cause)
	}
	if strings.Join(order, " ") != "rare odd often" {
		t.Errorf("order: %v", order)
	}
	if j.Connections != 8 || j.Further != 1 || j.ByVerdict["benign"] != 5 {
		t.Errorf("%+v", j)
	}
	if rare := j.Causes[0]; rare.Example.Frame != 10 || rare.Confidence["certain"] != 1 || rare.Connections != 2 {
		t.Errorf("%+v", rare)
	}
	var out bytes.Buffer
	if err := k.print(&out, "x.pcap"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"8 connections were reset, 2 harmful, 1 suspicious, 5 benign.", "1 further RST repeats the story",
		"rare: 2 connections, server responsible (1 certain, 1 possible)", "servers  192.0.2.1:80 (2)",
		"whyrst explain x.pcap --frame 10\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}

// TestRankingIsBounded: a scan with more addresses than anyone remembers.
func TestRankingIsBounded(t *testing.T) {
	var names top
	for i := range int64(maxNames + 500) {
		names.add(itoa(i))
	}
	names.add("7")
	names.rank(1)
	if names.Distinct != maxNames || names.Most[0] != (named{"7", 2}) {
		t.Errorf("%d names, first %v", names.Distinct, names.Most)
	}
}

func TestStoryMarksWhatTheEvidenceNames(t *testing.T) {
	set, err := rules.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := judgedReset("port_closed", "benign", fact.Certain, 60)
	r.TsNs, r.TriggerFrame = fact.Some(int64(60e9)), fact.Some(int64(58))
	r.Evidence = []string{"2 bytes beyond Content-Length 1289, frame 14", "no frame here", "\x1b[2J from the wire, frame 59"}
	var packets []fact.Packet
	for n := int64(1); n <= 80; n++ {
		var p fact.Packet
		p.FrameNumber, p.TsNs, p.FromClient = n, fact.Some(n*1e9), fact.Some(n%2 == 0)
		p.Flags, p.Seq, p.Len = fact.Some(uint16(0x18)), fact.Some(n), fact.Some(uint32(5))
		packets = append(packets, p)
	}
	s := tell(r, packets, set)
	if s.Before != 60-1-packetsBefore-1 || s.After != 80-60-packetsAfter {
		t.Errorf("%d before, %d after", s.Before, s.After)
	}
	noted := map[int64]string{}
	for _, p := range s.Packets {
		if len(p.Notes) > 0 {
			noted[p.Frame] = strings.Join(p.Notes, ";")
		}
	}
	if len(noted) != 3 || noted[14] != "2 bytes beyond Content-Length 1289" || noted[58] != "the RST answers this" {
		t.Errorf("%v", noted)
	}
	var out bytes.Buffer
	if err := s.print(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"x.pcap, tcp.stream 0: client 10.0.0.1:40000, server 192.0.2.1:80\n",
		"Frame 60, 1970-01-01 00:01:00.000000 UTC: RST from the server",
		"PSH,ACK seq 14 len 5  <- 2 bytes beyond Content-Length 1289", `<- \x1b[2J from the wire`,
		"ip.addr == 10.0.0.1 && ip.addr == 192.0.2.1 && tcp.port == 40000 && tcp.port == 80",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	if strings.Contains(out.String(), "\x1b") {
		t.Errorf("an escape sequence reached the output: %q", &out)
	}
}

func TestFlagNames(t *testing.T) {
	for flags, want := range map[uint16]string{0: "", 2: "SYN", 0x14: "RST,ACK", 0x1ff: "FIN,SYN,RST,PSH,ACK,URG,ECE,CWR,AE"} {
		if got := flagNames(flags); got != want {
			t.Errorf("%#x: %s, want %s", flags, got, want)
		}
	}
}
