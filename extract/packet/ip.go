package packet

// maxEncap bounds the IP headers in one another. Real nesting stays below five;
// without a bound a hostile jumbo frame recurses thousands of times.
const maxEncap = 32

// IP protocol numbers that decoding leads through or that it names.
const (
	ProtoHopOpts  = 0
	ProtoICMP     = 1
	ProtoIPv4     = 4
	ProtoTCP      = 6
	ProtoUDP      = 17
	ProtoDCCP     = 33
	ProtoIPv6     = 41
	ProtoRouting  = 43
	ProtoFragment = 44
	ProtoGRE      = 47
	ProtoESP      = 50
	ProtoAH       = 51
	ProtoICMPv6   = 58
	ProtoNoNext   = 59
	ProtoDstOpts  = 60
	ProtoEtherIP  = 97
	ProtoSCTP     = 132
	ProtoMobility = 135
	ProtoUDPLite  = 136
	ProtoMPLS     = 137
	ProtoEthernet = 143
)

// ip decodes IPv4 or IPv6 as the version nibble says.
func (d *Decoder) ip(p *Packet, b []byte, n int) {
	if len(b) != 0 && b[0]>>4 == 6 {
		d.ipv6(p, b, n)
		return
	}
	d.ipv4(p, b, n)
}

// transport decodes what the protocol number of the reported IP header announces.
func (d *Decoder) transport(p *Packet, proto uint8, b []byte, n int) {
	p.Proto = proto
	switch proto {
	case ProtoTCP:
		d.tcp(p, b, n)
	case ProtoUDP:
		d.udp(p, b, n)
	default:
		d.transportRare(p, proto, b, n)
	}
}

func (d *Decoder) transportRare(p *Packet, proto uint8, b []byte, n int) {
	p.Status = StatusUnsupported
	switch proto {
	case ProtoICMP:
		if p.IPVersion == 4 {
			d.icmp(p, layerICMP, b, n)
		}
	case ProtoICMPv6:
		if p.IPVersion == 6 {
			d.icmp(p, layerICMPv6, b, n)
		}
	case ProtoAH:
		d.ah(p, b, n)
	case ProtoIPv4:
		d.setTunnel(TunnelIPIP)
		d.ip(p, b, n)
	case ProtoIPv6:
		d.setTunnel(Tunnel6in4)
		if p.IPVersion == 6 {
			d.setTunnel(TunnelIPIP)
		}
		d.ipv6(p, b, n)
	case ProtoGRE:
		d.gre(p, b, n)
	case ProtoEtherIP:
		d.etherIP(p, b, n)
	case ProtoEthernet: // RFC 8986 §4.9, segment routing's Ethernet
		d.setTunnel(TunnelEtherIP)
		d.ethernet(p, b, n)
	case ProtoMPLS:
		d.mplsTunnel(p, b, n)
	case ProtoSCTP:
		p.push(layerSCTP)
		p.portsOnly(b)
	case ProtoDCCP, ProtoUDPLite:
		p.portsOnly(b)
	case ProtoESP:
		p.push(layerESP)
	}
}

// portsOnly reads the ports of a transport that is not decoded further.
func (p *Packet) portsOnly(b []byte) {
	if len(b) >= 4 {
		p.HasPorts, p.SrcPort, p.DstPort = true, be16(b), be16(b[2:])
	}
}

// ah skips an IPsec authentication header, RFC 4302 §2.
func (d *Decoder) ah(p *Packet, b []byte, n int) {
	p.push(layerAH)
	if len(b) < 12 {
		p.Status = short(n, 12)
		return
	}
	size := (int(b[1]) + 2) * 4
	if size < 12 {
		p.Status = StatusMalformed
		return
	}
	if len(b) < size {
		p.Status = short(n, size)
		return
	}
	d.next(p, b[0], b[size:], n-size)
}

// next goes on behind a header that both IP versions carry.
func (d *Decoder) next(p *Packet, proto uint8, b []byte, n int) {
	if p.IPVersion == 6 {
		d.extensions(p, proto, b, n)
		return
	}
	d.transport(p, proto, b, n)
}

// enterIP makes room for an IP header inside the one reported so far. It reports
// false when the nesting is too deep.
func (d *Decoder) enterIP(p *Packet) bool {
	if p.IPVersion == 0 {
		return true
	}
	return d.enterInner(p)
}

// enterInner forgets what was reported of the outer IP packet but its addresses.
func (d *Decoder) enterInner(p *Packet) bool {
	if p.EncapDepth >= maxEncap {
		return false
	}
	if p.EncapDepth == 0 {
		p.OuterSrc, p.OuterDst, p.OuterVersion = p.Src, p.Dst, p.IPVersion
	}
	p.EncapDepth++
	p.Tunnel, p.TunnelID, p.HasTunnelID = d.tunnel, d.tunnelID, d.hasTunnelID
	p.IPID, p.FlowLabel = 0, 0
	p.DF, p.MF, p.FragOff = false, false, 0
	p.HasAlias, p.HdrSrc, p.HdrDst = false, [16]byte{}, [16]byte{}
	p.HasPorts, p.SrcPort, p.DstPort = false, 0, 0
	p.PayLen, p.Payload = 0, nil
	return true
}

// setTunnel notes a tunnel header without an ID.
func (d *Decoder) setTunnel(kind TunnelKind) {
	d.tunnel, d.tunnelID, d.hasTunnelID = kind, 0, false
}

// setTunnelID notes a tunnel header with its ID.
func (d *Decoder) setTunnelID(kind TunnelKind, id uint32) {
	d.tunnel, d.tunnelID, d.hasTunnelID = kind, id, true
}
