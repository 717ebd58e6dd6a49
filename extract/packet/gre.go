package packet

// Bits of GRE's first two bytes: RFC 1701, RFC 2890, RFC 2637 §4.1.
const (
	greChecksum = 0x8000
	greRouting  = 0x4000
	greKey      = 0x2000
	greSequence = 0x1000
	greAck      = 0x0080
	greVersion  = 0x0007
)

// Protocol types of GRE that are no EtherTypes of our own list.
const (
	greWCCP      = 0x883e
	greERSPAN    = 0x88be // types I and II
	greERSPAN3   = 0x22eb
	greFrameRel  = 0x6559
	greMikroTik  = 0x6400 // Ethernet over IP of MikroTik's routers
	greAruba     = 0x8200 // to 0x83f0 in steps of 16: one for each of Aruba's tunnels
	greArubaLast = 0x83f0
)

func (d *Decoder) gre(p *Packet, b []byte, n int) {
	p.push(layerGRE)
	if len(b) < 4 {
		return
	}
	flags, typ := be16(b), be16(b[2:])
	size, key := 4, 0
	if flags&(greChecksum|greRouting) != 0 {
		size += 4
	}
	if flags&greKey != 0 {
		key = size
		size += 4
	}
	if flags&greSequence != 0 {
		size += 4
	}
	if flags&greAck != 0 && flags&greVersion == 1 {
		size += 4
	}
	if flags&greRouting != 0 {
		size = greRoutingEnd(b, size)
	}
	if size < 4 || len(b) < size || n == size { // PPTP acknowledges with an empty packet
		return
	}
	d.setTunnel(TunnelGRE)
	if key != 0 {
		id := be32(b[key:])
		if flags&greVersion == 1 {
			id &= 0xffff // the upper half is the payload's length
		}
		d.setTunnelID(TunnelGRE, id)
	}
	d.greProtocol(p, flags, typ, b[size:], n-size)
}

// greRoutingEnd walks the source route entries of RFC 1701 and returns where they
// end; -1 when they do not.
func greRoutingEnd(b []byte, off int) int {
	for {
		if len(b) < off+4 {
			return -1
		}
		family, length := be16(b[off:]), int(b[off+3])
		off += 4 + length
		if family == 0 && length == 0 {
			return off
		}
	}
}

// greProtocol decodes what GRE's protocol type announces.
func (d *Decoder) greProtocol(p *Packet, flags, typ uint16, b []byte, n int) {
	switch {
	case typ == greERSPAN:
		d.erspan(p, flags&greSequence != 0, b, n)
	case typ == greERSPAN3:
		d.erspan3(p, b, n)
	case typ == etherTypePPP:
		d.ppp(p, b, n)
	case typ == greFrameRel:
		d.frameRelay(p, b, n)
	case typ == greMikroTik:
		d.ethernet(p, b, n)
	case typ == greWCCP: // version 2 puts a redirect header in front of the packet
		if len(b) > 4 && b[0]>>4 != 4 {
			b, n = b[4:], n-4
		}
		d.ip(p, b, n)
	case typ >= greAruba && typ <= greArubaLast && typ&0x0f == 0:
		d.wlan(p, b, n, false)
	default:
		d.etherType(p, typ, b, n)
	}
}

// erspan decodes types I and II: type I has no sequence number in GRE and no
// header of its own.
func (d *Decoder) erspan(p *Packet, sequence bool, b []byte, n int) {
	p.push(layerERSPAN)
	d.setTunnel(TunnelERSPAN)
	if !sequence {
		d.ethernet(p, b, n)
		return
	}
	if len(b) < 8 {
		return
	}
	d.setTunnelID(TunnelERSPAN, uint32(be16(b[2:])&0x3ff))
	d.ethernet(p, b[8:], n-8)
}

// erspan3 decodes type III, whose O bit announces eight more bytes and whose frame
// type may be IP.
func (d *Decoder) erspan3(p *Packet, b []byte, n int) {
	p.push(layerERSPAN)
	if len(b) < 12 {
		return
	}
	size := 12
	if b[11]&1 != 0 {
		size = 20
	}
	if len(b) < size {
		return
	}
	d.setTunnelID(TunnelERSPAN, uint32(be16(b[2:])&0x3ff))
	if be16(b[10:])>>10&0x1f == 2 {
		d.ip(p, b[size:], n-size)
		return
	}
	d.ethernet(p, b[size:], n-size)
}
