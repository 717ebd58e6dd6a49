package packet

import (
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// foreign decodes the link types that gopacket knows and this package does not
// (Prism, PF log): gopacket finds the IP header, and decoding goes on from
// there. It allocates, and a panic of a layer is caught by gopacket itself.
func (d *Decoder) foreign(p *Packet, linkType uint16, b []byte, n int) {
	first := foreignLayer(linkType)
	if first == nil {
		p.end(StatusUnsupported)
		return
	}
	p.push(layerForeign)
	gp := gopacket.NewPacket(b, first, gopacket.DecodeOptions{Lazy: true, NoCopy: true})
	// NoCopy makes every layer alias b, so the capacities tell how far in it is.
	// Of a header that is cut, gopacket gives the layer without its bytes.
	off := len(b) + 1
	if network := gp.NetworkLayer(); network != nil {
		off = cap(b) - cap(network.LayerContents())
	}
	switch {
	case off <= len(b):
		d.ip(p, b[off:], n-off)
	case len(b) < n:
		p.end(StatusTruncated)
	default:
		p.end(StatusUnsupported)
	}
}

// foreignLayer returns gopacket's decoder of a link type; nil if it has none.
func foreignLayer(linkType uint16) gopacket.Decoder {
	switch t := layers.LinkType(linkType); t {
	case layers.LinkTypePrismHeader, layers.LinkTypePFLog:
		return t
	}
	return nil
}
