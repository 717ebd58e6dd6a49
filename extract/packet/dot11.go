package packet

import "encoding/binary"

// radiotap skips a radiotap header and, where it says so, the padding behind the
// IEEE 802.11 header. A frame check sequence at the end needs no care: the IP
// length cuts it off.
func (d *Decoder) radiotap(p *Packet, b []byte, n int) {
	p.push(layerRadiotap)
	if len(b) < 8 {
		p.end(short(n, 8))
		return
	}
	size := int(binary.LittleEndian.Uint16(b[2:]))
	if size < 8 {
		p.end(StatusMalformed)
		return
	}
	if len(b) < size {
		p.end(short(n, size))
		return
	}
	padded := radiotapFlags(b[:size])&0x20 != 0
	d.wlan(p, b[size:], n-size, padded)
}

// radiotapFlags reads the flags field of a radiotap header; 0 if it has none.
// Only the time stamp can stand before it.
func radiotapFlags(b []byte) uint8 {
	const tsft, flags, more = 1 << 0, 1 << 1, 1 << 31
	present, off := le32(b[4:]), 8
	for word := present; word&more != 0; off += 4 {
		if off+4 > len(b) {
			return 0
		}
		word = le32(b[off:])
	}
	if present&tsft != 0 {
		off = (off+7)&^7 + 8
	}
	if present&flags == 0 || off >= len(b) {
		return 0
	}
	return b[off]
}

// avs skips the header of the AVS WLAN capture format, which carries its length.
func (d *Decoder) avs(p *Packet, b []byte, n int) {
	p.push(layerAVS)
	if len(b) < 8 {
		p.end(short(n, 8))
		return
	}
	size := be32(b[4:])
	if size < 8 {
		p.end(StatusMalformed)
		return
	}
	d.inner(p, link80211, size, b, n)
}

// Bits of the IEEE 802.11 frame control field, as two bytes in wire order.
const (
	wlanTypeMask  = 0x0c
	wlanTypeData  = 0x08
	wlanNoData    = 0x40
	wlanQoS       = 0x80
	wlanToDS      = 0x01
	wlanFromDS    = 0x02
	wlanMoreFrag  = 0x04
	wlanProtected = 0x40
	wlanOrder     = 0x80
	// wlanAMSDU is in the low byte of the QoS control field.
	wlanAMSDU = 0x80
)

// wlan decodes an IEEE 802.11 data frame. padded tells that the header is filled
// up to a multiple of four bytes.
func (d *Decoder) wlan(p *Packet, b []byte, n int, padded bool) {
	d.wlanFrame(p, b, n, padded, false)
}

func (d *Decoder) wlanFrame(p *Packet, b []byte, n int, padded, swapped bool) {
	p.push(layerWLAN)
	if len(b) < 2 {
		p.end(short(n, 2))
		return
	}
	control, flags := b[0], b[1]
	if swapped {
		control, flags = flags, control
	}
	if control&wlanTypeMask != wlanTypeData || control&wlanNoData != 0 ||
		flags&(wlanProtected|wlanMoreFrag) != 0 {
		p.end(StatusUnsupported)
		return
	}
	size, qos := 24, 0
	if flags&(wlanToDS|wlanFromDS) == wlanToDS|wlanFromDS {
		size = 30 // a fourth address
	}
	if control&wlanQoS != 0 {
		qos = size
		size += 2
		if flags&wlanOrder != 0 {
			size += 4 // HT control
		}
	}
	if padded {
		size = (size + 3) &^ 3
	}
	if len(b) < size {
		p.end(short(n, size))
		return
	}
	if qos != 0 && b[qos]&wlanAMSDU != 0 {
		d.amsdu(p, b[size:], n-size)
		return
	}
	d.llc(p, b[size:], n-size)
}

// capwapWLAN decodes an IEEE 802.11 frame as Cisco's controllers put it into CAPWAP:
// with the two bytes of the frame control field swapped.
func (d *Decoder) capwapWLAN(p *Packet, b []byte, n int) {
	d.wlanFrame(p, b, n, false, true)
}

// amsdu decodes an aggregate of subframes. A Packet reports one packet, so of
// several the last one that announces IP is decoded, as Wireshark's last
// occurrence of a field comes from it.
func (d *Decoder) amsdu(p *Packet, b []byte, n int) {
	last, lastN := b[:0], 0
	for len(b) >= 14 {
		length := int(be16(b[12:]))
		sub, subN := trim(b[14:], n-14, length)
		if len(last) == 0 || len(sub) >= 8 && bridgedType(be16(sub[6:])) {
			last, lastN = sub, subN
		}
		next := (14 + length + 3) &^ 3
		if next >= len(b) {
			break
		}
		b, n = b[next:], n-next
	}
	d.llc(p, last, lastN)
}
