package packet

import (
	"reflect"
	"testing"
	"unsafe"
)

// FuzzDecode feeds frames twice, so that fragments meet, under any link type and
// with any length on the wire, and checks what holds for every Packet.
func FuzzDecode(f *testing.F) {
	for _, s := range shapes() {
		f.Add(s.link, s.data, uint32(len(s.data)))
		f.Add(s.link, s.data[:len(s.data)/2], uint32(len(s.data)))
	}
	for _, tt := range decodeTests {
		f.Add(tt.link, unhex(f, tt.hex), tt.wire)
	}
	for _, c := range threeCuts {
		f.Add(uint16(linkRaw), fragment4(1, ProtoTCP, bigSegment(), c), uint32(0))
		f.Add(uint16(linkRaw), fragment6(1, ProtoTCP, bigSegment(), c), uint32(0))
	}
	f.Fuzz(func(t *testing.T, link uint16, data []byte, wire uint32) {
		wire %= 1 << 20
		d := NewDecoder(Options{VerifyChecksum: true, FragmentBytes: 1 << 16})
		var p, again Packet
		d.Decode(link, data, wire, &p)
		checkInvariants(t, &p, data, wire)
		d.Decode(link, data, wire, &again)
		checkInvariants(t, &again, data, wire)
		if !p.Reassembled && !again.Reassembled && p.Status != StatusFragment && !reflect.DeepEqual(p, again) {
			t.Errorf("two answers:\n%+v\n%+v", p, again)
		}
		if s := d.FragmentStats(); s.Bytes > 1<<16 || s.Bytes < 0 || s.Datagrams < 0 {
			t.Errorf("fragments: %+v", s)
		}
	})
}

// checkInvariants checks what the field comments of Packet promise.
func checkInvariants(t *testing.T, p *Packet, data []byte, wire uint32) {
	t.Helper()
	holds := func(what string, ok bool) {
		t.Helper()
		if !ok {
			t.Errorf("%s: %+v", what, *p)
		}
	}
	holds("lengths of the frame", p.FrameLen == wire && int(p.CapLen) == len(data))
	holds("status", p.Status <= StatusFragment && p.Status.String() != "")
	holds("IP version", p.IPVersion == 0 || p.IPVersion == 4 || p.IPVersion == 6)
	holds("outer version", (p.OuterVersion == 0) == (p.EncapDepth == 0) && (p.EncapDepth == 0) == (p.Tunnel == TunnelNone))
	holds("depth", p.EncapDepth <= maxEncap)
	holds("TCP without IP or ports", !p.HasTCP || p.HasPorts && p.Proto == ProtoTCP && p.IPVersion != 0)
	holds("complete TCP", !p.TCPComplete || p.HasTCP && p.HdrLen >= 20 && p.OptBytes == p.HdrLen-20)
	holds("payload within its length", len(p.Payload) <= int(p.PayLen))
	holds("payload of an incomplete header", p.TCPComplete || p.Proto != ProtoTCP || p.Payload == nil)
	holds("status of complete headers", p.Status != StatusOK || p.IPVersion != 0 && (p.Proto != ProtoTCP || p.TCPComplete))
	holds("quote", !p.HasQuotePorts || p.HasQuote && p.HasICMP)
	holds("alias", p.HasAlias || p.HdrSrc == [16]byte{} && p.HdrDst == [16]byte{})
	if !p.Reassembled && len(p.Payload) > 0 {
		start := uintptr(unsafe.Pointer(unsafe.SliceData(data)))
		at := uintptr(unsafe.Pointer(unsafe.SliceData(p.Payload)))
		holds("payload inside the frame", at >= start && at+uintptr(len(p.Payload)) <= start+uintptr(len(data)))
	}
	_ = p.LayerPath()
}
