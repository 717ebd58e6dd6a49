package capture

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// MaxFrameBytes is the longest captured frame that is believed, Wireshark's
// limit (WTAP_MAX_PACKET_SIZE_STANDARD). Frames of D-Bus and USBPcap may
// declare up to 128 MiB; of those, Data holds the first MaxFrameBytes.
const MaxFrameBytes = 256 << 10

const (
	pcapHeaderBytes = 24
	pcapRecordBytes = 16
)

// pcap reads the classic format and its variants: see the pcap internet draft
// (draft-ietf-opsawg-pcap), and variant.go for those it does not describe.
type pcap struct {
	swapped   bool // the file's byte order is big-endian
	lengths   lengthOrder
	variant   variant
	hdrBytes  int    // of a record header
	unit      int64  // nanoseconds of the fraction's unit
	link      link   // what the frames are
	pad       int    // bytes before each frame that are not its own
	snapLen   uint32 // as declared
	sec, prev clock  // times of the last record and the one before, for search
}

// clock is the second of a record, if there was one.
type clock struct {
	sec   uint32
	known bool
}

// lengthOrder is the order of the two lengths of a record. Before version 2.3
// the original length came first; some files that say 2.3 do so, too.
type lengthOrder uint8

const (
	capturedFirst lengthOrder = iota
	originalFirst
	lesserFirst
)

// openPcap reads the file header.
func openPcap(r *Reader, order binary.ByteOrder) (parser, error) {
	h := r.buf[r.rd:r.wr]
	size := pcapHeaderBytes
	c := &pcap{swapped: order == binary.BigEndian, unit: 1000}
	magic := order.Uint32(h)
	if magic == magicIXIAHw || magic == magicIXIASw {
		size += 4 // the sum of all record lengths
	}
	if len(h) < size {
		return nil, fmt.Errorf("%w: the file header has %d of %d bytes", ErrTruncated, len(h), size)
	}
	major, minor := order.Uint16(h[4:]), order.Uint16(h[6:])
	if major < 2 {
		return nil, fmt.Errorf("%w: pcap version %d.%d", ErrUnsupported, major, minor)
	}
	switch {
	case major == 2 && minor < 3, major == 543: // 543.0 is DG/UX's tcpdump
		c.lengths = originalFirst
	case major == 2 && minor == 3:
		c.lengths = lesserFirst
	}
	c.snapLen = order.Uint32(h[16:])
	r.rd += size
	in := &r.info
	in.BigEndian, in.VersionMajor, in.VersionMinor = c.swapped, major, minor
	c.layout(r, magic, order.Uint32(h[20:]))
	return c, nil
}

// layout finds out what the records look like, and describes the one
// interface that the format knows.
func (c *pcap) layout(r *Reader, magic, network uint32) {
	in := &r.info
	c.variant = variantOf(magic, in.VersionMajor, in.VersionMinor, network)
	linkType := uint16(network)
	if c.variant == variantAIX {
		linkType = aixLinkType(network)
	}
	c.link = newLink(linkType)
	if c.variant == variantUnknown {
		c.variant = c.guess(magic, r.buf[r.rd:r.wr])
	}
	c.setVariant(magic)
	in.Format = c.format(magic)
	exp := 6
	if c.unit == 1 {
		exp = 9
	}
	in.Interfaces = []Interface{{
		ID: -1, LinkType: c.link.typ, SnapLen: c.snapLen, FCSLen: pcapFCS(network), Base: 10, Exponent: exp,
	}}
}

// pcapFCS reads the length of the frame check sequence from the upper bits of
// the link-layer type field: bit 26 says that bits 28 to 31 hold it, in units
// of 16 bits.
func pcapFCS(network uint32) int {
	if network&(1<<26) == 0 {
		return -1
	}
	return int(network>>28) * 2
}

// parse implements parser.
func (c *pcap) parse(r *Reader, b *Batch) (need int, err error) {
	for {
		p := r.buf[r.rd:r.wr]
		if len(p) < c.hdrBytes {
			return c.hdrBytes, nil
		}
		sec, frac, incl, orig := c.record(p)
		if incl > c.link.maxFrame || int(incl) < c.pad {
			r.damage(fmt.Sprintf("impossible captured length %d", incl), ErrCorrupt)
			return 0, nil
		}
		kept := min(int(incl), MaxFrameBytes)
		end := c.hdrBytes + kept
		if len(p) < end {
			return end, nil
		}
		f := b.add()
		r.last++
		f.Number = r.last
		f.TsNs = int64(sec)*nsPerSec + int64(frac)*c.unit
		f.TsKnown = true
		f.Offset = r.base + int64(r.rd)
		f.Comment = ""
		f.Data = p[c.hdrBytes+c.pad : end : end]
		f.WireLen = wireLength(orig - uint32(c.pad))
		f.CapLen = incl - uint32(c.pad)
		f.PktFlags, f.FlagsKnown = 0, false
		f.Iface, f.LinkType, f.Kind = 0, c.link.typ, KindPacket
		f.InterfaceID, f.HasInterfaceID = 0, false
		c.prev, c.sec = c.sec, clock{sec, true}
		r.doubt = r.rd
		r.rd += end
		if kept < int(incl) {
			r.doubt = -1 // its rest may pass by
			if r.drop(int64(incl) - int64(kept)); r.skip > 0 {
				return 0, nil
			}
		}
	}
}

// odd implements parser.
func (c *pcap) odd(p []byte) bool {
	c.sec = c.prev
	_, v := c.plausible(p)
	return v == no
}

// record reads the fields that all variants share. h has pcapRecordBytes.
func (c *pcap) record(h []byte) (sec, frac, incl, orig uint32) {
	sec = binary.LittleEndian.Uint32(h[0:])
	frac = binary.LittleEndian.Uint32(h[4:])
	incl = binary.LittleEndian.Uint32(h[8:])
	orig = binary.LittleEndian.Uint32(h[12:])
	if c.swapped {
		sec, frac = bits.ReverseBytes32(sec), bits.ReverseBytes32(frac)
		incl, orig = bits.ReverseBytes32(incl), bits.ReverseBytes32(orig)
	}
	if c.lengths != capturedFirst && (c.lengths == originalFirst || incl > orig) {
		incl, orig = orig, incl
	}
	return sec, frac, incl, orig
}

// searchWindow is how far from the last good record the time of the next one
// may lie, in seconds, to be believed after damage.
const searchWindow = 7 * 24 * 3600

// plausible implements parser. It is stricter than parse: here the question
// is not whether a record can be read but whether bytes are one.
func (c *pcap) plausible(p []byte) (size int, v verdict) {
	if len(p) < c.hdrBytes {
		return c.hdrBytes, more
	}
	sec, frac, incl, orig := c.record(p)
	switch {
	case incl == 0 || incl > orig || incl > MaxFrameBytes || orig > 1<<24:
		return 0, no
	case c.snapLen != 0 && incl > c.snapLen:
		return 0, no
	case int64(frac)*c.unit >= nsPerSec:
		return 0, no
	case c.sec.known && max(sec, c.sec.sec)-min(sec, c.sec.sec) > searchWindow:
		return 0, no
	}
	return c.hdrBytes + int(incl), yes
}
