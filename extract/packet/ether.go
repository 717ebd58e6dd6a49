package packet

// EtherTypes of the hot path; shim.go has the rest.
const (
	etherTypeIPv4 = 0x0800
	etherTypeARP  = 0x0806
	etherTypeVLAN = 0x8100
	etherTypeIPv6 = 0x86dd
	etherTypeQinQ = 0x88a8
	// etherType9100 is the tag that switches used before IEEE 802.1ad.
	etherType9100 = 0x9100

	// maxLength8023 is the largest value that is a length, IEEE 802.3 §3.2.6.
	maxLength8023 = 1500
)

func (d *Decoder) ethernet(p *Packet, b []byte, n int) {
	if len(b) < 14 {
		p.push(layerEth8023)
		p.end(short(n, 14))
		return
	}
	p.HasEth = true
	p.EthDst = [6]byte(b[0:6])
	p.EthSrc = [6]byte(b[6:12])
	typ := be16(b[12:14])
	if typ <= maxLength8023 || typ == etherTypeFabricPath {
		d.ethernetOther(p, typ, b[14:], n-14)
		return
	}
	p.push(layerEth)
	d.etherType(p, typ, b[14:], n-14)
}

// ethernetOther decodes what has a length, or a header of its own, where Ethernet
// II has an EtherType.
func (d *Decoder) ethernetOther(p *Packet, typ uint16, b []byte, n int) {
	p.push(layerEth8023)
	if typ == etherTypeFabricPath {
		d.fabricPath(p, b, n)
		return
	}
	if isISL(p.EthDst) {
		d.isl(p, b, n)
		return
	}
	b, n = trim(b, n, int(typ))
	d.llc(p, b, n)
}

// etherType decodes what an EtherType announces. Tags are stripped in a loop: a
// frame may carry any number of them.
func (d *Decoder) etherType(p *Packet, typ uint16, b []byte, n int) {
	for {
		switch typ {
		case etherTypeIPv4:
			d.ip(p, b, n)
			return
		case etherTypeIPv6:
			d.ipv6(p, b, n)
			return
		case etherTypeVLAN, etherTypeQinQ, etherType9100:
			if len(b) < 4 {
				if len(b) >= 2 {
					p.pushVLAN(typ, be16(b)&0x0fff)
				}
				p.end(short(n, 4))
				return
			}
			p.pushVLAN(typ, be16(b)&0x0fff)
			typ, b, n = be16(b[2:]), b[4:], n-4
			if typ <= maxLength8023 {
				b, n = trim(b, n, int(typ))
				d.llc(p, b, n)
				return
			}
		default:
			d.etherTypeRare(p, typ, b, n)
			return
		}
	}
}

// pushVLAN records one tag.
func (p *Packet) pushVLAN(typ, id uint16) {
	if typ == etherTypeQinQ {
		p.push(layerQinQ)
	} else {
		p.push(layerVLAN)
	}
	if p.NVLAN == 0 {
		p.VLAN[0] = id
	}
	p.VLAN[1] = id
	if p.NVLAN < 255 {
		p.NVLAN++
	}
}
