package tuple

import (
	"encoding/binary"
	"math/bits"
)

// Key names a connection's ends in canonical order, so that either direction gives the same key.
type Key struct {
	// A and B are the addresses, an IPv4 address in its mapped form. (A, PortA) is the lower end, bytes compared
	// in network order and the address first, as the Community ID orders them.
	A, B [16]byte
	// PortA and PortB are their ports.
	PortA, PortB uint16
	// Scope is the number of the network that the addresses belong to, 0 where there is but one.
	Scope uint32
	// Version is the IP version, 4 or 6.
	Version uint8
	// Kind says what Scope counts, 0 where there is no scope.
	Kind uint8
}

// Set names the ends of a packet from src to dst, without a scope. It returns the packet's direction: 0 from A to
// B, 1 from B to A. Where both ends are the same it is always 0.
func (k *Key) Set(version uint8, src, dst *[16]byte, srcPort, dstPort uint16) (direction int) {
	k.Version, k.Kind, k.Scope = version, 0, 0
	if atOrBelow(src, dst, srcPort, dstPort) {
		k.A, k.B, k.PortA, k.PortB = *src, *dst, srcPort, dstPort
		return 0
	}
	k.A, k.B, k.PortA, k.PortB = *dst, *src, dstPort, srcPort
	return 1
}

// atOrBelow compares two ends, addresses first. Two words are compared faster than bytes.Compare is called.
func atOrBelow(a, b *[16]byte, pa, pb uint16) bool {
	be := binary.BigEndian
	if x, y := be.Uint64(a[:8]), be.Uint64(b[:8]); x != y {
		return x < y
	}
	if x, y := be.Uint64(a[8:]), be.Uint64(b[8:]); x != y {
		return x < y
	}
	return pa <= pb
}

// Hash mixes the key with a seed of the run: addresses in a capture are hostile, and a known hash function lets
// them collide on purpose.
func (k *Key) Hash(seed uint64) uint32 {
	le := binary.LittleEndian
	h := mix(le.Uint64(k.A[0:])^seed, le.Uint64(k.A[8:])^0x9e3779b97f4a7c15)
	h = mix(h^le.Uint64(k.B[0:]), le.Uint64(k.B[8:])^0xbf58476d1ce4e5b9)
	w := uint64(k.PortA)<<48 | uint64(k.PortB)<<32 | uint64(k.Scope)
	h = mix(h^w, 0x94d049bb133111eb^uint64(k.Version)<<8^uint64(k.Kind))
	return uint32(h ^ h>>32)
}

// mix folds the 128-bit product, the mixing step of wyhash.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
