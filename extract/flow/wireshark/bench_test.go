package wireshark

import (
	"encoding/binary"
	"testing"

	"whyrst/extract/packet"
)

// segmentOf makes a decoded segment between client n and one server.
func segmentOf(n uint32, fromClient bool, flags uint16, seq, ack, length uint32) packet.Packet {
	p := packet.Packet{IPVersion: 4, Proto: packet.ProtoTCP, HasTCP: true, TCPComplete: true, HasPorts: true,
		HasPayLen: true, HdrCap: 20, HdrLen: 20, Status: packet.StatusOK, Seq: seq, Ack: ack, Flags: flags,
		Window: 500, TsKnown: true, TsNs: 1e18, PayLen: length}
	p.Src = [16]byte{10: 0xff, 11: 0xff, 12: 10, 15: 1}
	p.Dst = [16]byte{10: 0xff, 11: 0xff, 12: 10, 15: 2}
	binary.BigEndian.PutUint16(p.Src[13:], uint16(n>>14))
	p.SrcPort, p.DstPort = uint16(1024+n&0x3fff), 80
	if !fromClient {
		p.Src, p.Dst, p.SrcPort, p.DstPort = p.Dst, p.Src, p.DstPort, p.SrcPort
	}
	return p
}

// BenchmarkSegment measures two data segments and the ACK of both, of one after the other of many conversations.
func BenchmarkSegment(b *testing.B) {
	for _, bb := range []struct {
		name    string
		conns   uint32
		analyse bool
	}{{"numbers/1", 1, false}, {"numbers/10000", 10_000, false}, {"all/1", 1, true}, {"all/10000", 10_000, true}} {
		b.Run(bb.name, func(b *testing.B) {
			t := New(Options{Analyse: bb.analyse})
			var out Segment
			data, ack := segmentOf(0, true, packet.FlagACK, 1, 1, 1000), segmentOf(0, false, packet.FlagACK, 1, 1, 0)
			b.ReportAllocs()
			for i := 0; i < b.N; {
				data.Seq, ack.Ack = data.Seq+2000, ack.Ack+2000
				for n := uint32(0); n < bb.conns && i < b.N; n++ {
					data.SrcPort, ack.DstPort = uint16(1024+n), uint16(1024+n)
					t.Segment(&data, &out)
				}
				data.Seq += 1000
				for n := uint32(0); n < bb.conns && i < b.N; n++ {
					data.SrcPort = uint16(1024 + n)
					t.Segment(&data, &out)
				}
				data.Seq -= 1000
				for n := uint32(0); n < bb.conns && i < b.N; n++ {
					ack.DstPort = uint16(1024 + n)
					t.Segment(&ack, &out)
				}
				i += int(3 * bb.conns)
			}
		})
	}
}
