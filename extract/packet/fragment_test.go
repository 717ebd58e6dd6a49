package packet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"
	"time"
)

// bigSegment is a TCP segment of 340 bytes whose data tells its place.
func bigSegment() []byte {
	seg := segment()[:32]
	for i := range 308 {
		seg = append(seg, byte(i))
	}
	return seg
}

// cut is one fragment: bytes from..to of the payload, MF set unless last.
type cut struct {
	from, to int
	last     bool
}

var threeCuts = []cut{{0, 104, false}, {104, 200, false}, {200, 340, true}}

// fragment4 is the IPv4 fragment c of payload.
func fragment4(id uint16, proto byte, payload []byte, c cut) []byte {
	b := ipv4Header(1, proto, payload[c.from:c.to])
	binary.BigEndian.PutUint16(b[4:], id)
	off := uint16(c.from / 8)
	if !c.last {
		off |= ipv4MF
	}
	binary.BigEndian.PutUint16(b[6:], off)
	return b
}

// fragment6 is the IPv6 fragment c of payload.
func fragment6(id uint16, proto byte, payload []byte, c cut) []byte {
	h := []byte{proto, 0, 0, 0, 0, 0, byte(id >> 8), byte(id)}
	off := uint16(c.from)
	if !c.last {
		off |= 1
	}
	binary.BigEndian.PutUint16(h[2:], off)
	return ipv6Header(1, ProtoFragment, cat(h, payload[c.from:c.to]))
}

// decodeRaw decodes one raw IP packet of which wire bytes were sent.
func decodeRaw(d *Decoder, b []byte, wire int, ts time.Duration) Packet {
	p := Packet{TsNs: int64(ts), TsKnown: true}
	d.Decode(linkRaw, b, uint32(wire), &p)
	return p
}

// checkReassembled checks that p is bigSegment put together.
func checkReassembled(t *testing.T, p *Packet) {
	t.Helper()
	want := bigSegment()[32:]
	if p.Status != StatusOK || !p.Reassembled || !p.TCPComplete || p.Seq != 0x01020304 || p.TSVal != 10 ||
		int(p.PayLen) != len(want) || !bytes.Equal(p.Payload, want) {
		t.Errorf("not the segment: %+v", *p)
	}
}

// TestReassembleAnyOrder sends three fragments in every order, over both versions
// of IP. The one that arrives last carries the segment, and no other.
func TestReassembleAnyOrder(t *testing.T) {
	makers := map[string]func(uint16, byte, []byte, cut) []byte{"IPv4": fragment4, "IPv6": fragment6}
	for version, fragment := range makers {
		for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}, {0, 0, 2, 1}} {
			t.Run(fmt.Sprint(version, order), func(t *testing.T) {
				d := NewDecoder(Options{})
				for i, k := range order {
					b := fragment(77, ProtoTCP, bigSegment(), threeCuts[k])
					p := decodeRaw(d, b, len(b), 0)
					if i == len(order)-1 {
						checkReassembled(t, &p)
						continue
					}
					if p.Status != StatusFragment || p.HasTCP || p.HasPorts || p.Reassembled {
						t.Errorf("fragment %d of the order: %+v", i, p)
					}
					if int(p.FragOff) != threeCuts[k].from || p.MF == threeCuts[k].last {
						t.Errorf("fragment %d: offset %d, MF %v", i, p.FragOff, p.MF)
					}
				}
				if s := d.FragmentStats(); s != (FragmentStats{Reassembled: 1}) {
					t.Errorf("left over: %+v", s)
				}
			})
		}
	}
}

// TestReassembleOverlap holds what Wireshark does: the lower offset wins, then the
// earlier fragment; of two ends the first counts.
func TestReassembleOverlap(t *testing.T) {
	evil := bytes.Repeat([]byte{'X'}, 500)
	send := func(frags ...[]byte) Packet {
		d := NewDecoder(Options{})
		var p Packet
		for _, b := range frags {
			p = decodeRaw(d, b, len(b), 0)
		}
		return p
	}
	good := func(k int) []byte { return fragment4(1, ProtoTCP, bigSegment(), threeCuts[k]) }
	bad := func(from, to int, last bool) []byte { return fragment4(1, ProtoTCP, evil, cut{from, to, last}) }
	t.Run("a later copy is ignored", func(t *testing.T) {
		p := send(good(0), bad(0, 104, false), good(1), good(2))
		checkReassembled(t, &p)
	})
	t.Run("an overlap from below wins", func(t *testing.T) {
		p := send(good(0), bad(96, 136, false), good(1), good(2))
		if want := bigSegment()[32:]; p.PayLen != 308 || p.Payload[71] != want[71] ||
			!bytes.Equal(p.Payload[72:104], evil[:32]) || p.Payload[104] != want[104] {
			t.Errorf("payload % x", p.Payload)
		}
	})
	t.Run("the first end counts", func(t *testing.T) {
		p := send(good(0), good(2), bad(400, 408, true), good(1))
		checkReassembled(t, &p)
	})
	t.Run("what lies beyond the end", func(t *testing.T) {
		p := send(good(0), good(2), bad(400, 408, false), good(1))
		checkReassembled(t, &p)
	})
}

// TestReassembleHole does not put together what misses eight bytes.
func TestReassembleHole(t *testing.T) {
	for _, cuts := range [][]cut{
		{{0, 104, false}, {112, 340, true}},
		{{112, 340, true}, {0, 104, false}, {0, 104, false}, {112, 240, false}},
		{{8, 340, true}, {8, 16, false}},
		{{0, 104, false}, {104, 336, false}},
	} {
		d := NewDecoder(Options{})
		for _, c := range cuts {
			b := fragment4(1, ProtoTCP, bigSegment(), c)
			if p := decodeRaw(d, b, len(b), 0); p.Status != StatusFragment {
				t.Errorf("%v: put together at %v", cuts, c)
			}
		}
	}
}

// TestFragmentsApart holds that fragments of other datagrams do not help.
func TestFragmentsApart(t *testing.T) {
	d := NewDecoder(Options{})
	first := fragment4(1, ProtoTCP, bigSegment(), cut{0, 104, false})
	for name, second := range map[string][]byte{
		"other ID":       fragment4(2, ProtoTCP, bigSegment(), cut{104, 340, true}),
		"other protocol": fragment4(1, ProtoUDP, bigSegment(), cut{104, 340, true}),
		"other source":   append([]byte(nil), fragment4(1, ProtoTCP, bigSegment(), cut{104, 340, true})...),
	} {
		if name == "other source" {
			second[15]++
		}
		decodeRaw(d, first, len(first), 0)
		if p := decodeRaw(d, second, len(second), 0); p.Status != StatusFragment {
			t.Errorf("%s: %v", name, p.Status)
		}
	}
}

// TestFirstFragmentCut reads the TCP header of a fragment that the snap length
// cut: it can never be put together.
func TestFirstFragmentCut(t *testing.T) {
	d := NewDecoder(Options{})
	b := fragment4(1, ProtoTCP, bigSegment(), threeCuts[0])
	p := decodeRaw(d, b[:60], len(b), 0)
	if p.Status != StatusFragment || !p.HasTCP || !p.TCPComplete || p.Seq != 0x01020304 || p.TSVal != 10 || p.HasPayLen {
		t.Errorf("%+v", p)
	}
	later := fragment4(1, ProtoTCP, bigSegment(), threeCuts[2])
	p = decodeRaw(d, later[:60], len(later), 0)
	if p.Status != StatusFragment || p.HasTCP || p.HasPorts {
		t.Errorf("later fragment: %+v", p)
	}
	if s := d.FragmentStats(); s != (FragmentStats{}) {
		t.Errorf("kept: %+v", s)
	}
}

// TestFragmentsInTunnels puts together fragments around and inside of tunnels.
func TestFragmentsInTunnels(t *testing.T) {
	vxlan := udpTo(portVXLAN, cat(hx("08000000 00000500"), ether(0x0800, ipv4Header(1, ProtoTCP, bigSegment()))))
	t.Run("outer", func(t *testing.T) {
		d := NewDecoder(Options{})
		a := fragment4(1, ProtoUDP, vxlan, cut{0, 160, false})
		b := fragment4(1, ProtoUDP, vxlan, cut{160, len(vxlan), true})
		decodeRaw(d, a, len(a), 0)
		p := decodeRaw(d, b, len(b), 0)
		checkReassembled(t, &p)
		if p.Tunnel != TunnelVXLAN || p.TunnelID != 5 {
			t.Errorf("tunnel %v %d", p.Tunnel, p.TunnelID)
		}
	})
	t.Run("both", func(t *testing.T) {
		d := NewDecoder(Options{})
		var p Packet
		for i, c := range threeCuts {
			inner := cat(hx("0000 0800"), fragment4(9, ProtoTCP, bigSegment(), c))
			for _, oc := range []cut{{0, 48, false}, {48, len(inner), true}} {
				b := fragment4(uint16(20+i), ProtoGRE, inner, oc)
				p = decodeRaw(d, b, len(b), 0)
			}
		}
		checkReassembled(t, &p)
		if p.Tunnel != TunnelGRE || p.EncapDepth != 1 {
			t.Errorf("tunnel %v, depth %d", p.Tunnel, p.EncapDepth)
		}
	})
}

// TestFragmentBounds holds every bound: age, bytes, datagrams, pieces.
func TestFragmentBounds(t *testing.T) {
	flood := func(opt Options, n int, step time.Duration) FragmentStats {
		d := NewDecoder(opt)
		for i := range n {
			b := fragment4(uint16(i), ProtoTCP, bigSegment(), threeCuts[0])
			decodeRaw(d, b, len(b), time.Duration(i)*step)
			if s := d.FragmentStats(); s.Bytes > max(opt.FragmentBytes, 104) && opt.FragmentBytes > 0 {
				t.Fatalf("%d bytes kept", s.Bytes)
			}
		}
		return d.FragmentStats()
	}
	if s := flood(Options{FragmentDatagrams: 10}, 100, 0); s != (FragmentStats{Dropped: 90, Bytes: 1040, Datagrams: 10}) {
		t.Errorf("datagrams: %+v", s)
	}
	if s := flood(Options{FragmentBytes: 1000}, 100, 0); s != (FragmentStats{Dropped: 91, Bytes: 936, Datagrams: 9}) {
		t.Errorf("bytes: %+v", s)
	}
	if s := flood(Options{FragmentTimeout: 5 * time.Second}, 100, time.Second); s != (FragmentStats{Dropped: 94, Bytes: 624, Datagrams: 6}) {
		t.Errorf("age: %+v", s)
	}
	d := NewDecoder(Options{})
	for i := range 2 * maxFragments {
		off := i % 1000 * 8
		b := fragment4(1, ProtoTCP, make([]byte, 8008), cut{off, off + 8, false})
		decodeRaw(d, b, len(b), 0)
	}
	if s := d.FragmentStats(); s != (FragmentStats{Dropped: 2}) {
		t.Errorf("pieces: %+v", s)
	}
}

// TestFragmentTooLong refuses the fragments of a datagram above 65535 bytes.
func TestFragmentTooLong(t *testing.T) {
	d := NewDecoder(Options{})
	b := ipv4Header(1, ProtoTCP, make([]byte, 80))
	binary.BigEndian.PutUint16(b[6:], 0x1fff)
	if p := decodeRaw(d, b, len(b), 0); p.Status != StatusMalformed {
		t.Errorf("status %v", p.Status)
	}
}
