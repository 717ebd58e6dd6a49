package packettext

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"
)

const handshakeText = "isn C 1000\nisn S 5000\n0 C>S S 0:0(0)\n0.1 S>C S. 0:0(0) ack 1\n0.2 C>S . 1:1(0) ack 1\n"

// tsHandshake negotiates timestamps and scaling.
const tsHandshake = "isn C 1000\nisn S 5000\n0 C>S S <mss 1460,TS 100 0,wscale 7>\n1 S>C S. <TS 9000 100,wscale 2>\n"

// last parses a script and describes its last packet.
func last(t *testing.T, text string) Packet {
	t.Helper()
	s := mustParse(t, "test", text)
	return s.Packets[len(s.Packets)-1]
}

// TestPacketLine: what one line means after a handshake with C at 1000 and S at 5000. The description is
// flags seq ack window len ttl ipid-relative-to-the-line-before.
func TestPacketLine(t *testing.T) {
	describe := func(p Packet) string {
		return fmt.Sprintf("%s %d %d w%d l%d t%d", formatFlags(p.Flags), p.Seq, p.Ack, p.Window, len(p.Payload), p.TTL)
	}
	for line, want := range map[string]string{
		"1 C>S P. 1:101(100) ack 1":               "P. 1001 5001 w64240 l100 t64",
		"1 C>S P. 1:101 ack 1":                    "P. 1001 5001 w64240 l100 t64",
		"1 C>S P. (100)":                          "P. 1001 5001 w64240 l100 t64",
		"1 C>S P. 1(100)":                         "P. 1001 5001 w64240 l100 t64",
		"1 C>S P. 1":                              "P. 1001 5001 w64240 l0 t64",
		`1 C>S P. "abc\x00\r\n"`:                  "P. 1001 5001 w64240 l6 t64",
		"1 C>S . -1:0(1) hex ff":                  "P. 999 5001 w64240 l1 t64",
		"1 S>C F. win 7 ttl 3":                    "F. 5001 1001 w7 l0 t3",
		"1 S>C R":                                 "R 5001 0 w0 l0 t64",
		"1 S>C R 77:77(0) ack 3":                  "R 5077 1003 w0 l0 t64",
		"1 S>C R.":                                "R. 5001 1001 w64240 l0 t64",
		"1 S>C R rawseq 4294967295 win 9":         "R 4294967295 0 w9 l0 t64",
		"1 S>C R. rawack 0":                       "R. 5001 0 w64240 l0 t64",
		"1 C>S SFRP.UECN":                         "SFRP.UECN 1001 5001 w64240 l0 t64",
		"1 C>S -":                                 "- 1001 0 w64240 l0 t64",
		"1 C>S S isn 7":                           "S 7 0 w64240 l0 t64",
		"1 C>S . fill 3 hex 0102 repeat \"ab\" 4": ". 1001 5001 w64240 l13 t64",
	} {
		want = strings.Replace(want, "P. 999", ". 999", 1)
		if got := describe(last(t, handshakeText+line)); got != want {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
}

// TestRunningValues: TTL, window and the rest hold on, but not from a RST or a forged packet.
func TestRunningValues(t *testing.T) {
	s := mustParse(t, "test", handshakeText+`
1 S>C . "a" ttl 57 win 100 tos 4 nodf ipid 500 mac 02:00:00:00:00:99
2 S>C . "b"
3 S>C R. ttl 9 win 1 tos 1 df ipid 3 mac 02:00:00:00:00:01
4 S>C . "c" forged ttl 8 win 2 ipid 4
5 S>C . "d"
6 S>C R
7 S>C R. ack 1`)
	type row struct {
		ttl, tos uint8
		win, id  uint16
		df       bool
		mac      byte
		seq      uint32
	}
	want := []row{
		{57, 4, 100, 500, false, 0x99, 5001},
		{57, 4, 100, 501, false, 0x99, 5002},
		{9, 1, 1, 3, true, 1, 5003},
		{8, 4, 2, 4, false, 0x99, 5003},
		{57, 4, 100, 502, false, 0x99, 5003},
		{57, 4, 0, 0, false, 0x99, 5004},
		{57, 4, 100, 503, false, 0x99, 5004},
	}
	for i, w := range want {
		p := s.Packets[i+3]
		if got := (row{p.TTL, p.TOS, p.Window, p.IPID, p.DF, p.Src.MAC[5], p.Seq}); got != w {
			t.Errorf("packet at %v:\n got %+v\nwant %+v", p.Time, got, w)
		}
	}
}

// TestTimestamps: they run on once both SYNs have them, echo the peer, and are absent from answers.
func TestTimestamps(t *testing.T) {
	for line, want := range map[string]string{
		"1.005 C>S .":                     "<nop,nop,TS 1105 9000>",
		"1.5 S>C . \"x\"":                 "<nop,nop,TS 9500 100>",
		"1.5 C>S R.":                      "<nop,nop,TS 1600 9000>",
		"1.5 C>S R":                       "<>",
		"1.5 C>S . <>":                    "<>",
		"1.5 C>S . <TS 7 8>":              "<TS 7 8>",
		"1.5 C>S . <TS 7 8>\n1.6 C>S .":   "<nop,nop,TS 107 9000>",
		"1.5 C>S . drop\n1.6 S>C .":       "<nop,nop,TS 9600 1600>",
		"1.5 C>S . forged\n1.6 S>C .":     "<nop,nop,TS 9600 100>",
		"1.5 C2>S .":                      "<>",
		"1.5 C>S S isn 5\n1.6 C>S .":      "<>",
		"1.5 C>S . <sack 5:9 1000000:-3>": "<sack 5:9 1000000:-3>",
	} {
		p := last(t, tsHandshake+line)
		if got := formatOptions(p.Options, 5000); got != want {
			t.Errorf("%s\n got %s\nwant %s", line, got, want)
		}
	}
	if p := last(t, tsHandshake+"2 C>S ."); p.Window != 64240>>7 {
		t.Errorf("scaled window %d", p.Window)
	}
}

// TestOptions writes every option and reads its bytes.
func TestOptions(t *testing.T) {
	for text, want := range map[string]string{
		"<mss 1460>":           "0204 05b4",
		"<wscale 7,nop>":       "0303 07 01",
		"<sackOK,eol>":         "0402 00",
		"<TS 1 2>":             "080a 00000001 00000002",
		"<sack 1:2 3:4>":       "0512 00001389 0000138a 0000138b 0000138c",
		"<md5>":                "1312 00000000000000000000000000000000",
		"<md5 0102>":           "1304 0102",
		"<tfo>":                "2202",
		"<tfo 0a0b>":           "2204 0a0b",
		"<mptcp capable 5>":    "1e0c 0181 0000000000000005",
		"<mptcp fastclose>":    "1e0c 7000 0102030405060708",
		"<mptcp tcprst 6>":     "1e04 8006",
		"<mptcp hex 1001>":     "1e04 1001",
		"<opt 29 0102>":        "1d04 0102",
		"<opt 254>":            "fe02",
		"< nop , mss 1 ,nop >": "01 0204 0001 01",
	} {
		p := last(t, handshakeText+"1 C>S . "+text)
		got := ""
		for _, o := range p.Options {
			if got += fmt.Sprintf("%02x", o.Kind); o.Kind > OptNop {
				got += fmt.Sprintf("%02x%x", o.size(), o.Data)
			}
		}
		if got != strings.ReplaceAll(want, " ", "") {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// TestRetransmissionRepeats: unsaid payload is what was sent at that place, the first sending counting.
func TestRetransmissionRepeats(t *testing.T) {
	for line, want := range map[string]string{
		"2 C>S . 1:7(6)":                      "abcdef",
		"2 C>S . 3:9(6)":                      "cdef\x00\x00",
		"2 C>S . 1:4(3) \"XYZ\"":              "XYZ",
		"2 C>S . 1:4(3) \"XYZ\"\n3 C>S . 1:7": "abcdef",
		"2 C>S . 0:2(2)":                      "\x00a",
		"2 C>S . 1:7(6) \"X\" then fill":      "Xbcdef",
		"2 C>S . \"gh\" drop\n3 C>S . 5:9":    "efgh",
		"2 C>S . \"gh\" forged\n3 C>S . 5:9":  "ef\x00\x00",
		"2 C>S . (6) rawseq 1001":             "\x00\x00\x00\x00\x00\x00",
	} {
		if got := string(last(t, handshakeText+"1 C>S . \"abcdef\"\n"+line).Payload); got != want {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
}

// TestAnswerWithoutNumbering: a RST of a sender whose numbering nobody knows stands outside it.
func TestAnswerWithoutNumbering(t *testing.T) {
	for text, want := range map[string]string{
		"0 C>S S\n1 S>C R. 0:0(0) ack 1":            "0 raw",
		"0 C>S S\n1 S>C R. 99(0) ack 1":             "99 raw",
		"isn S 5000\n0 C>S S\n1 S>C R. 0(0) ack 1":  "5000",
		"0 C>S . ack 1\nisn S>C 5000\n1 S>C R 1(0)": "5001",
	} {
		p := last(t, text)
		if got := fmt.Sprint(p.Seq) + map[bool]string{true: " raw"}[p.SeqRaw]; got != want {
			t.Errorf("%q: sequence number %s, want %s", text, got, want)
		}
	}
	silent := mustParse(t, "test", "0 C>S P. \"ab\"\n1 S>C .\n2 S>C R").Packets
	if silent[1].Seq != silent[0].Ack || silent[1].Ack != silent[0].Seq+2 || silent[2].Seq != silent[0].Ack {
		t.Errorf("numbers left out do not fit: %d/%d %d/%d", silent[0].Seq, silent[0].Ack, silent[1].Seq, silent[1].Ack)
	}
	midstream := mustParse(t, "test", "0 C>S . 1:1(0) ack 1\n1 S>C R 1:1(0)").Packets
	if midstream[1].Seq != midstream[0].Ack {
		t.Errorf("answer %d to an acknowledgment of %d", midstream[1].Seq, midstream[0].Ack)
	}
}

// TestInstances: each instance of a tuple has numbers of its own.
func TestInstances(t *testing.T) {
	s := mustParse(t, "test", "0 C>S S\n1 C>S/2 S\n2 S>C . 9:9(0) ack 1\n3 C>S R 1:1(0)\n4 S>C/2 S. ack 1")
	p := s.Packets
	if p[0].Seq == p[1].Seq || p[2].Ack != p[0].Seq+1 || p[3].Seq != p[2].Ack || p[4].Ack != p[1].Seq+1 {
		t.Errorf("numbers mix: %d %d, ack %d, seq %d, ack %d", p[0].Seq, p[1].Seq, p[2].Ack, p[3].Seq, p[4].Ack)
	}
	if p[0].Flow == p[1].Flow || p[0].Opener != p[1].Opener {
		t.Error("instances are flows of their own with the same opener")
	}
}

// TestTimes and order of the capture.
func TestTimes(t *testing.T) {
	s := mustParse(t, "test", "0.5 C>S S\n+20ms S>C S. drop\n+1.5us C>S .\n0.1 C2>S S\n250ms C3>S S dup")
	var got []string
	for _, p := range s.Packets {
		got = append(got, fmt.Sprintf("%v#%d", p.Time, p.Frame))
	}
	if want := "100ms#1 250ms#2 250.01ms#3 500ms#4 520ms#0 520.0015ms#5"; strings.Join(got, " ") != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
	if f := mustFrames(t, s); f[0].TimeNs != DefaultEpoch*1e9+int64(100*time.Millisecond) {
		t.Errorf("first frame at %d", f[0].TimeNs)
	}
}

func TestHosts(t *testing.T) {
	p := last(t, "client 10.0.0.1\nhost Web [2001:db8::5]:443 ttl 7\nhost c [2001:db8::6]:1 flowlabel 9\n0 c:99>Web:80 S")
	if p.Src.Addr != netip.MustParseAddr("2001:db8::6") || p.Src.Port != 99 || p.Dst.Port != 80 || p.FlowLabel != 9 || p.TTL != 64 {
		t.Errorf("got %+v", p)
	}
	p = last(t, "host Web [2001:db8::5]:443 ttl 7\n0 [2001:db8::5]:1>[2001:db8::6]:2 S")
	if p.TTL != 7 || p.Src.Port != 1 {
		t.Errorf("a bare address does not find the declared endpoint: %+v", p)
	}
	p = last(t, "0 S254:1>C7 S")
	if p.Src.Addr.String() != "192.0.2.254" || p.Dst.Addr.String() != "10.0.0.7" || p.Dst.Port != 40000 {
		t.Errorf("undeclared endpoints: %+v", p)
	}
}

// TestErrors: every message with its place; a script with several faults reports all.
func TestErrors(t *testing.T) {
	b, err := os.ReadFile("testdata/errors.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := strings.Split(string(b), "====\n")
	if len(cases) < 40 {
		t.Fatalf("only %d cases", len(cases))
	}
	var out strings.Builder
	for i, c := range cases {
		text, _, _ := strings.Cut(c, "----\n")
		_, err := Parse("f", text)
		var es Errors
		if !errors.As(err, &es) {
			t.Errorf("case %d parses:\n%s", i, text)
			continue
		}
		if i > 0 {
			out.WriteString("====\n")
		}
		out.WriteString(text + "----\n" + err.Error() + "\n")
	}
	if *update {
		if err := os.WriteFile("testdata/errors.txt", []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if out.String() != string(b) {
		t.Errorf("messages differ; got:\n%s", out.String())
	}
	if _, err := Parse("f", "0 X>S S\n1 C>S S win x"); err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("not all faults are reported: %v", err)
	}
	var one *Error
	if _, err := Parse("f", "0 X>S S"); !errors.As(err, &one) || one.Line != 1 || one.Col != 3 {
		t.Errorf("no position: %v", err)
	}
}

// TestBounds: scripts that unfold without end stop.
func TestBounds(t *testing.T) {
	for _, text := range []string{
		"repeat 2000000 {\nrepeat 2000000 {\nrepeat 2000000 {\n}\n}\n}",
		"repeat 2000000 {\n+1us C>S udp fill 60000\n}",
		"0 C>S . fill 65535",
		"link 7\n0 C>S S",
		"link raw\n0 C>S S vlan 5",
		strings.Repeat("repeat 1 {\n", 40) + strings.Repeat("}\n", 40),
	} {
		if _, err := Parse("f", text); err == nil {
			t.Errorf("parses: %.60q", text)
		}
	}
}

// TestDocumented: what doc.go shows parses, and every word of the notation stands there.
func TestDocumented(t *testing.T) {
	b, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	doc := strings.ReplaceAll(string(b), "//\t", "")
	_, story, _ := strings.Cut(doc, "# A server")
	story, _, _ = strings.Cut(story, "//\n")
	if s := mustParse(t, "doc.go", "# "+story); len(s.Packets) != 5 {
		t.Errorf("example has %d packets", len(s.Packets))
	}
	words := []string{"tls", "then fill", "repeat", "gre", "at NAME", "order written", "snaplen", "epoch", "link", "quote", "rest"}
	for a := range attributes {
		words = append(words, a)
	}
	for _, n := range icmpNames {
		words = append(words, n.name)
	}
	for _, w := range words {
		if !strings.Contains(doc, w) {
			t.Errorf("doc.go does not explain %q", w)
		}
	}
}
