package packet

import "testing"

func BenchmarkDecode(b *testing.B) {
	for _, name := range []string{
		"Ethernet IPv4", "Ethernet IPv6", "VLAN", "Linux cooked", "VXLAN", "802.11 radiotap",
	} {
		for _, s := range shapes() {
			if s.name == name {
				b.Run(name, func(b *testing.B) { benchmarkShape(b, Options{}, s) })
			}
		}
	}
	b.Run("checksum of 1400 bytes", func(b *testing.B) {
		s := shape{link: linkRaw, data: ipv4Header(1, ProtoTCP, cat(segment(), make([]byte, 1400)))}
		benchmarkShape(b, Options{VerifyChecksum: true}, s)
	})
}

func benchmarkShape(b *testing.B, opt Options, s shape) {
	d := NewDecoder(opt)
	var p Packet
	b.ReportAllocs()
	for b.Loop() {
		d.Decode(s.link, s.data, uint32(len(s.data)), &p)
	}
	if p.Status != StatusOK {
		b.Fatal(p.Status)
	}
}
