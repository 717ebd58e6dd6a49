package packet

// UDP ports of tunnels, IANA; they are the ones that Wireshark decodes by default.
const (
	portL2TP      = 1701
	portGTPC      = 2123 // GTP-U is seen on it too
	portGTPU      = 2152
	portTeredo    = 3544
	portLISP      = 4341
	portGRE       = 4754
	portVXLAN     = 4789
	portVXLANGPE  = 4790
	portAYIYA     = 5072
	portCAPWAP    = 5247
	portGeneve    = 6081
	portMPLS      = 6635
	portTZSP      = 37008
	minTunnelPort = portL2TP
	maxTunnelPort = portTZSP
)

// udpTunnel decodes the payload of a UDP datagram as the tunnel of port. It
// reports false when port belongs to none.
func (d *Decoder) udpTunnel(p *Packet, port uint16, b []byte, n int) bool {
	if port < minTunnelPort || port > maxTunnelPort {
		return false
	}
	switch port {
	case portVXLAN:
		d.vxlan(p, b, n)
	case portVXLANGPE:
		d.vxlanGPE(p, b, n)
	case portGeneve:
		d.geneve(p, b, n)
	case portGTPU, portGTPC:
		d.gtp(p, b, n)
	case portTeredo:
		d.teredo(p, b, n)
	case portL2TP:
		d.l2tp(p, b, n)
	case portLISP:
		d.lisp(p, b, n)
	case portGRE:
		d.gre(p, b, n)
	case portCAPWAP:
		d.capwap(p, b, n)
	case portMPLS:
		d.mplsTunnel(p, b, n)
	case portAYIYA:
		d.ayiya(p, b, n)
	case portTZSP:
		d.tzsp(p, b, n)
	default:
		return false
	}
	return true
}

// A tunnel function that finds its header broken returns: the packet around it then
// stays the one that is reported.

// etherIP decodes RFC 3378 §3.
func (d *Decoder) etherIP(p *Packet, b []byte, n int) {
	p.push(layerEtherIP)
	if len(b) < 2 || b[0]>>4 != 3 {
		return
	}
	d.setTunnel(TunnelEtherIP)
	d.ethernet(p, b[2:], n-2)
}

// mplsTunnel decodes MPLS in IP (RFC 4023) and in UDP (RFC 7510). The ID is the
// bottom label, known only when the stack has been walked.
func (d *Decoder) mplsTunnel(p *Packet, b []byte, n int) {
	for off := 0; off+4 <= len(b); off += 4 {
		if entry := be32(b[off:]); entry&0x100 != 0 {
			d.setTunnelID(TunnelMPLS, entry>>12)
			break
		}
	}
	d.mpls(p, b, n)
}
