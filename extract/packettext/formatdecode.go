package packettext

import (
	"bytes"
	"encoding/binary"
	"net/netip"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// decodeFrame reads a frame into a Packet that encodes to the same bytes. It says no where the notation has no
// words for the frame.
func (s *Script) decodeFrame(f rawFrame) (Packet, bool) {
	p := Packet{}
	ip, ok := s.stripLink(f.data, &p)
	if !ok || len(ip) < 20 {
		return p, false
	}
	switch ip[0] >> 4 {
	case 4:
		ok = p.decodeIPv4(ip)
	case 6:
		ok = p.decodeIPv6(ip)
	default:
		return p, false
	}
	if !ok {
		return p, false
	}
	if len(f.data) < f.wireLen {
		p.Snap = len(f.data)
	}
	written := p.Checksum
	for _, p.SumMode = range []ChecksumMode{ChecksumGood, ChecksumBad, ChecksumOffload, ChecksumValue} {
		if p.Checksum = 0; p.SumMode == ChecksumValue {
			p.Checksum = written
		}
		g, err := s.frame(&p)
		if err == nil && g.WireLen == f.wireLen && bytes.Equal(g.Data, f.data) {
			return p, true
		}
	}
	return p, false
}

// stripLink takes the link header off. What it does not look at is compared when the packet is encoded.
func (s *Script) stripLink(b []byte, p *Packet) ([]byte, bool) {
	need := map[LinkType]int{LinkEthernet: 14, LinkSLL: 16, LinkSLL2: 20, LinkRaw: 0, LinkNull: 4}
	n, ok := need[s.Link]
	if !ok || len(b) < n {
		return nil, false
	}
	switch s.Link {
	case LinkSLL:
		copy(p.Src.MAC[:], b[6:])
		p.Dir = sllDirections[b[1]]
	case LinkSLL2:
		copy(p.Src.MAC[:], b[12:])
		p.Dir = sllDirections[b[10]]
	case LinkEthernet:
		copy(p.Dst.MAC[:], b)
		copy(p.Src.MAC[:], b[6:])
		for len(p.VLAN) < 2 && len(b) >= n+4 {
			t := layers.EthernetType(binary.BigEndian.Uint16(b[n-2:]))
			if t != layers.EthernetTypeDot1Q && t != layers.EthernetTypeQinQ {
				break
			}
			p.VLAN = append(p.VLAN, binary.BigEndian.Uint16(b[n:]))
			n += 4
		}
	}
	return b[n:], true
}

var sllDirections = map[byte]Direction{sllIncoming: DirIn, sllOutgoing: DirOut, sllOtherHost: DirOther}

func (p *Packet) decodeIPv4(b []byte) bool {
	ip := &layers.IPv4{}
	if ip.DecodeFromBytes(b, gopacket.NilDecodeFeedback) != nil || ip.IHL != 5 {
		return false
	}
	p.Src.Addr, p.Dst.Addr = netip.AddrFrom4([4]byte(ip.SrcIP)), netip.AddrFrom4([4]byte(ip.DstIP))
	p.TTL, p.TOS, p.IPID, p.DF = ip.TTL, ip.TOS, ip.Id, ip.Flags&layers.IPv4DontFragment != 0
	if fold(b[:20], 0) != 0xffff {
		p.IPSum = &ip.Checksum
	}
	total := int(binary.BigEndian.Uint16(b[2:]))
	return p.decodeTransport(ip.Protocol, b[20:], total-20)
}

func (p *Packet) decodeIPv6(b []byte) bool {
	ip := &layers.IPv6{}
	if len(b) < 40 || ip.DecodeFromBytes(b, gopacket.NilDecodeFeedback) != nil {
		return false
	}
	p.Src.Addr, p.Dst.Addr = netip.AddrFrom16([16]byte(ip.SrcIP)), netip.AddrFrom16([16]byte(ip.DstIP))
	p.TTL, p.TOS, p.FlowLabel = ip.HopLimit, ip.TrafficClass, ip.FlowLabel
	return p.decodeTransport(ip.NextHeader, b[40:], int(binary.BigEndian.Uint16(b[4:])))
}

// decodeTransport reads what follows the IP header: length bytes, of which b holds the captured ones, and
// perhaps a trailer.
func (p *Packet) decodeTransport(proto layers.IPProtocol, b []byte, length int) bool {
	if length < 0 {
		return false
	}
	captured := min(length, len(b))
	p.Trailer = bytes.Clone(b[captured:])
	b = b[:captured]
	header := 8
	switch proto {
	case layers.IPProtocolTCP:
		p.Kind = KindTCP
		if header = p.decodeTCP(b); header == 0 {
			return false
		}
	case layers.IPProtocolUDP:
		if p.Kind = KindUDP; len(b) < 8 {
			return false
		}
		p.Src.Port, p.Dst.Port = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
		p.Checksum = binary.BigEndian.Uint16(b[6:])
	case layers.IPProtocolICMPv4, layers.IPProtocolICMPv6:
		if p.Kind = KindICMP; len(b) < 8 {
			return false
		}
		p.ICMP = ICMPMessage{Type: b[0], Code: b[1], Rest: be32(b[4:])}
	default:
		return false
	}
	if length < header {
		return false
	}
	p.Payload = append(bytes.Clone(b[header:]), make([]byte, length-captured)...) // zeros for bytes not captured
	return true
}

// decodeTCP returns the header length, 0 if the header is cut or broken.
func (p *Packet) decodeTCP(b []byte) int {
	t := &layers.TCP{}
	if t.DecodeFromBytes(b, gopacket.NilDecodeFeedback) != nil {
		return 0
	}
	p.Src.Port, p.Dst.Port = uint16(t.SrcPort), uint16(t.DstPort)
	p.Seq, p.Ack, p.Window, p.Urgent, p.Checksum = t.Seq, t.Ack, t.Window, t.Urgent, t.Checksum
	p.Flags = binary.BigEndian.Uint16(b[12:]) & 0x1ff
	for _, o := range t.Options {
		p.Options = append(p.Options, Option{uint8(o.OptionType), bytes.Clone(o.OptionData)})
	}
	size := 0
	for _, o := range p.Options {
		size += o.size()
	}
	header := int(t.DataOffset) * 4
	if n := len(p.Options); n > 0 && p.Options[n-1].Kind == OptEnd && (size-1+3)/4*4 == header-20 {
		p.Options = p.Options[:n-1] // written again as padding
	}
	return header
}
