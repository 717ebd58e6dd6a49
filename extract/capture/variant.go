package capture

import "encoding/binary"

// variant is the layout of pcap's record headers. The magic number does not
// always tell: see guess.
type variant uint8

const (
	variantUnknown  variant = iota
	variantStandard         // 16 bytes: seconds, fraction, lengths
	variantAIX              // standard, in nanoseconds; ifType for a link type
	variantSS990417         // + interface index, protocol, packet type: 24 bytes, standard magic
	variantSS990915         // the same + 4 bytes, modified magic: SuSE 6.3
	variantSS991029         // as SS990417, modified magic
	variantNokia            // standard + 4 bytes, standard magic
)

// variantOf returns the variant where the file header tells it.
func variantOf(magic uint32, major, minor uint16, network uint32) variant {
	switch {
	case magic == magicPcapNs, magic == magicIXIAHw, magic == magicIXIASw:
		return variantStandard
	case magic == magicPcap && major == 2 && minor == 2 && aixLinkType(network) != LinkNone:
		return variantAIX
	case major == 543, major == 2 && minor < 4:
		return variantStandard // older than the patches
	}
	return variantUnknown
}

// aixLinkType translates AIX's link type, the interface type of RFC 1573. The
// four values are not in use as link types by libpcaps of that age.
func aixLinkType(network uint32) uint16 {
	switch network {
	case 6:
		return linkEthernet
	case 9:
		return linkTokenRing
	case 15:
		return linkFDDI
	case 24:
		return linkNull
	}
	return LinkNone
}

// setVariant sets what follows from the variant.
func (c *pcap) setVariant(magic uint32) {
	c.hdrBytes = c.variant.headerBytes()
	c.pad = c.link.pseudo
	if c.variant == variantAIX || magic == magicPcapNs || magic == magicIXIAHw {
		c.unit = 1
	}
	if c.variant == variantAIX && c.link.typ == linkFDDI {
		c.pad = 3 // AIX aligns FDDI frames so
	}
}

func (v variant) headerBytes() int {
	switch v {
	case variantSS990417, variantSS991029:
		return pcapRecordBytes + 8
	case variantSS990915:
		return pcapRecordBytes + 12
	case variantNokia:
		return pcapRecordBytes + 4
	}
	return pcapRecordBytes
}

func (c *pcap) format(magic uint32) Format {
	switch {
	case c.variant == variantAIX:
		return FormatPcapAIX
	case c.variant == variantNokia:
		return FormatPcapNokia
	case c.variant == variantSS990417, c.variant == variantSS990915, c.variant == variantSS991029:
		return FormatPcapModified
	case magic == magicPcapNs:
		return FormatPcapNs
	case magic == magicIXIAHw, magic == magicIXIASw:
		return FormatPcapIXIA
	}
	return FormatPcap
}

// guess reads the first records as each of the variants that share the magic
// number and takes the one with the fewest oddities, the first if equal. It
// is Wireshark's way, for three records as there, so that both come to the
// same answer; a file whose records cannot be told apart is standard.
func (c *pcap) guess(magic uint32, p []byte) variant {
	candidates := []variant{variantStandard, variantSS990417, variantNokia}
	if magic == magicModified {
		candidates = []variant{variantSS991029, variantSS990915}
	}
	best, least := candidates[0], c.oddities(candidates[0], p)
	for _, v := range candidates[1:] {
		if n := c.oddities(v, p); n < least {
			best, least = v, n
		}
	}
	return best
}

func (c *pcap) oddities(v variant, p []byte) (n int) {
	for range 3 {
		if len(p) == 0 {
			return n
		}
		if len(p) < v.headerBytes() {
			return n + 1
		}
		_, frac, incl, orig := c.record(p)
		for _, odd := range []bool{frac >= 1e6, incl > c.link.maxFrame, incl > c.snapLen, orig > 128<<20, incl > orig} {
			if odd {
				n++
			}
		}
		n += c.oddExtra(v, p[pcapRecordBytes:])
		p = p[v.headerBytes():]
		if incl > c.link.maxFrame {
			return n
		}
		if len(p) < int(incl) {
			return n + 1
		}
		p = p[incl:]
	}
	return n
}

// oddExtra judges the fields that only v has.
func (c *pcap) oddExtra(v variant, p []byte) (n int) {
	var order binary.ByteOrder = binary.LittleEndian
	if c.swapped {
		order = binary.BigEndian
	}
	switch v {
	case variantSS990417, variantSS990915, variantSS991029:
		if order.Uint32(p) > 10000 { // the interface index
			n++
		}
		switch proto := order.Uint16(p[4:]); { // an ETH_P_ value
		case proto >= 0x600, proto <= 0x17, proto == 0x60, proto == 0x200, proto == 0x400:
		default:
			n++
		}
		if p[6] > 4 { // a PACKET_ type
			n++
		}
	case variantNokia:
		if !nokiaWord(binary.LittleEndian.Uint32(p)) {
			n++
		}
	}
	return n
}

// nokiaWord knows the values seen in the extra word of Nokia's records.
func nokiaWord(w uint32) bool {
	in := func(v uint32, a, b uint32) bool { return v == a || v == b }
	return w&0x0fff00f0 == 0x0fbf0000 && in(w>>28, 9, 0xb) && in(w>>12&0xf, 0xb, 0xd) &&
		in(w>>8&0xf, 6, 9) && in(w&0xf, 1, 2)
}
