package zeek

import (
	"testing"
	"unsafe"

	"whyrst/extract/fact"
	"whyrst/extract/packet"
)

const (
	syn = packet.FlagSYN
	fin = packet.FlagFIN
	rst = packet.FlagRST
	ack = packet.FlagACK
)

// sent is a segment of the client (o) or the server (r), its numbers relative to the sides' SYNs.
type sent struct {
	from     byte
	flags    uint16
	seq, ack uint32
	len      uint32
	odd      oddity
}

// oddity is what makes a segment odd.
type oddity uint8

const (
	plain oddity = iota
	zeroWindow
	badSum
	cut // the payload was not captured
)

const clientISN, serverISN = 0xfffffff0, 0x7ffffff0 // both wrap soon, one in unsigned, one in signed order

// play lets a connection follow segments.
func play(segments []sent) *Conn {
	var c Conn
	for _, s := range segments {
		p := packet.Packet{HasTCP: true, HasPayLen: true, HdrLen: 20, HdrCap: 20, TCPComplete: true, Window: 500,
			Flags: s.flags, PayLen: s.len, Payload: make([]byte, s.len), Seq: clientISN + s.seq, Ack: serverISN + s.ack}
		d := uint8(0)
		if s.from == 'r' {
			d, p.Seq, p.Ack = 1, serverISN+s.seq, clientISN+s.ack
		}
		switch s.odd {
		case zeroWindow:
			p.Window = 0
		case badSum:
			p.Checksum = packet.ChecksumBad
		case cut:
			p.Payload = nil
		}
		c.Segment(&p, d, 0)
	}
	return &c
}

// opening and exchange begin most of the cases.
var (
	opening  = []sent{{'o', syn, 0, 0, 0, plain}, {'r', syn | ack, 0, 1, 0, plain}, {'o', ack, 1, 1, 0, plain}}
	exchange = with(opening, sent{'o', ack, 1, 1, 100, plain}, sent{'r', ack, 1, 101, 0, plain},
		sent{'r', ack, 1, 101, 200, plain}, sent{'o', ack, 101, 201, 0, plain})
	closing = with(exchange, sent{'o', fin | ack, 101, 201, 0, plain}, sent{'r', ack, 201, 102, 0, plain},
		sent{'r', fin | ack, 201, 102, 0, plain}, sent{'o', ack, 102, 202, 0, plain})
)

func with(begin []sent, more ...sent) []sent { return append(begin[:len(begin):len(begin)], more...) }

// TestStates has a case for each conn_state that Zeek documents, and for each way of its script to reach it.
func TestStates(t *testing.T) {
	for _, tt := range []struct {
		name     string
		segments []sent
		state    fact.ConnState
		history  string
	}{
		{"S0: a SYN alone", opening[:1], fact.ConnS0, "S"},
		{"S0: a SYN sent again", with(opening[:1], opening[0]), fact.ConnS0, "S"},
		{"S1: established", opening, fact.ConnS1, "ShA"},
		{"S1: established by the SYN-ACK", opening[:2], fact.ConnS1, "Sh"},
		{"S1: data both ways", exchange, fact.ConnS1, "ShADad"},
		{"S1: the SYN was missed", opening[1:], fact.ConnS1, "^hA"},
		{"S1: the SYN was captured behind its SYN-ACK", []sent{opening[1], opening[0], opening[2]}, fact.ConnS1, "^hSA"},
		{"S1: simultaneous open", with(opening[:1], sent{'r', syn, 0, 0, 0, plain}), fact.ConnS1, "Ss"},
		{"SF: closed", closing, fact.ConnSF, "ShADadFf"},
		{"SF: a RST behind both FINs", with(closing, sent{'o', rst, 102, 0, 0, plain}), fact.ConnSF, "ShADadFfR"},
		{"SF: FIN, RST, FIN of the other side", with(exchange, sent{'o', fin | ack, 101, 201, 0, plain},
			sent{'o', rst, 102, 0, 0, plain}, sent{'r', fin | ack, 201, 101, 0, plain}), fact.ConnSF, "ShADadFRf"},
		{"SF: midstream, both FINs", closing[len(exchange):], fact.ConnSF, "FafA"},
		{"S2: the originator closed", closing[:len(exchange)+2], fact.ConnS2, "ShADadF"},
		{"S3: the responder closed", with(exchange, sent{'r', fin | ack, 201, 101, 0, plain}), fact.ConnS3, "ShADadf"},
		{"SH: SYN and FIN", with(opening[:1], sent{'o', fin, 1, 0, 0, plain}), fact.ConnSH, "SF"},
		{"SHR: SYN-ACK and FIN", []sent{opening[1], {'r', fin | ack, 1, 1, 0, plain}}, fact.ConnSHR, "^hf"},
		{"REJ: a RST answers the SYN", with(opening[:1], sent{'r', rst | ack, 0, 1, 0, plain}), fact.ConnREJ, "Sr"},
		{"REJ: and comes twice", with(opening[:1], sent{'r', rst | ack, 0, 1, 0, plain}, opening[0],
			sent{'r', rst | ack, 0, 1, 0, plain}), fact.ConnREJ, "Sr"},
		{"REJ: both sides reset before data", with(opening[:1], sent{'o', rst, 1, 0, 0, plain},
			sent{'r', rst | ack, 0, 1, 0, plain}), fact.ConnREJ, "SRr"},
		{"RSTO: the originator aborts", with(exchange, sent{'o', rst | ack, 101, 201, 0, plain}), fact.ConnRSTO, "ShADadR"},
		{"RSTO: half-open scan", with(opening[:2], sent{'o', rst, 1, 0, 0, plain}), fact.ConnRSTO, "ShR"},
		{"RSTO: behind its FIN", with(closing[:len(exchange)+2], sent{'o', rst, 102, 0, 0, plain}), fact.ConnRSTO, "ShADadFR"},
		{"RSTR: the responder aborts", with(exchange, sent{'r', rst | ack, 201, 101, 0, plain}), fact.ConnRSTR, "ShADadr"},
		{"RSTR: it answers a FIN", with(closing[:len(exchange)+1], sent{'r', rst, 201, 0, 0, plain}), fact.ConnRSTR, "ShADadFr"},
		{"RSTR: both reset after data", with(exchange, sent{'r', rst, 201, 0, 0, plain},
			sent{'o', rst, 101, 0, 0, plain}), fact.ConnRSTR, "ShADadrR"},
		{"RSTOS0: the SYN was taken back", with(opening[:1], sent{'o', rst, 1, 0, 0, plain}), fact.ConnRSTOS0, "SR"},
		{"RSTOS0: in spite of data, that of a SYN being taken for old", []sent{{'o', syn, 0, 0, 10, plain}, {'o', ack, 11, 0, 10, plain},
			{'o', rst, 21, 0, 0, plain}}, fact.ConnRSTOS0, "STDR"},
		{"OTH: no SYN", []sent{{'o', rst, 1, 0, 0, plain}}, fact.ConnOTH, "R"},
		{"OTH: acknowledged before the RST", []sent{opening[0], opening[2], {'o', rst, 1, 0, 0, plain}}, fact.ConnOTH, "SAR"},
		{"RSTRH: SYN-ACK and RST", []sent{opening[1], {'r', rst, 1, 0, 0, plain}}, fact.ConnRSTRH, "^hr"},
		{"RSTRH: midstream", []sent{{'o', ack, 1, 1, 0, plain}, {'r', rst, 1, 0, 0, plain}}, fact.ConnRSTRH, "Ar"},
		{"OTH: midstream", exchange[3:], fact.ConnOTH, "DadA"},
		{"OTH: an ACK before the SYN-ACK keeps the attempt", with(opening[:1], sent{'r', ack, 0, 1, 0, plain}), fact.ConnS0, "Sa"},
	} {
		c := play(tt.segments)
		if c.State() != tt.state || c.History() != tt.history {
			t.Errorf("%s: %v %q, want %v %q", tt.name, c.State(), c.History(), tt.state, tt.history)
		}
	}
}

// TestLetters has a case for each letter and for how often it comes.
func TestLetters(t *testing.T) {
	again := func(n int, s sent) (all []sent) {
		for range n {
			all = append(all, s)
		}
		return all
	}
	data := func(n, every, length uint32) (all []sent) {
		for i := range n {
			all = append(all, sent{'o', ack, 1 + i*every, 1, length, plain})
		}
		return all
	}
	for _, tt := range []struct {
		name     string
		segments []sent
		history  string
	}{
		{"a and d come once a side", with(opening, data(5, 10, 10)...), "ShAD"},
		{"s comes again behind the close with another number", with(closing, sent{'o', syn, 5000, 0, 0, plain}), "ShADadFfS"},
		{"r comes again with another number", with(opening, sent{'o', rst, 1, 0, 0, plain}, sent{'o', rst, 1, 0, 0, plain},
			sent{'o', rst, 9, 0, 0, plain}), "ShARR"},
		{"f comes again with another number", with(opening, sent{'o', fin | ack, 1, 1, 0, plain},
			sent{'o', fin | ack, 1, 1, 0, plain}, sent{'o', fin | ack, 1, 1, 4, plain}), "ShAFF"},
		{"t for the first, the tenth", with(exchange, again(10, exchange[3])...), "ShADadTT"},
		{"t but for nine", with(exchange, again(9, exchange[3])...), "ShADadT"},
		{"t for the hundredth", with(exchange, again(100, exchange[5])...), "ShADadttt"},
		{"t for a keep-alive with a byte", with(exchange, sent{'o', ack, 100, 201, 1, plain}), "ShADadT"},
		{"no t for a keep-alive without", with(exchange, sent{'o', ack, 100, 201, 0, plain}), "ShADad"},
		{"w for each window of 0, scaled", with(exchange, again(10, sent{'r', ack, 201, 101, 0, zeroWindow})...), "ShADadww"},
		{"no w with a RST", with(exchange, sent{'r', rst, 201, 101, 0, zeroWindow}), "ShADadr"},
		{"no w behind the peer's FIN", with(closing[:len(exchange)+1], sent{'r', ack, 201, 102, 0, zeroWindow}), "ShADadF"},
		{"c, and nothing else of the segment", with(opening, sent{'o', ack, 1, 1, 10, badSum}), "ShAC"},
		{"i", with(exchange, sent{'o', fin | rst | ack, 101, 201, 0, plain}), "ShADadI"},
		{"q", []sent{{'o', syn | rst, 0, 0, 0, plain}}, "Q"},
		{"q of SYN and FIN, once", []sent{{'o', syn | fin, 0, 0, 0, plain}, {'o', syn | fin, 0, 0, 0, plain}}, "Q"},
		{"i rather than q", []sent{{'o', syn | fin | rst, 0, 0, 0, plain}}, "I"},
		{"nothing for no flags at all", []sent{{'o', 0, 0, 0, 0, plain}}, ""},
		{"g for what was acknowledged unseen", with(opening, sent{'r', ack, 1, 101, 0, plain}), "ShAaG"},
		{"g for each gap", with(opening, sent{'o', ack, 101, 1, 10, plain}, sent{'o', ack, 201, 1, 10, plain},
			sent{'r', ack, 1, 300, 0, plain}), "ShADaG"},
		{"no g for a gap filled before", with(opening, sent{'o', ack, 101, 1, 10, plain}, sent{'o', ack, 1, 1, 100, plain},
			sent{'r', ack, 1, 111, 0, plain}), "ShADTa"},
		{"g for payload that the snap length cut", with(opening, sent{'o', ack, 1, 1, 10, cut},
			sent{'r', ack, 1, 11, 0, plain}), "ShADaG"},
		{"no g for the FIN itself", closing, "ShADadFf"},
		{"g at a FIN", with(opening, sent{'o', fin | ack, 101, 1, 0, plain}, sent{'r', ack, 1, 102, 0, plain}), "ShAFaG"},
		{"no g at a RST", with(opening, sent{'r', rst | ack, 1, 101, 0, plain}), "ShAr"},
		{"no g midstream", []sent{{'o', ack, 1, 1, 10, plain}, {'r', ack, 1, 500, 0, plain}}, "Da"},
	} {
		if got := play(tt.segments).History(); got != tt.history {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.history)
		}
	}
}

// TestRolesFlip wants a caret where the originator turns out to be the other side, and letters by the new roles.
func TestRolesFlip(t *testing.T) {
	var c Conn
	for i, s := range exchange[3:] {
		d := uint8(0)
		if s.from == 'r' {
			d = 1
		}
		p := packet.Packet{HdrLen: 20, HdrCap: 20, Window: 1, Flags: s.flags, Seq: s.seq, Ack: s.ack, PayLen: s.len}
		orig := uint8(0)
		if i >= 2 {
			orig = 1
		}
		c.Segment(&p, d, orig)
	}
	if c.History() != "Da^Da" {
		t.Errorf("history %q", c.History())
	}
}

// TestHistoryIsBounded lets a flood of RSTs with different numbers come.
func TestHistoryIsBounded(t *testing.T) {
	segments := opening
	for i := range uint32(1000) {
		segments = with(segments, sent{'r', rst, i * 7, 0, 0, plain})
	}
	c := play(segments)
	if h := c.History(); len(h) != maxHistory || h[:5] != "ShArr" || c.State() != fact.ConnRSTR {
		t.Errorf("%q of %d letters, state %v", h, len(h), c.State())
	}
}

// TestSegmentDoesNotAllocate is the allocation gate; it also keeps an eye on the size of a connection.
func TestSegmentDoesNotAllocate(t *testing.T) {
	var c Conn
	p := packet.Packet{HdrLen: 20, HdrCap: 20, Window: 1, Flags: ack, Seq: 1, Ack: 1, PayLen: 10, Payload: make([]byte, 10)}
	n := testing.AllocsPerRun(1000, func() {
		c.Segment(&p, 0, 0)
		p.Seq += 30 // gaps that nobody acknowledges: the ranges held are full
	})
	if n != 0 {
		t.Errorf("%v allocations a segment", n)
	}
	if size := unsafe.Sizeof(c); size > 256 {
		t.Errorf("%d bytes a connection", size)
	}
}

// BenchmarkSegment measures a data segment and its ACK.
func BenchmarkSegment(b *testing.B) {
	var c Conn
	data := packet.Packet{HdrLen: 20, HdrCap: 20, Window: 1, Flags: ack, Seq: 1, Ack: 1, PayLen: 10, Payload: make([]byte, 10)}
	reply := packet.Packet{HdrLen: 20, HdrCap: 20, Window: 1, Flags: ack, Seq: 1, Ack: 11}
	b.ReportAllocs()
	for i := 0; i < b.N; i += 2 {
		c.Segment(&data, 0, 0)
		c.Segment(&reply, 1, 0)
		data.Seq += 10
		reply.Ack += 10
	}
}
