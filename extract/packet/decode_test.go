package packet

import (
	"encoding/hex"
	"reflect"
	"strings"
	"testing"
)

// unhex reads annotated hex: spaces and line breaks mean nothing, and # starts a
// comment that ends with the line.
func unhex(t testing.TB, text string) []byte {
	t.Helper()
	var digits strings.Builder
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		digits.WriteString(strings.Join(strings.Fields(line), ""))
	}
	b, err := hex.DecodeString(digits.String())
	if err != nil {
		t.Fatalf("test data: %v in %s", err, text)
	}
	return b
}

// v4 is the mapped form of an IPv4 address.
func v4(a, b, c, d byte) [16]byte {
	return [16]byte{10: 0xff, 11: 0xff, 12: a, 13: b, 14: c, 15: d}
}

// v6 is 2001:db8::last.
func v6(last byte) [16]byte {
	return [16]byte{0: 0x20, 1: 0x01, 2: 0x0d, 3: 0xb8, 15: last}
}

// path packs a layer path.
func path(layers ...layer) uint64 {
	var p Packet
	for _, l := range layers {
		p.push(l)
	}
	return p.Layers
}

const ethHex = "020000000002 020000000001" // to ...:02 from ...:01

var decodeTests = []struct {
	name string
	link uint16
	hex  string
	wire uint32 // 0: as captured
	want Packet
}{
	{
		name: "SYN with the options of Linux", link: linkEthernet,
		hex: ethHex + `0800
			45 10 003c abcd 4000 40 06 0000 c0000201 c0000202
			c001 0050 11223344 00000000 a0 02 faf0 1234 0000
			0204 05b4  0402  080a 0000000a 00000000  01  0303 07`,
		want: Packet{
			Status: StatusOK, FrameLen: 74, CapLen: 74, MPLSLabel: -1,
			Layers: path(layerEth, layerIP, layerTCP),
			HasEth: true, EthDst: [6]byte{2, 0, 0, 0, 0, 2}, EthSrc: [6]byte{2, 0, 0, 0, 0, 1},
			IPVersion: 4, TOS: 0x10, IPLen: 60, IPID: 0xabcd, DF: true, TTL: 64, Proto: 6, HdrProto: 6,
			Src: v4(192, 0, 2, 1), Dst: v4(192, 0, 2, 2),
			HasPorts: true, SrcPort: 49153, DstPort: 80, HasTCP: true, TCPComplete: true, HasPayLen: true, HdrCap: 20,
			Seq: 0x11223344, Flags: FlagSYN, HdrLen: 40, OptBytes: 20, Window: 64240, Payload: []byte{},
			OptMask: OptMSS | OptSACKPerm | OptTS | OptWScale, MSS: 1460, WScale: 7, TSVal: 10,
		},
	},
	{
		name: "RST, padded by Ethernet", link: linkEthernet,
		hex: ethHex + `0800
			45 00 0028 0000 0000 39 06 0000 c0000202 c0000201
			0050 c001 00000000 11223345 50 14 0000 0000 0000
			000000000000`,
		want: Packet{
			Status: StatusOK, FrameLen: 60, CapLen: 60, MPLSLabel: -1,
			Layers: path(layerEth, layerIP, layerTCP),
			HasEth: true, EthDst: [6]byte{2, 0, 0, 0, 0, 2}, EthSrc: [6]byte{2, 0, 0, 0, 0, 1},
			IPVersion: 4, IPLen: 40, TTL: 57, Proto: 6, HdrProto: 6,
			Src: v4(192, 0, 2, 2), Dst: v4(192, 0, 2, 1),
			HasPorts: true, SrcPort: 80, DstPort: 49153, HasTCP: true, TCPComplete: true, HasPayLen: true, HdrCap: 20,
			Ack: 0x11223345, Flags: FlagRST | FlagACK, HdrLen: 20, Payload: []byte{},
		},
	},
	{
		name: "all twelve flags, two SACK blocks, VLAN", link: linkEthernet,
		hex: ethHex + `8100 e064 86dd
			6a f 12345 002e 06 ff 20010db8000000000000000000000001 20010db8000000000000000000000002
			0001 0002 00000003 00000004 af ff 0005 0006 0007
			0101 0512 00000010 00000020 00000030 00000040
			68656c6c6f21`,
		want: Packet{
			Status: StatusOK, FrameLen: 104, CapLen: 104, MPLSLabel: -1,
			Layers: path(layerEth, layerVLAN, layerIPv6, layerTCP),
			HasEth: true, EthDst: [6]byte{2, 0, 0, 0, 0, 2}, EthSrc: [6]byte{2, 0, 0, 0, 0, 1},
			VLAN: [2]uint16{100, 100}, NVLAN: 1,
			IPVersion: 6, TOS: 0xaf, FlowLabel: 0x12345, IPLen: 86, TTL: 255, Proto: 6, HdrProto: 6, Src: v6(1), Dst: v6(2),
			HasPorts: true, SrcPort: 1, DstPort: 2, HasTCP: true, TCPComplete: true, HasPayLen: true, HdrCap: 20,
			Seq: 3, Ack: 4, Flags: 0xfff, HdrLen: 40, OptBytes: 20, Window: 5, Urgent: 7,
			PayLen: 6, Payload: []byte("hello!"),
			OptMask: OptSACK, SACKCount: 2, SACKLeft: 0x10, SACKRight: 0x20, SACKBytes: 0x20,
		},
	},
	{
		name: "total length 0, as segmentation offload leaves it", link: linkRaw,
		hex: `45 00 0000 0001 4000 40 06 0000 c0000201 c0000202
			c001 0050 00000001 00000002 50 18 0001 0000 0000 61626364`,
		want: Packet{
			Status: StatusOK, FrameLen: 44, CapLen: 44, MPLSLabel: -1, Layers: path(layerRaw, layerIP, layerTCP),
			IPVersion: 4, IPLen: 44, IPID: 1, DF: true, TTL: 64, Proto: 6, HdrProto: 6,
			Src: v4(192, 0, 2, 1), Dst: v4(192, 0, 2, 2),
			HasPorts: true, SrcPort: 49153, DstPort: 80, HasTCP: true, TCPComplete: true, HasPayLen: true, HdrCap: 20,
			Seq: 1, Ack: 2, Flags: FlagPSH | FlagACK, HdrLen: 20, Window: 1, PayLen: 4, Payload: []byte("abcd"),
		},
	},
	{
		name: "total length beyond the frame", link: linkRaw,
		hex: `45 00 05dc 0001 4000 40 06 0000 c0000201 c0000202
			c001 0050 00000001 00000002 50 10 0001 0000 0000 61626364`,
		want: Packet{
			Status: StatusOK, FrameLen: 44, CapLen: 44, MPLSLabel: -1, Layers: path(layerRaw, layerIP, layerTCP),
			IPVersion: 4, IPLen: 1500, IPID: 1, DF: true, TTL: 64, Proto: 6, HdrProto: 6,
			Src: v4(192, 0, 2, 1), Dst: v4(192, 0, 2, 2),
			HasPorts: true, SrcPort: 49153, DstPort: 80, HasTCP: true, TCPComplete: true, HasPayLen: true, HdrCap: 20,
			Seq: 1, Ack: 2, Flags: FlagACK, HdrLen: 20, Window: 1, PayLen: 4, Payload: []byte("abcd"),
		},
	},
	{
		name: "snap length inside the options", link: linkRaw, wire: 1500,
		hex: `45 00 05dc 0001 4000 40 06 0000 c0000201 c0000202
			c001 0050 00000001 00000002 80 10 0001 0000 0000 0101 080a 0000`,
		want: Packet{
			Status: StatusTruncated, FrameLen: 1500, CapLen: 46, MPLSLabel: -1, Layers: path(layerRaw, layerIP, layerTCP),
			IPVersion: 4, IPLen: 1500, IPID: 1, DF: true, TTL: 64, Proto: 6, HdrProto: 6,
			Src: v4(192, 0, 2, 1), Dst: v4(192, 0, 2, 2),
			HasPorts: true, SrcPort: 49153, DstPort: 80, HasTCP: true, HasPayLen: true, HdrCap: 20,
			Seq: 1, Ack: 2, Flags: FlagACK, HdrLen: 32, OptBytes: 12, Window: 1, PayLen: 1448,
		},
	},
	{
		name: "snap length inside the fixed header", link: linkRaw, wire: 60,
		hex: `45 00 003c 0001 4000 40 06 0000 c0000201 c0000202
			c001 0050 00000001 00000002 50 04`,
		want: Packet{
			Status: StatusTruncated, FrameLen: 60, CapLen: 34, MPLSLabel: -1, Layers: path(layerRaw, layerIP, layerTCP),
			IPVersion: 4, IPLen: 60, IPID: 1, DF: true, TTL: 64, Proto: 6, HdrProto: 6,
			Src: v4(192, 0, 2, 1), Dst: v4(192, 0, 2, 2),
			HasPorts: true, SrcPort: 49153, DstPort: 80, HasTCP: true, HasPayLen: true, HdrCap: 14,
			Seq: 1, Ack: 2, Flags: FlagRST, HdrLen: 20, PayLen: 20,
		},
	},
	{
		name: "data offset beyond the segment", link: linkRaw,
		hex: `45 00 002c 0001 4000 40 06 0000 c0000201 c0000202
			c001 0050 00000001 00000002 f0 04 0001 0000 0000 02040218`,
		want: Packet{
			Status: StatusMalformed, FrameLen: 44, CapLen: 44, MPLSLabel: -1, Layers: path(layerRaw, layerIP, layerTCP),
			IPVersion: 4, IPLen: 44, IPID: 1, DF: true, TTL: 64, Proto: 6, HdrProto: 6,
			Src: v4(192, 0, 2, 1), Dst: v4(192, 0, 2, 2),
			HasPorts: true, SrcPort: 49153, DstPort: 80, HasTCP: true, HdrCap: 20,
			Seq: 1, Ack: 2, Flags: FlagRST, HdrLen: 60, Window: 1, OptMask: OptMSS, MSS: 536,
		},
	},
	{
		name: "data offset below 5", link: linkRaw,
		hex: `45 00 0028 0001 4000 40 06 0000 c0000201 c0000202
			c001 0050 00000001 00000002 40 04 0001 0000 0000`,
		want: Packet{
			Status: StatusMalformed, FrameLen: 40, CapLen: 40, MPLSLabel: -1, Layers: path(layerRaw, layerIP, layerTCP),
			IPVersion: 4, IPLen: 40, IPID: 1, DF: true, TTL: 64, Proto: 6, HdrProto: 6,
			Src: v4(192, 0, 2, 1), Dst: v4(192, 0, 2, 2),
			HasPorts: true, SrcPort: 49153, DstPort: 80, HasTCP: true, HasPayLen: true, HdrCap: 20,
			Seq: 1, Ack: 2, Flags: FlagRST, HdrLen: 16, Window: 1, PayLen: 4,
		},
	},
	{
		name: "UDP, sent by the capturing host", link: linkSLL,
		hex: `0004 0001 0006 020000000001 0000 0800
			45 00 0020 0001 0000 40 11 0000 c0000201 c0000202
			c001 0035 000c 0000 64617461`,
		want: Packet{
			Status: StatusOK, FrameLen: 48, CapLen: 48, MPLSLabel: -1, Layers: path(layerSLL, layerIP, layerUDP),
			CaptureDir: DirOut, IPVersion: 4, IPLen: 32, IPID: 1, TTL: 64, Proto: 17, HdrProto: 17,
			Src: v4(192, 0, 2, 1), Dst: v4(192, 0, 2, 2),
			HasPorts: true, SrcPort: 49153, DstPort: 53, PayLen: 4, Payload: []byte("data"),
		},
	},
	{
		name: "port unreachable, quoting 8 bytes of TCP", link: linkRaw,
		hex: `45 00 0038 0001 0000 40 01 0000 c0000202 c0000201
			03 03 0000 00000000
			45 00 003c 0002 4000 3f 06 0000 c0000201 c0000202 c001 0050 11223344`,
		want: Packet{
			Status: StatusOK, FrameLen: 56, CapLen: 56, MPLSLabel: -1, Layers: path(layerRaw, layerIP, layerICMP),
			IPVersion: 4, IPLen: 56, IPID: 1, TTL: 64, Proto: 1, HdrProto: 1,
			Src: v4(192, 0, 2, 2), Dst: v4(192, 0, 2, 1),
			HasICMP: true, ICMPType: 3, ICMPCode: 3,
			HasQuote: true, QuoteVersion: 4, QuoteProto: 6, QuoteSrc: v4(192, 0, 2, 1), QuoteDst: v4(192, 0, 2, 2),
			HasQuotePorts: true, QuoteSrcPort: 49153, QuoteDstPort: 80, HasQuoteSeq: true, QuoteSeq: 0x11223344, QuoteLen: 8,
		},
	},
	{
		name: "packet too big, quoting an extension header", link: linkRaw,
		hex: `60 000000 0044 3a 40 20010db8000000000000000000000002 20010db8000000000000000000000001
			02 00 0000 00000500
			60 000000 0018 3c 40 20010db8000000000000000000000001 20010db8000000000000000000000002
			11 00 0104 00000000 c001 0035 0010 0000 0000 0000`,
		want: Packet{
			Status: StatusOK, FrameLen: 108, CapLen: 108, MPLSLabel: -1, Layers: path(layerRaw, layerIPv6, layerICMPv6),
			IPVersion: 6, IPLen: 108, TTL: 64, Proto: 58, HdrProto: 58, Src: v6(2), Dst: v6(1),
			HasICMP: true, ICMPType: 2,
			HasQuote: true, QuoteVersion: 6, QuoteProto: 17, QuoteSrc: v6(1), QuoteDst: v6(2),
			HasQuotePorts: true, QuoteSrcPort: 49153, QuoteDstPort: 53, QuoteLen: 12,
		},
	},
	{
		name: "ARP", link: linkEthernet,
		hex: ethHex + "0806 0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202",
		want: Packet{
			Status: StatusUnsupported, FrameLen: 42, CapLen: 42, MPLSLabel: -1, Layers: path(layerEth, layerARP),
			HasEth: true, EthDst: [6]byte{2, 0, 0, 0, 0, 2}, EthSrc: [6]byte{2, 0, 0, 0, 0, 1},
		},
	},
	{
		name: "VXLAN whose inside is no IP leaves the outer packet", link: linkRaw,
		hex: `45 00 0032 0001 0000 40 11 0000 c0000201 c0000202
			f001 12b5 001e 0000  0800 0000 0000 0100 ` + ethHex + "0806",
		want: Packet{
			Status: StatusOK, FrameLen: 50, CapLen: 50, MPLSLabel: -1,
			Layers: path(layerRaw, layerIP, layerUDP, layerVXLAN, layerEth, layerARP),
			HasEth: true, EthDst: [6]byte{2, 0, 0, 0, 0, 2}, EthSrc: [6]byte{2, 0, 0, 0, 0, 1},
			IPVersion: 4, IPLen: 50, IPID: 1, TTL: 64, Proto: 17, HdrProto: 17,
			Src: v4(192, 0, 2, 1), Dst: v4(192, 0, 2, 2),
			HasPorts: true, SrcPort: 61441, DstPort: 4789, PayLen: 22,
			Payload: []byte("\x08\x00\x00\x00\x00\x00\x01\x00\x02\x00\x00\x00\x00\x02\x02\x00\x00\x00\x00\x01\x08\x06"),
		},
	},
	{
		name: "6in4 in GRE: outermost addresses, innermost tunnel", link: linkRaw,
		hex: `45 00 006c 0001 0000 40 2f 0000 0a000001 0a000002  2000 0800 00000007
			45 00 0050 0002 4000 3f 29 0000 c0000201 c0000202
			60 000000 0014 06 3e 20010db8000000000000000000000001 20010db8000000000000000000000002
			0001 0002 00000003 00000004 50 10 0005 0006 0000`,
		want: Packet{
			Status: StatusOK, FrameLen: 108, CapLen: 108, MPLSLabel: -1,
			Layers: path(layerRaw, layerIP, layerGRE, layerIP, layerIPv6, layerTCP),
			Tunnel: Tunnel6in4, OuterVersion: 4, OuterSrc: v4(10, 0, 0, 1), OuterDst: v4(10, 0, 0, 2), EncapDepth: 2,
			IPVersion: 6, IPLen: 60, TTL: 62, Proto: 6, HdrProto: 6, Src: v6(1), Dst: v6(2),
			HasPorts: true, SrcPort: 1, DstPort: 2, HasTCP: true, TCPComplete: true, HasPayLen: true, HdrCap: 20,
			Seq: 3, Ack: 4, Flags: FlagACK, HdrLen: 20, Window: 5, Payload: []byte{},
		},
	},
	{
		name: "routing header with a segment left", link: linkRaw,
		hex: `60 000000 002c 2b 40 20010db8000000000000000000000001 20010db8000000000000000000000005
			06 02 00 01 00000000 20010db8000000000000000000000002
			0001 0002 00000003 00000004 50 10 0005 0006 0000`,
		want: Packet{
			Status: StatusOK, FrameLen: 84, CapLen: 84, MPLSLabel: -1,
			Layers:    path(layerRaw, layerIPv6, layerRouting, layerTCP),
			IPVersion: 6, IPLen: 84, TTL: 64, Proto: 6, HdrProto: 43, Src: v6(1), Dst: v6(2),
			HasAlias: true, HdrSrc: v6(1), HdrDst: v6(5),
			HasPorts: true, SrcPort: 1, DstPort: 2, HasTCP: true, TCPComplete: true, HasPayLen: true, HdrCap: 20,
			Seq: 3, Ack: 4, Flags: FlagACK, HdrLen: 20, Window: 5, Payload: []byte{},
		},
	},
	{
		name: "segment routing header, its first entry the last segment", link: linkRaw,
		hex: `60 000000 003c 2b 40 20010db8000000000000000000000001 20010db8000000000000000000000005
			06 04 04 01 01 00 0000 20010db8000000000000000000000002 20010db8000000000000000000000005
			0001 0002 00000003 00000004 50 10 0005 0006 0000`,
		want: Packet{
			Status: StatusOK, FrameLen: 100, CapLen: 100, MPLSLabel: -1,
			Layers:    path(layerRaw, layerIPv6, layerRouting, layerTCP),
			IPVersion: 6, IPLen: 100, TTL: 64, Proto: 6, HdrProto: 43, Src: v6(1), Dst: v6(2),
			HasAlias: true, HdrSrc: v6(1), HdrDst: v6(5),
			HasPorts: true, SrcPort: 1, DstPort: 2, HasTCP: true, TCPComplete: true, HasPayLen: true, HdrCap: 20,
			Seq: 3, Ack: 4, Flags: FlagACK, HdrLen: 20, Window: 5, Payload: []byte{},
		},
	},
	{
		name: "a tunnel behind a routing header forgets the outer alias", link: linkRaw,
		hex: `60 000000 0040 2b 40 20010db8000000000000000000000001 20010db8000000000000000000000005
			29 02 00 01 00000000 20010db8000000000000000000000002
			60 000000 0000 3b 40 20010db8000000000000000000000003 20010db8000000000000000000000004`,
		want: Packet{
			Status: StatusUnsupported, FrameLen: 104, CapLen: 104, MPLSLabel: -1,
			Layers: path(layerRaw, layerIPv6, layerRouting, layerIPv6),
			Tunnel: TunnelIPIP, OuterVersion: 6, OuterSrc: v6(1), OuterDst: v6(2), EncapDepth: 1,
			IPVersion: 6, IPLen: 40, TTL: 64, Proto: 59, HdrProto: 59, Src: v6(3), Dst: v6(4),
		},
	},
	{
		name: "OSPF in GTP-U has no ports", link: linkRaw,
		hex: `45 00 0038 0001 0000 40 11 0000 c0000201 c0000202  f001 0868 0024 0000  30ff 0014 00000007
			45 00 0014 0002 0000 01 59 0000 c0000203 c0000204`,
		want: Packet{
			Status: StatusUnsupported, FrameLen: 56, CapLen: 56, MPLSLabel: -1,
			Layers: path(layerRaw, layerIP, layerUDP, layerGTP, layerIP),
			Tunnel: TunnelGTPU, TunnelID: 7, HasTunnelID: true, EncapDepth: 1,
			OuterVersion: 4, OuterSrc: v4(192, 0, 2, 1), OuterDst: v4(192, 0, 2, 2),
			IPVersion: 4, IPLen: 20, IPID: 2, TTL: 1, Proto: 89, HdrProto: 89, Src: v4(192, 0, 2, 3), Dst: v4(192, 0, 2, 4),
		},
	},
	{
		name: "home address option", link: linkRaw,
		hex: `60 000000 002c 3c 40 20010db8000000000000000000000005 20010db8000000000000000000000002
			06 02 0102 0000 c910 20010db8000000000000000000000001
			0001 0002 00000003 00000004 50 10 0005 0006 0000`,
		want: Packet{
			Status: StatusOK, FrameLen: 84, CapLen: 84, MPLSLabel: -1,
			Layers:    path(layerRaw, layerIPv6, layerDstOpts, layerTCP),
			IPVersion: 6, IPLen: 84, TTL: 64, Proto: 6, HdrProto: 60, Src: v6(1), Dst: v6(2),
			HasAlias: true, HdrSrc: v6(5), HdrDst: v6(2),
			HasPorts: true, SrcPort: 1, DstPort: 2, HasTCP: true, TCPComplete: true, HasPayLen: true, HdrCap: 20,
			Seq: 3, Ack: 4, Flags: FlagACK, HdrLen: 20, Window: 5, Payload: []byte{},
		},
	},
}

// TestDecode compares the whole struct. The Packet is dirtied before: what Decode
// does not set must still be reset.
func TestDecode(t *testing.T) {
	d := NewDecoder(Options{})
	var p Packet
	for _, tt := range decodeTests {
		t.Run(tt.name, func(t *testing.T) {
			data := unhex(t, tt.hex)
			wire := tt.wire
			if wire == 0 {
				wire = uint32(len(data))
			}
			p.Frame, p.TsNs, p.TsKnown = 7, 8, true
			want := tt.want
			want.Frame, want.TsNs, want.TsKnown = 7, 8, true
			d.Decode(tt.link, data, wire, &p)
			if !reflect.DeepEqual(p, want) {
				t.Errorf("got\n%+v\nwant\n%+v", p, want)
			}
		})
	}
}
