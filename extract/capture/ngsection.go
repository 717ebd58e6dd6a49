package capture

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

const byteOrderMagic = 0x1a2b3c4d

// What a hostile file can make this package remember is bounded.
const (
	maxInterfaces   = 1 << 16
	maxNameBytes    = 256
	maxCommentBytes = 64 << 10
)

// openPcapng checks the first section header; parse reads it again.
func openPcapng(r *Reader) (parser, error) {
	p := r.buf[r.rd:r.wr]
	if len(p) < 12 {
		return nil, fmt.Errorf("%w: the section header has %d bytes", ErrTruncated, len(p))
	}
	switch binary.LittleEndian.Uint32(p[8:]) {
	case byteOrderMagic, bits.ReverseBytes32(byteOrderMagic):
	default:
		return nil, fmt.Errorf("%w: a pcapng section header with byte-order magic % x", ErrNotCapture, p[8:12])
	}
	if len(p) < 28 {
		return nil, fmt.Errorf("%w: the section header has %d of at least 28 bytes", ErrTruncated, len(p))
	}
	c := &pcapng{}
	total, _, err := c.section(r, p)
	if err != nil {
		return nil, err
	}
	if r.search.on {
		return nil, fmt.Errorf("%w: %s", ErrCorrupt, r.search.reason)
	}
	if r.srcErr != nil && int(total) > len(p) {
		return nil, fmt.Errorf("%w: the section header has %d of %d bytes", ErrTruncated, len(p), total)
	}
	in := &r.info
	in.Format, in.BigEndian = FormatPcapng, c.swapped
	in.VersionMajor, in.VersionMinor = c.u16(p[12:]), c.u16(p[14:])
	return c, nil
}

// section starts a new section (pcapng section 4.1) with its own byte order
// and interfaces, and returns the length of the header block: 0 if that needs
// more bytes, or if it is impossible and a search was started.
func (c *pcapng) section(r *Reader, p []byte) (total uint32, need int, err error) {
	if len(p) < 28 {
		return 0, 28, nil
	}
	swapped := false
	switch binary.LittleEndian.Uint32(p[8:]) {
	case byteOrderMagic:
	case bits.ReverseBytes32(byteOrderMagic):
		swapped = true
	default:
		r.damage(fmt.Sprintf("a section header with byte-order magic % x", p[8:12]), ErrCorrupt)
		return 0, 0, nil
	}
	next := pcapng{swapped: swapped}
	if total = (next.u32(p[4:]) + 3) &^ 3; total < 28 || total > batchBytes {
		r.damage(fmt.Sprintf("impossible length %d of a section header", total), ErrCorrupt)
		return 0, 0, nil
	}
	if major := next.u16(p[12:]); major != 1 {
		return 0, 0, fmt.Errorf("%w: pcapng version %d.%d", ErrUnsupported, major, next.u16(p[14:]))
	}
	c.swapped = swapped
	return total, 0, nil
}

// iface reads an interface description block (pcapng section 4.2).
func (c *pcapng) iface(r *Reader, p []byte) (bad string, err error) {
	if len(p) < 20 {
		return "an interface description is too short", nil
	}
	if len(r.info.Interfaces) == maxInterfaces {
		return "", fmt.Errorf("%w: more than %d interfaces", ErrUnsupported, maxInterfaces)
	}
	l := newLink(c.u16(p[8:]))
	desc := Interface{
		Section: r.info.Sections - 1, ID: int32(len(c.ifaces)),
		LinkType: l.typ, SnapLen: c.u32(p[12:]), FCSLen: -1, Base: 10,
	}
	tsresol := c.ifaceOptions(r, &desc, p[16:len(p)-4])
	if desc.Exponent = int(tsresol & 0x7f); tsresol&0x80 != 0 {
		desc.Base = 2
	}
	c.ifaces = append(c.ifaces, ngInterface{
		res:  newResolution(tsresol, desc.OffsetSec),
		link: l, global: int32(len(r.info.Interfaces)), id: desc.ID, snapLen: desc.SnapLen,
	})
	r.info.Interfaces = append(r.info.Interfaces, desc)
	return "", nil
}

// ifaceOptions reads the options of an interface into desc and returns
// if_tsresol, microseconds if there is none.
func (c *pcapng) ifaceOptions(r *Reader, desc *Interface, p []byte) (tsresol byte) {
	tsresol = 6
	c.options(p, func(code uint16, v []byte) {
		switch {
		case code == 2:
			desc.Name = name(v)
		case code == 3:
			desc.Description = name(v)
		case code == 9 && len(v) == 1:
			tsresol = v[0]
		case code == 13 && len(v) == 1:
			desc.FCSLen = int(v[0])
		case code == 14 && len(v) == 8:
			desc.OffsetSec = int64(c.order().Uint64(v))
		}
		r.comment(code, v)
	})
	return tsresol
}

func name(v []byte) string { return text(v[:min(len(v), maxNameBytes)]) }

// comment keeps a comment of a section or interface.
func (r *Reader) comment(code uint16, v []byte) {
	if code != optComment {
		return
	}
	if r.commentBytes += len(v) + 16; r.commentBytes <= maxCommentBytes {
		r.info.Comments = append(r.info.Comments, text(v))
	}
}
