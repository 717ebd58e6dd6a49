package packet

import "testing"

// TestNoAllocs is the gate of the hot path, and of everything else but what
// gopacket decodes.
func TestNoAllocs(t *testing.T) {
	for _, verify := range []bool{false, true} {
		d := NewDecoder(Options{VerifyChecksum: verify})
		var p Packet
		for _, s := range shapes() {
			if s.path == "other:ip:tcp" {
				continue
			}
			n := testing.AllocsPerRun(100, func() { d.Decode(s.link, s.data, uint32(len(s.data)), &p) })
			if n != 0 {
				t.Errorf("%s (checksum %v): %v allocations", s.name, verify, n)
			}
		}
		for _, tt := range decodeTests {
			data := unhex(t, tt.hex)
			n := testing.AllocsPerRun(100, func() { d.Decode(tt.link, data, uint32(len(data)), &p) })
			if n != 0 {
				t.Errorf("%s (checksum %v): %v allocations", tt.name, verify, n)
			}
		}
	}
}
