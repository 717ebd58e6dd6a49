package flow

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"whyrst/extract/packet"
)

// TestTableAgainstMap drives the index with random inserts and removals and holds it against a map.
func TestTableAgainstMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	tab := newTable()
	want := map[key]int32{}
	var keys []key
	for range 200_000 {
		var k key
		binary.BigEndian.PutUint32(k.a[:], rng.Uint32N(3000))
		k.pa = uint16(rng.Uint32N(7))
		h := k.hash(tab.seed)
		c := tab.find(&k, h)
		id, ok := want[k]
		if (c != nil) != ok || ok && c.id != id {
			t.Fatalf("find %v: got %v, want %d %v", k, c, id, ok)
		}
		switch {
		case c == nil:
			c = tab.alloc()
			c.key = k
			tab.put(c, h)
			want[k] = c.id
			keys = append(keys, k)
		case rng.Uint32N(2) == 0:
			tab.remove(c)
			tab.release(c)
			delete(want, k)
		}
	}
	for _, k := range keys {
		c := tab.find(&k, k.hash(tab.seed))
		if id, ok := want[k]; (c != nil) != ok || ok && c.id != id {
			t.Fatalf("at the end: %v", k)
		}
	}
	if tab.used != len(want) {
		t.Errorf("used %d, want %d", tab.used, len(want))
	}
}

func TestKeyIsTheSameFromBothEnds(t *testing.T) {
	p := packet.Packet{IPVersion: 4, SrcPort: 80, DstPort: 40000}
	p.Src[15], p.Dst[15] = 9, 3
	q := p
	q.Src, q.Dst, q.SrcPort, q.DstPort = p.Dst, p.Src, p.DstPort, p.SrcPort
	var a, b key
	da, db := makeKey(&a, &p), makeKey(&b, &q)
	if a != b || da == db {
		t.Errorf("keys %v %v, directions %d %d", a, b, da, db)
	}
	q.Tunnel, q.TunnelID = packet.TunnelVXLAN, 7
	if makeKey(&b, &q); a == b {
		t.Error("another virtual network gives the same key")
	}
	q.Tunnel = packet.TunnelGTPU
	if makeKey(&b, &q); a != b {
		t.Error("a TEID, which differs by direction, is part of the key")
	}
}
