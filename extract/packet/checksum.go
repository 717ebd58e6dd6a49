package packet

import (
	"encoding/binary"
	"math/bits"
)

// tcpChecksum verifies the checksum of a TCP segment of which every byte was
// captured, RFC 9293 §3.1 with the pseudo header of RFC 8200 §8.1.
func (p *Packet) tcpChecksum(segment []byte) ChecksumStatus {
	// The pseudo header in one form for both versions: the zeroes of a mapped
	// address add nothing, and its 0xffff is the zero of ones' complement.
	pseudo := sum(p.Src[:], uint64(len(segment))+ProtoTCP)
	pseudo = sum(p.Dst[:], pseudo)
	if fold(sum(segment, pseudo)) == 0xffff {
		return ChecksumGood
	}
	if be16(segment[16:]) == fold(pseudo) {
		return ChecksumOffload
	}
	return ChecksumBad
}

// sum adds the 16-bit words of b to acc in ones' complement arithmetic. Adding
// eight bytes at a time is the same sum (RFC 1071 §2) four times as fast.
func sum(b []byte, acc uint64) uint64 {
	var carry uint64
	for len(b) >= 8 {
		acc, carry = bits.Add64(acc, binary.BigEndian.Uint64(b), carry)
		b = b[8:]
	}
	var last [8]byte
	copy(last[:], b)
	acc, carry = bits.Add64(acc, binary.BigEndian.Uint64(last[:]), carry)
	acc, carry = bits.Add64(acc, 0, carry)
	return acc + carry
}

// fold brings a sum of eight-byte words down to 16 bits.
func fold(acc uint64) uint16 {
	for acc > 0xffff {
		acc = acc>>16 + acc&0xffff
	}
	return uint16(acc)
}
