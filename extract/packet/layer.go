package packet

import "bytes"

// layer is one element of a layer path.
type layer uint8

// The layers, named as Wireshark names them in frame.protocols. A value is never
// stored, so the order is free.
const (
	layerNone layer = iota
	layerEth
	layerEth8023
	layerVLAN
	layerQinQ
	layerSLL
	layerRaw
	layerNull
	layerIP
	layerIPv6
	layerHopOpts
	layerRouting
	layerFragHdr
	layerDstOpts
	layerAH
	layerMobility
	layerTCP
	layerUDP
	layerICMP
	layerICMPv6
	layerARP
	layerLLC
	layerMPLS
	layerPWEth
	layerPPPoE
	layerPPP
	layerCHDLC
	layerFrameRelay
	layerARCNET
	layerTokenRing
	layerFDDI
	layerRadiotap
	layerWLAN
	layerAVS
	layerNFLOG
	layerPKTAP
	layerPPI
	layerJuniper
	layerForeign
	layerPBB
	layerVNTag
	layerETag
	layerHSR
	layerRTag
	layerCMD
	layerFabricPath
	layerISL
	layerTRILL
	layerNSH
	layerGRE
	layerERSPAN
	layerVXLAN
	layerVXLANGPE
	layerGeneve
	layerGTP
	layerL2TP
	layerTeredo
	layerEtherIP
	layerCAPWAP
	layerLISP
	layerTZSP
	layerAYIYA
	layerSCTP
	layerESP
	layerCount
)

// layerNames: a colon puts in what Wireshark inserts by itself, so that a path
// of ten layers holds more than ten of its names.
var layerNames = [layerCount]string{
	layerEth: "eth:ethertype", layerEth8023: "eth", layerVLAN: "vlan:ethertype", layerQinQ: "ieee8021ad:ethertype",
	layerSLL: "sll:ethertype", layerRaw: "raw",
	layerNull: "null", layerIP: "ip", layerIPv6: "ipv6", layerHopOpts: "ipv6.hopopts",
	layerRouting: "ipv6.routing", layerFragHdr: "ipv6.fraghdr", layerDstOpts: "ipv6.dstopts",
	layerAH: "ah", layerMobility: "mipv6", layerTCP: "tcp", layerUDP: "udp",
	layerICMP: "icmp", layerICMPv6: "icmpv6", layerARP: "arp", layerLLC: "llc",
	layerMPLS: "mpls", layerPWEth: "pweth", layerPPPoE: "pppoes",
	layerPPP: "ppp", layerCHDLC: "chdlc", layerFrameRelay: "fr", layerARCNET: "arcnet",
	layerTokenRing: "tr", layerFDDI: "fddi", layerRadiotap: "radiotap", layerWLAN: "wlan", layerAVS: "wlancap",
	layerNFLOG: "nflog", layerPKTAP: "pktap", layerPPI: "ppi", layerJuniper: "juniper",
	layerForeign: "other", layerPBB: "ieee8021ah:ethertype", layerVNTag: "vntag:ethertype",
	layerETag: "etag:ethertype", layerHSR: "hsr", layerRTag: "ieee8021cb:ethertype",
	layerCMD: "cmd:ethertype", layerFabricPath: "cfp", layerTRILL: "trill", layerNSH: "nsh",
	layerGRE: "gre", layerERSPAN: "erspan", layerVXLAN: "vxlan", layerVXLANGPE: "vxlan_gpe",
	layerGeneve: "geneve", layerGTP: "gtp", layerL2TP: "l2tp", layerTeredo: "teredo",
	layerEtherIP: "etherip", layerCAPWAP: "capwap.data", layerLISP: "lisp-data",
	layerSCTP: "sctp", layerESP: "esp", layerTZSP: "tzsp", layerAYIYA: "ayiya", layerISL: "isl",
}

const (
	layerBits = 6
	maxLayers = 60 / layerBits
	// layersOverflow marks a path with more layers than fit.
	layersOverflow = 1 << 63
)

// push appends l to the layer path. The first layer is in the highest bits, so a
// path needs no count: the layers stand right-aligned.
func (p *Packet) push(l layer) {
	if p.Layers>>((maxLayers-1)*layerBits) != 0 {
		p.Layers |= layersOverflow
		return
	}
	p.Layers = p.Layers<<layerBits | uint64(l)
}

// LayerPath prints the layers in the manner of Wireshark's frame.protocols, as
// far as whyrst decodes: "eth:ethertype:ip:tcp". A path of more than ten layers
// ends in "...". It allocates; rows use one string for each distinct Layers.
func (p *Packet) LayerPath() string { return LayerPath(p.Layers) }

// LayerPath prints a packed layer path; see Packet.LayerPath.
func LayerPath(layers uint64) string {
	var path []byte
	for shift := (maxLayers - 1) * layerBits; shift >= 0; shift -= layerBits {
		l := layers >> shift & (1<<layerBits - 1)
		if l == 0 {
			continue
		}
		if l == uint64(layerLLC) { // a length stood in the EtherType's place
			path = bytes.TrimSuffix(path, []byte(":ethertype"))
		}
		if path != nil {
			path = append(path, ':')
		}
		path = append(path, layerNames[l]...)
	}
	if layers&layersOverflow != 0 {
		path = append(path, ":..."...)
	}
	return string(path)
}

// A layer has to fit its bits; the constant below goes negative if not.
const _ = uint(1<<layerBits - layerCount)
