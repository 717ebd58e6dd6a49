package flow

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"whyrst/extract/packet"
)

// key names a tuple: both endpoints in canonical order, so that either direction gives the same key, and the
// tunnel around it where its id is the same in both directions. VLAN tags are no part of it: the two directions
// of a connection often carry different ones.
type key struct {
	a, b   [16]byte
	pa, pb uint16
	tunID  uint32
	ver    uint8
	tun    packet.TunnelKind
}

// makeKey fills k from p and returns the direction: 0 if p's source is the endpoint a.
func makeKey(k *key, p *packet.Packet) int {
	k.ver, k.tun, k.tunID = p.IPVersion, 0, 0
	switch p.Tunnel {
	case packet.TunnelVXLAN, packet.TunnelVXLANGPE, packet.TunnelGeneve:
		// A virtual network identifier scopes addresses; TEIDs, call and session ids differ by direction.
		k.tun, k.tunID = p.Tunnel, p.TunnelID
	}
	c := bytes.Compare(p.Src[:], p.Dst[:])
	if c < 0 || c == 0 && p.SrcPort <= p.DstPort {
		k.a, k.b, k.pa, k.pb = p.Src, p.Dst, p.SrcPort, p.DstPort
		return 0
	}
	k.a, k.b, k.pa, k.pb = p.Dst, p.Src, p.DstPort, p.SrcPort
	return 1
}

// hash mixes the key with a seed of the run: names in a capture are hostile, and a known hash function lets
// them collide on purpose. Nothing that leaves the package depends on the hash.
func (k *key) hash(seed uint64) uint64 {
	le := binary.LittleEndian
	h := mix(le.Uint64(k.a[0:])^seed, le.Uint64(k.a[8:])^0x9e3779b97f4a7c15)
	h = mix(h^le.Uint64(k.b[0:]), le.Uint64(k.b[8:])^0xbf58476d1ce4e5b9)
	w := uint64(k.pa)<<48 | uint64(k.pb)<<32 | uint64(k.tunID)
	return mix(h^w, 0x94d049bb133111eb^uint64(k.ver)<<8^uint64(k.tun))
}

// mix folds the 128-bit product, the mixing step of wyhash.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
