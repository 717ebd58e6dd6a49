package packet

import (
	"encoding/binary"
	"testing"
)

// naiveSum is RFC 1071 word by word over the pseudo header and the segment.
func naiveSum(pseudo, segment []byte) uint16 {
	var acc uint32
	for _, b := range [][]byte{pseudo, segment} {
		for i := 0; i < len(b); i += 2 {
			acc += uint32(b[i]) << 8
			if i+1 < len(b) {
				acc += uint32(b[i+1])
			}
		}
	}
	for acc > 0xffff {
		acc = acc>>16 + acc&0xffff
	}
	return uint16(acc)
}

// pseudoHeader is that of RFC 9293 §3.1 for IPv4 and of RFC 8200 §8.1 for IPv6.
func pseudoHeader(ip []byte, segmentLen int) []byte {
	if ip[0]>>4 == 4 {
		return cat(ip[12:20], []byte{0, ProtoTCP, byte(segmentLen >> 8), byte(segmentLen)})
	}
	return cat(ip[8:40], []byte{0, 0, byte(segmentLen >> 8), byte(segmentLen), 0, 0, 0, ProtoTCP})
}

func TestChecksum(t *testing.T) {
	for _, headerLen := range []int{20, 40} {
		for size := range 40 { // every remainder of a word of eight bytes
			seg := segment()[:32]
			for i := range size {
				seg = append(seg, byte(i*37+200))
			}
			ip := ipv4Header(1, ProtoTCP, seg)
			if headerLen == 40 {
				ip = ipv6Header(1, ProtoTCP, seg)
			}
			tcp := ip[headerLen:]
			pseudo := pseudoHeader(ip, len(seg))
			check := func(name string, sum uint16, want ChecksumStatus) {
				t.Helper()
				binary.BigEndian.PutUint16(tcp[16:], sum)
				var p Packet
				NewDecoder(Options{VerifyChecksum: true}).Decode(linkRaw, ip, uint32(len(ip)), &p)
				if p.Checksum != want {
					t.Errorf("%s, header %d, %d bytes: %v, want %v", name, headerLen, size, p.Checksum, want)
				}
			}
			binary.BigEndian.PutUint16(tcp[16:], 0)
			good := ^naiveSum(pseudo, tcp)
			check("good", good, ChecksumGood)
			check("off by one", good+1, ChecksumBad)
			check("pseudo header alone", naiveSum(pseudo, nil), ChecksumOffload)
		}
	}
}

// TestChecksumUnverified holds that nothing is said of what was not asked for, or
// not captured in whole.
func TestChecksumUnverified(t *testing.T) {
	var p Packet
	data := plain4()
	NewDecoder(Options{}).Decode(linkRaw, data, uint32(len(data)), &p)
	if p.Checksum != ChecksumUnverified {
		t.Errorf("not asked: %v", p.Checksum)
	}
	d := NewDecoder(Options{VerifyChecksum: true})
	d.Decode(linkRaw, data[:len(data)-1], uint32(len(data)), &p)
	if p.Checksum != ChecksumUnverified || p.Status != StatusOK {
		t.Errorf("cut: %v, %v", p.Checksum, p.Status)
	}
	d.Decode(linkRaw, data, uint32(len(data)), &p)
	if p.Checksum != ChecksumBad {
		t.Errorf("whole: %v", p.Checksum)
	}
}
