package packettext

import (
	"encoding/binary"
	"fmt"
	"net/netip"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// Frame is one frame of the capture that a script stands for.
type Frame struct {
	Packet  *Packet
	TimeNs  int64  // since 1970
	WireLen int    // frame.len
	Data    []byte // captured bytes
}

// Frames encodes the captured packets in order. It fails where a transform made a packet that no frame holds.
func (s *Script) Frames() ([]Frame, error) {
	var out []Frame
	for i := range s.Packets {
		p := &s.Packets[i]
		if p.Dropped {
			continue
		}
		f, err := s.frame(p)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", s.Name, p.Line, err)
		}
		out = append(out, f)
	}
	return out, nil
}

// frame encodes one packet.
func (s *Script) frame(p *Packet) (Frame, error) {
	f := Frame{Packet: p, TimeNs: s.Epoch + int64(p.Time)}
	if f.TimeNs < 0 || f.TimeNs > maxTimeNs {
		return f, errTime
	}
	if p.Kind == KindRaw {
		f.Data, f.WireLen = p.Raw, p.WireLen
	} else {
		ip, err := ipBytes(p)
		if err == nil && p.Tunnel != nil {
			ip, err = greBytes(p, ip)
		}
		if err != nil {
			return f, err
		}
		if f.Data, err = linkHeader(s, p, ip); err != nil {
			return f, err
		}
		f.Data = append(append(f.Data, ip...), p.Trailer...)
		f.WireLen = len(f.Data)
	}
	if s.SnapLen > 0 && len(f.Data) > s.SnapLen {
		f.Data = f.Data[:s.SnapLen]
	}
	if p.Snap > 0 && len(f.Data) > p.Snap {
		f.Data = f.Data[:p.Snap]
	}
	return f, nil
}

var serialize = gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}

// ipBytes is the packet from its own IP header on.
func ipBytes(p *Packet) ([]byte, error) {
	proto := map[Kind]layers.IPProtocol{KindTCP: layers.IPProtocolTCP, KindUDP: layers.IPProtocolUDP,
		KindICMP: layers.IPProtocolICMPv4}[p.Kind]
	if p.Kind == KindICMP && p.Src.Addr.Is6() {
		proto = layers.IPProtocolICMPv6
	}
	ip, pseudo := ipLayer(p, proto)
	buf := gopacket.NewSerializeBuffer()
	body := p.Payload
	if p.ICMP.Quote != nil {
		q, err := ipBytes(p.ICMP.Quote)
		if err != nil {
			return nil, err
		}
		body = q[:min(len(q), p.ICMP.QuoteLen)]
	}
	parts := append(transport(p, pseudo), gopacket.Payload(body))
	if err := gopacket.SerializeLayers(buf, serialize, parts...); err != nil {
		return nil, err
	}
	if len(buf.Bytes()) > 65535-20 {
		return nil, fmt.Errorf("packet of %d bytes behind the IP header exceeds 65535", len(buf.Bytes()))
	}
	spoilChecksum(p, buf.Bytes())
	if err := ip.SerializeTo(buf, serialize); err != nil {
		return nil, err
	}
	if p.IPSum != nil {
		binary.BigEndian.PutUint16(buf.Bytes()[10:], *p.IPSum)
	}
	return buf.Bytes(), nil
}

// ipLayer is the IP header; the second value is the same header as the transport layers ask for it.
func ipLayer(p *Packet, proto layers.IPProtocol) (gopacket.SerializableLayer, gopacket.NetworkLayer) {
	if p.Src.Addr.Is6() {
		ip := &layers.IPv6{Version: 6, TrafficClass: p.TOS, FlowLabel: p.FlowLabel, HopLimit: p.TTL,
			NextHeader: proto, SrcIP: p.Src.Addr.AsSlice(), DstIP: p.Dst.Addr.AsSlice()}
		return ip, ip
	}
	ip := &layers.IPv4{Version: 4, TOS: p.TOS, Id: p.IPID, TTL: p.TTL, Protocol: proto,
		SrcIP: p.Src.Addr.AsSlice(), DstIP: p.Dst.Addr.AsSlice()}
	if p.DF {
		ip.Flags = layers.IPv4DontFragment
	}
	return ip, ip
}

// transport is what stands between the IP header and the payload.
func transport(p *Packet, pseudo gopacket.NetworkLayer) []gopacket.SerializableLayer {
	switch p.Kind {
	case KindTCP:
		t := &layers.TCP{SrcPort: layers.TCPPort(p.Src.Port), DstPort: layers.TCPPort(p.Dst.Port), Seq: p.Seq,
			Ack: p.Ack, Window: p.Window, Urgent: p.Urgent,
			FIN: p.Flags&FlagFIN != 0, SYN: p.Flags&FlagSYN != 0, RST: p.Flags&FlagRST != 0,
			PSH: p.Flags&FlagPSH != 0, ACK: p.Flags&FlagACK != 0, URG: p.Flags&FlagURG != 0,
			ECE: p.Flags&FlagECE != 0, CWR: p.Flags&FlagCWR != 0, NS: p.Flags&FlagNS != 0}
		for _, o := range p.Options {
			t.Options = append(t.Options, layers.TCPOption{OptionType: layers.TCPOptionKind(o.Kind), OptionData: o.Data})
		}
		t.SetNetworkLayerForChecksum(pseudo)
		return []gopacket.SerializableLayer{t}
	case KindUDP:
		u := &layers.UDP{SrcPort: layers.UDPPort(p.Src.Port), DstPort: layers.UDPPort(p.Dst.Port)}
		u.SetNetworkLayerForChecksum(pseudo)
		return []gopacket.SerializableLayer{u}
	}
	m := p.ICMP
	if p.Src.Addr.Is4() {
		return []gopacket.SerializableLayer{&layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(m.Type, m.Code),
			Id: uint16(m.Rest >> 16), Seq: uint16(m.Rest)}}
	}
	i := &layers.ICMPv6{TypeCode: layers.CreateICMPv6TypeCode(m.Type, m.Code)}
	i.SetNetworkLayerForChecksum(pseudo)
	return []gopacket.SerializableLayer{i, gopacket.Payload(binary.BigEndian.AppendUint32(nil, m.Rest))}
}

// spoilChecksum puts what the script asks for into the checksum of a serialized TCP or UDP header.
func spoilChecksum(p *Packet, b []byte) {
	at := 16
	if p.Kind == KindUDP {
		at = 6
	}
	if p.SumMode == ChecksumGood || p.Kind == KindICMP {
		return
	}
	sum := binary.BigEndian.Uint16(b[at:])
	switch p.SumMode {
	case ChecksumBad:
		sum ^= 0x5555
	case ChecksumOffload:
		sum = pseudoSum(p, len(b))
	case ChecksumValue:
		sum = p.Checksum
	}
	binary.BigEndian.PutUint16(b[at:], sum)
}

// pseudoSum is the folded sum over the pseudo header, not complemented: what a kernel leaves for the card.
func pseudoSum(p *Packet, length int) uint16 {
	b := append(p.Src.Addr.AsSlice(), p.Dst.Addr.AsSlice()...)
	return fold(b, uint32(length)+map[Kind]uint32{KindTCP: 6, KindUDP: 17}[p.Kind])
}

// fold is the ones' complement sum of RFC 1071 over an even number of bytes.
func fold(b []byte, sum uint32) uint16 {
	for ; len(b) > 1; b = b[2:] {
		sum += uint32(binary.BigEndian.Uint16(b))
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return uint16(sum)
}

// greBytes puts GRE and the outer IPv4 header around an IP packet.
func greBytes(p *Packet, inner []byte) ([]byte, error) {
	if len(inner) > 65535-24 {
		return nil, fmt.Errorf("packet of %d bytes has no room in a tunnel", len(inner))
	}
	g := &layers.GRE{Protocol: etherType(p.Src.Addr)}
	ip := &layers.IPv4{Version: 4, Id: p.IPID, TTL: 64, Protocol: layers.IPProtocolGRE, Flags: layers.IPv4DontFragment,
		SrcIP: p.Tunnel.Src.AsSlice(), DstIP: p.Tunnel.Dst.AsSlice()}
	buf := gopacket.NewSerializeBuffer()
	err := gopacket.SerializeLayers(buf, serialize, ip, g, gopacket.Payload(inner))
	return buf.Bytes(), err
}

func etherType(a netip.Addr) layers.EthernetType {
	if a.Is6() {
		return layers.EthernetTypeIPv6
	}
	return layers.EthernetTypeIPv4
}
