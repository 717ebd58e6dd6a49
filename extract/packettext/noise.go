package packettext

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// maxNoise bounds the packets that InterleaveNoise adds.
const maxNoise = 1000

// InterleaveNoise mixes in a flow of two other hosts that transfers, loses, retransmits and reorders, without
// a RST. Its packets stand between the script's, one in each gap, so the capture begins and ends as before;
// Packet.Frame still tells the frame number in the script as written, and is 0 for noise.
func (s *Script) InterleaveNoise() *Script {
	out := s.clone()
	var at []time.Duration
	for i := 1; i < len(s.Packets) && len(at) < maxNoise; i++ {
		a, b := s.Packets[i-1].Time, s.Packets[i].Time
		if b >= a {
			at = append(at, a+(b-a)/2)
		}
	}
	slices.Sort(at)
	noise := s.noise(at)
	merged := make([]Packet, 0, len(s.Packets)+len(noise))
	for i, p := range out.Packets {
		for i > 0 && len(noise) > 0 && noise[0].Time <= p.Time {
			merged = append(merged, noise[0])
			noise = noise[1:]
		}
		merged = append(merged, p)
	}
	out.Packets = merged
	return out
}

// noise writes the story of the noisy flow and gives its packets the times at.
func (s *Script) noise(at []time.Duration) []Packet {
	a, b := s.freeAddresses()
	var text strings.Builder
	fmt.Fprintf(&text, "host A %s\nhost B %s ttl 51\n", netip.AddrPortFrom(a, 51515), netip.AddrPortFrom(b, 8443))
	text.WriteString("0 A>B S <mss 1460,sackOK,TS,nop,wscale 7>\n0 B>A S. <mss 1460,sackOK,TS,nop,wscale 7>\n0 A>B .\n")
	for n, seq := 3, int64(1); n < len(at); n++ {
		switch n % 6 {
		case 0: // a segment that overtakes the next one
			fmt.Fprintf(&text, "0 B>A P. %d(900)\n", seq+900)
		case 1:
			fmt.Fprintf(&text, "0 A>B . ack %d <nop,nop,sack %d:%d>\n", seq, seq+900, seq+1800)
		case 2:
			fmt.Fprintf(&text, "0 B>A P. %d(900)\n", seq)
			seq += 1800
		case 3:
			fmt.Fprintf(&text, "0 A>B P. fill 40\n")
		case 4: // sent again
			fmt.Fprintf(&text, "0 B>A . %d(100)\n", seq-100)
		case 5:
			fmt.Fprintf(&text, "0 A>B . ack %d\n", seq)
		}
	}
	story, err := Parse("noise", text.String())
	if err != nil {
		panic("packettext: noise does not parse: " + err.Error())
	}
	pkts := story.Packets[:min(len(at), len(story.Packets))]
	flow := 0
	for _, p := range s.Packets {
		flow = max(flow, p.Flow)
	}
	for i := range pkts {
		pkts[i].Time, pkts[i].Frame, pkts[i].Line, pkts[i].Flow = at[i], 0, 0, flow+1
	}
	return pkts
}

// freeAddresses finds two neighbours of the benchmark range (RFC 2544) that the script does not use.
func (s *Script) freeAddresses() (a, b netip.Addr) {
	used := map[netip.Addr]bool{}
	s.clone().each(func(p *Packet) { used[p.Src.Addr], used[p.Dst.Addr] = true, true })
	for a = netip.AddrFrom4([4]byte{198, 18, 0, 1}); ; a = a.Next().Next() {
		if b = a.Next(); !used[a] && !used[b] {
			return a, b
		}
	}
}

// Variant is a change of a script that should not move its verdict.
type Variant struct {
	Name    string
	Changes string // what it declares to change
	Script  func(*Script) *Script
	Encode  func(*Script) ([]byte, error)
}

// Variants lists the metamorphic changes of every case, the plain encoding first.
func Variants() []Variant {
	same := func(s *Script) *Script { return s }
	pcap := func(o FileOptions) func(*Script) ([]byte, error) {
		return func(s *Script) ([]byte, error) { return s.PCAP(o) }
	}
	ng := func(o FileOptions) func(*Script) ([]byte, error) {
		return func(s *Script) ([]byte, error) { return s.PCAPNG(o) }
	}
	plain := pcap(FileOptions{})
	gre := func(s *Script) *Script {
		return s.WrapGRE(netip.AddrFrom4([4]byte{198, 51, 100, 1}), netip.AddrFrom4([4]byte{198, 51, 100, 2}))
	}
	return []Variant{
		{"plain", "nothing", same, plain},
		{"pcap-bigendian", "nothing", same, pcap(FileOptions{BigEndian: true})},
		{"pcap-ns", "nothing", same, pcap(FileOptions{Nanoseconds: true})},
		{"pcapng", "interface, direction where declared", same, ng(FileOptions{})},
		{"pcapng-bigendian-ns", "interface, direction where declared", same, ng(FileOptions{BigEndian: true, Nanoseconds: true})},
		{"wrap-isn", "raw sequence numbers", (*Script).WrapISN, plain},
		{"shift-time", "absolute times", func(s *Script) *Script { return s.ShiftTime(1234567 * time.Second) }, plain},
		{"ipv6", "addresses, no identification, no DF", (*Script).ToIPv6, plain},
		{"noise", "frame numbers, one flow more", (*Script).InterleaveNoise, plain},
		{"swap-addresses", "addresses", (*Script).SwapAddresses, plain},
		{"vlan", "VLAN, link type", func(s *Script) *Script { return s.WrapVLAN(10) }, plain},
		{"gre", "tunnel, frame lengths", gre, plain},
	}
}
