package packet

import "testing"

// TestQuote holds what is read of the packet that an ICMP error quotes.
func TestQuote(t *testing.T) {
	quoted4 := func(frag string, proto byte, rest string) []byte {
		b := ipv4Header(1, proto, hx(rest))
		copy(b[6:8], hx(frag))
		return b
	}
	quoted6 := func(next byte, rest string) []byte { return ipv6Header(1, next, hx(rest)) }
	const ports = "c001 0050 11223344"
	for _, tt := range []struct {
		name            string
		version         uint8
		header          string // ICMP type, code and six bytes
		quote           []byte
		has, port, seq  bool
		proto, quoteLen uint8
	}{
		{"time exceeded", 4, "0b00 000000000000", quoted4("4000", ProtoTCP, ports), true, true, true, 6, 8},
		{"UDP has no sequence number", 4, "0303 000000000000", quoted4("0000", ProtoUDP, ports), true, true, false, 17, 8},
		{"first fragment", 4, "0b01 000000000000", quoted4("2000", ProtoTCP, ports), true, true, true, 6, 8},
		{"later fragment", 4, "0b01 000000000000", quoted4("2001", ProtoTCP, ports), true, false, false, 6, 0},
		{"four bytes of TCP", 4, "0303 000000000000", quoted4("0000", ProtoTCP, ports)[:24], true, true, false, 6, 4},
		{"three bytes of TCP", 4, "0303 000000000000", quoted4("0000", ProtoTCP, ports)[:23], true, false, false, 6, 3},
		{"the IP header alone", 4, "0303 000000000000", quoted4("0000", ProtoTCP, ports)[:20], true, false, false, 6, 0},
		{"half an IP header", 4, "0303 000000000000", quoted4("0000", ProtoTCP, ports)[:19], false, false, false, 0, 0},
		{"echo", 4, "0800 000000000000", quoted4("0000", ProtoTCP, ports), false, false, false, 0, 0},
		{"ICMP in ICMP", 4, "0303 000000000000", quoted4("0000", ProtoICMP, ports), true, false, false, 1, 8},
		{"IPv6", 6, "0104 000000000000", quoted6(ProtoTCP, ports), true, true, true, 6, 8},
		{"IPv6 echo", 6, "8000 000000000000", quoted6(ProtoTCP, ports), false, false, false, 0, 0},
		{"IPv6 message after the errors", 6, "0500 000000000000", quoted6(ProtoTCP, ports), false, false, false, 0, 0},
		{"IPv6 first fragment", 6, "0300 000000000000", quoted6(ProtoFragment, "0600 0001 00000007"+ports), true, true, true, 6, 8},
		{"IPv6 later fragment", 6, "0300 000000000000", quoted6(ProtoFragment, "0600 0009 00000007"+ports), true, false, false, 6, 0},
		{"IPv6 AH", 6, "0104 000000000000", quoted6(ProtoAH, "0604 0000 0000000000000000000000000000000000000000"+ports), true, true, true, 6, 8},
		{"IPv6 options cut", 6, "0104 000000000000", quoted6(ProtoHopOpts, "0601 0502 00000100"), true, false, false, 6, 0},
	} {
		icmp := cat(hx(tt.header), tt.quote)
		b := ipv4Header(1, ProtoICMP, icmp)
		if tt.version == 6 {
			b = ipv6Header(1, ProtoICMPv6, icmp)
		}
		var p Packet
		NewDecoder(Options{}).Decode(linkRaw, b, uint32(len(b)), &p)
		if p.Status != StatusOK || !p.HasICMP || p.ICMPType != icmp[0] || p.ICMPCode != icmp[1] {
			t.Errorf("%s: %v %v %d %d", tt.name, p.Status, p.HasICMP, p.ICMPType, p.ICMPCode)
		}
		if p.HasQuote != tt.has || p.HasQuotePorts != tt.port || p.HasQuoteSeq != tt.seq ||
			p.QuoteProto != tt.proto || p.QuoteLen != tt.quoteLen {
			t.Errorf("%s: %+v", tt.name, p)
		}
		if tt.port && (p.QuoteSrcPort != 49153 || p.QuoteDstPort != 80) || tt.seq && p.QuoteSeq != 0x11223344 {
			t.Errorf("%s: ports %d %d, seq %#x", tt.name, p.QuoteSrcPort, p.QuoteDstPort, p.QuoteSeq)
		}
		if tt.has && (p.QuoteSrc[15] != 1 || p.QuoteDst[15] != 2 || p.QuoteVersion != tt.version) {
			t.Errorf("%s: addresses %x %x", tt.name, p.QuoteSrc, p.QuoteDst)
		}
	}
}

// TestQuotedFlags reads the flags of a quote that reaches over them.
func TestQuotedFlags(t *testing.T) {
	header := hx("c001 0050 11223344 00000000 6012 0001")
	for n, want := range map[int]uint16{16: FlagSYN | FlagACK, 14: FlagSYN | FlagACK, 13: 0} {
		b := ipv4Header(1, ProtoICMP, cat(hx("0303 000000000000"), ipv4Header(1, ProtoTCP, header)[:20+n]))
		var p Packet
		NewDecoder(Options{}).Decode(linkRaw, b, uint32(len(b)), &p)
		if p.QuoteFlags != want || (p.QuoteHdrLen == 24) != (want != 0) || int(p.QuoteLen) != n {
			t.Errorf("%d bytes quoted: flags %#x, header length %d, %d bytes", n, p.QuoteFlags, p.QuoteHdrLen, p.QuoteLen)
		}
	}
}
