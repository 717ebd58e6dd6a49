package packet

import (
	"bytes"
	"math/rand/v2"
	"net"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// randomFrame builds a valid frame with gopacket: Ethernet, tags, IP of either
// version, TCP, UDP or ICMP, with random values in every field.
func randomFrame(t *testing.T, r *rand.Rand) []byte {
	u16 := func() uint16 { return uint16(r.Uint32()) }
	mac := func() net.HardwareAddr { return net.HardwareAddr{2, 0, 0, byte(r.Uint32()), 1, 2} }
	payload := gopacket.Payload(make([]byte, r.IntN(64)))
	for i := range payload {
		payload[i] = byte(r.Uint32())
	}
	var l []gopacket.SerializableLayer
	eth := &layers.Ethernet{SrcMAC: mac(), DstMAC: mac()}
	typ := &eth.EthernetType
	l = append(l, eth)
	for range r.IntN(3) {
		tag := &layers.Dot1Q{VLANIdentifier: u16() & 0xfff}
		*typ, typ = layers.EthernetTypeDot1Q, &tag.Type
		l = append(l, tag)
	}
	proto := []layers.IPProtocol{layers.IPProtocolTCP, layers.IPProtocolTCP, layers.IPProtocolUDP}[r.IntN(3)]
	network, ip := randomIP(r, proto, typ)
	l = append(l, ip)
	if proto == layers.IPProtocolTCP {
		tcp := randomTCP(r)
		tcp.SetNetworkLayerForChecksum(network)
		l = append(l, tcp)
	} else {
		udp := &layers.UDP{SrcPort: layers.UDPPort(u16() | 0x8000), DstPort: layers.UDPPort(u16() | 0x8000)}
		udp.SetNetworkLayerForChecksum(network)
		l = append(l, udp)
	}
	buf := gopacket.NewSerializeBuffer()
	opt := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(buf, opt, append(l, payload)...); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// randomIP builds the header of either version, and sets the EtherType before it.
func randomIP(r *rand.Rand, proto layers.IPProtocol, typ *layers.EthernetType) (gopacket.NetworkLayer, gopacket.SerializableLayer) {
	addr := func(n int) net.IP {
		ip := make(net.IP, n)
		for i := range ip {
			ip[i] = byte(r.Uint32())
		}
		return ip
	}
	if r.IntN(2) == 0 {
		*typ = layers.EthernetTypeIPv4
		ip := &layers.IPv4{Version: 4, TOS: uint8(r.Uint32()), Id: uint16(r.Uint32()), TTL: uint8(r.Uint32()), Protocol: proto,
			SrcIP: addr(4), DstIP: addr(4), Flags: layers.IPv4Flag(r.IntN(2) * int(layers.IPv4DontFragment))}
		return ip, ip
	}
	*typ = layers.EthernetTypeIPv6
	ip := &layers.IPv6{Version: 6, TrafficClass: uint8(r.Uint32()), FlowLabel: r.Uint32() & 0xfffff,
		HopLimit: uint8(r.Uint32()), NextHeader: proto, SrcIP: addr(16), DstIP: addr(16)}
	return ip, ip
}

func randomTCP(r *rand.Rand) *layers.TCP {
	bit := func() bool { return r.IntN(2) == 0 }
	tcp := &layers.TCP{SrcPort: layers.TCPPort(r.Uint32()), DstPort: layers.TCPPort(r.Uint32()),
		Seq: r.Uint32(), Ack: r.Uint32(), Window: uint16(r.Uint32()), Urgent: uint16(r.Uint32()),
		FIN: bit(), SYN: bit(), RST: bit(), PSH: bit(), ACK: bit(), URG: bit(), ECE: bit(), CWR: bit(), NS: bit()}
	random := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	for _, o := range []struct {
		kind layers.TCPOptionKind
		size int
	}{
		{layers.TCPOptionKindMSS, 2}, {layers.TCPOptionKindWindowScale, 1}, {layers.TCPOptionKindSACKPermitted, 0},
		{layers.TCPOptionKindTimestamps, 8}, {layers.TCPOptionKindSACK, 8}, {layers.TCPOptionKindNop, 0},
	} {
		if bit() {
			length := uint8(o.size + 2)
			if o.kind == layers.TCPOptionKindNop {
				length = 1
			}
			tcp.Options = append(tcp.Options, layers.TCPOption{OptionType: o.kind, OptionLength: length, OptionData: random(o.size)})
		}
	}
	return tcp
}

// TestOracle compares Decode with gopacket's layers on 20,000 generated frames.
func TestOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	d := NewDecoder(Options{VerifyChecksum: true})
	var p Packet
	for i := range 20000 {
		data := randomFrame(t, r)
		d.Decode(linkEthernet, data, uint32(len(data)), &p)
		gp := gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.DecodeOptions{NoCopy: true})
		if gp.ErrorLayer() != nil {
			t.Fatalf("frame %d: gopacket: %v", i, gp.ErrorLayer().Error())
		}
		compareGopacket(t, &p, gp)
		if t.Failed() {
			t.Fatalf("frame %d: % x\n%+v\n%v", i, data, p, gp)
		}
	}
}

// compareGopacket compares every field that both know.
func compareGopacket(t *testing.T, p *Packet, gp gopacket.Packet) {
	t.Helper()
	is := func(what string, ok bool) {
		t.Helper()
		if !ok {
			t.Errorf("%s differs", what)
		}
	}
	eth := gp.LinkLayer().(*layers.Ethernet)
	is("Ethernet", bytes.Equal(eth.SrcMAC, p.EthSrc[:]) && bytes.Equal(eth.DstMAC, p.EthDst[:]) && p.HasEth)
	tags := 0
	for _, l := range gp.Layers() {
		if tag, ok := l.(*layers.Dot1Q); ok {
			if tags == 0 {
				is("outer VLAN", p.VLAN[0] == tag.VLANIdentifier)
			}
			tags++
			if tags == int(p.NVLAN) {
				is("inner VLAN", p.VLAN[1] == tag.VLANIdentifier)
			}
		}
	}
	is("number of tags", tags == int(p.NVLAN))
	switch ip := gp.NetworkLayer().(type) {
	case *layers.IPv4:
		is("IPv4", p.IPVersion == 4 && bytes.Equal(ip.SrcIP.To4(), p.Src[12:]) && bytes.Equal(ip.DstIP.To4(), p.Dst[12:]) &&
			p.Src[11] == 0xff && p.TTL == ip.TTL && p.TOS == ip.TOS && p.IPID == ip.Id && p.IPLen == uint32(ip.Length) &&
			p.Proto == uint8(ip.Protocol) && p.DF == (ip.Flags&layers.IPv4DontFragment != 0))
	case *layers.IPv6:
		is("IPv6", p.IPVersion == 6 && bytes.Equal(ip.SrcIP, p.Src[:]) && bytes.Equal(ip.DstIP, p.Dst[:]) &&
			p.TTL == ip.HopLimit && p.TOS == ip.TrafficClass && p.FlowLabel == ip.FlowLabel &&
			p.IPLen == uint32(ip.Length)+40 && p.Proto == uint8(ip.NextHeader))
	}
	switch l4 := gp.TransportLayer().(type) {
	case *layers.TCP:
		compareTCP(is, p, l4)
	case *layers.UDP:
		is("UDP", p.SrcPort == uint16(l4.SrcPort) && p.DstPort == uint16(l4.DstPort) && p.PayLen == uint32(l4.Length)-8)
		is("UDP payload", bytes.Equal(l4.Payload, p.Payload))
	}
}

func compareTCP(is func(string, bool), p *Packet, tcp *layers.TCP) {
	is("TCP status", p.Status == StatusOK && p.HasTCP && p.TCPComplete && p.Checksum == ChecksumGood)
	is("ports", p.SrcPort == uint16(tcp.SrcPort) && p.DstPort == uint16(tcp.DstPort))
	is("seq, ack", p.Seq == tcp.Seq && p.Ack == tcp.Ack)
	is("window, urgent, header length", p.Window == tcp.Window && p.Urgent == tcp.Urgent && p.HdrLen == tcp.DataOffset*4)
	var flags uint16
	for i, set := range []bool{tcp.FIN, tcp.SYN, tcp.RST, tcp.PSH, tcp.ACK, tcp.URG, tcp.ECE, tcp.CWR, tcp.NS} {
		if set {
			flags |= 1 << i
		}
	}
	is("flags", p.Flags == flags)
	is("TCP payload", bytes.Equal(tcp.Payload, p.Payload) && int(p.PayLen) == len(tcp.Payload))
	var mask uint32
	for _, o := range tcp.Options {
		switch o.OptionType {
		case layers.TCPOptionKindMSS:
			mask |= OptMSS
			is("MSS", p.MSS == be16(o.OptionData))
		case layers.TCPOptionKindWindowScale:
			mask |= OptWScale
			is("window scale", p.WScale == o.OptionData[0])
		case layers.TCPOptionKindSACKPermitted:
			mask |= OptSACKPerm
		case layers.TCPOptionKindTimestamps:
			mask |= OptTS
			is("timestamps", p.TSVal == be32(o.OptionData) && p.TSEcr == be32(o.OptionData[4:]))
		case layers.TCPOptionKindSACK:
			mask |= OptSACK
			is("SACK", p.SACKCount == 1 && p.SACKLeft == be32(o.OptionData) && p.SACKRight == be32(o.OptionData[4:]))
		}
	}
	is("options", p.OptMask == mask)
}
