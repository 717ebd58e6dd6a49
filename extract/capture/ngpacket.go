package capture

import (
	"fmt"
	"strings"
)

// epbFixed is the length of an enhanced packet block up to the packet data;
// the obsolete packet block has the same.
const epbFixed = 28

// enhanced reads an enhanced packet block (pcapng section 4.3). The result is
// empty or says what is wrong with it.
func (c *pcapng) enhanced(r *Reader, b *Batch, p []byte) (bad string) {
	if len(p) < epbFixed+4 {
		return "an enhanced packet block is too short"
	}
	return c.packet(r, b, p, c.u32(p[8:]))
}

// obsolete reads a packet block (pcapng appendix A), which has an interface
// of 16 bits and a count of drops before what an enhanced one has.
func (c *pcapng) obsolete(r *Reader, b *Batch, p []byte) (bad string) {
	if len(p) < epbFixed+4 {
		return "a packet block is too short"
	}
	return c.packet(r, b, p, uint32(c.u16(p[8:])))
}

// packet reads what the two have in common. p is the whole block, or its
// beginning if it is longer than a batch.
func (c *pcapng) packet(r *Reader, b *Batch, p []byte, iface uint32) (bad string) {
	if uint64(iface) >= uint64(len(c.ifaces)) {
		return fmt.Sprintf("a packet of interface %d, of %d in its section", iface, len(c.ifaces))
	}
	in := &c.ifaces[iface]
	capLen, wireLen := c.u32(p[20:]), c.u32(p[24:])
	kept, bad := in.kept(capLen, c.u32(p[4:]), epbFixed)
	if bad != "" {
		return bad
	}
	f := b.add()
	r.last++
	f.Number = r.last
	ts := uint64(c.u32(p[12:]))<<32 | uint64(c.u32(p[16:]))
	f.TsNs, f.TsKnown = in.res.ns(ts)
	f.Offset = r.base + int64(r.rd)
	f.Comment = ""
	f.Data = p[epbFixed+in.link.pseudo : epbFixed+kept : epbFixed+kept]
	f.WireLen = wireLength(wireLen - uint32(in.link.pseudo))
	f.CapLen = capLen - uint32(in.link.pseudo)
	f.PktFlags, f.FlagsKnown = 0, false
	f.Iface, f.InterfaceID, f.HasInterfaceID = in.global, in.id, true
	f.LinkType = in.link.typ
	f.Kind = KindPacket
	if opt := epbFixed + (int(capLen)+3)&^3; opt < len(p)-4 {
		c.packetOptions(f, p[opt:len(p)-4])
	}
	return ""
}

// kept checks a captured length against the length of its block and the limit
// of its link type, and returns how many bytes of it are kept.
func (in *ngInterface) kept(capLen, total uint32, fixed int) (n int, bad string) {
	padded := (uint64(capLen) + 3) &^ 3
	switch {
	case uint64(total+3)&^3 < uint64(fixed)+padded+4:
		return 0, fmt.Sprintf("a captured length of %d in a block of %d bytes", capLen, total)
	case total > batchBytes && in.link.maxFrame <= MaxFrameBytes:
		return 0, fmt.Sprintf("impossible length %d of a packet block", total)
	case capLen > in.link.maxFrame || int(capLen) < in.link.pseudo:
		return 0, fmt.Sprintf("impossible captured length %d", capLen)
	}
	return min(int(capLen), MaxFrameBytes), ""
}

// simple reads a simple packet block (pcapng section 4.4): a packet of the
// section's first interface, without a time. Its captured length is not
// stored: it is the lesser of the original and the snap length.
func (c *pcapng) simple(r *Reader, b *Batch, p []byte) (bad string) {
	const fixed = 12
	if len(p) < fixed+4 {
		return "a simple packet block is too short"
	}
	if len(c.ifaces) == 0 {
		return "a simple packet block in a section without interfaces"
	}
	in := &c.ifaces[0]
	wireLen := c.u32(p[8:])
	capLen := wireLen
	if in.snapLen != 0 {
		capLen = min(capLen, in.snapLen)
	}
	kept, bad := in.kept(capLen, c.u32(p[4:]), fixed)
	if bad != "" {
		return bad
	}
	r.last++
	*b.add() = Frame{
		Number: r.last, Offset: r.base + int64(r.rd), Iface: in.global, LinkType: in.link.typ,
		InterfaceID: in.id, HasInterfaceID: true,
		Data:    p[fixed+in.link.pseudo : fixed+kept : fixed+kept],
		WireLen: wireLength(wireLen - uint32(in.link.pseudo)), CapLen: capLen - uint32(in.link.pseudo),
	}
	return ""
}

const (
	optEnd     = 0
	optComment = 1
	optFlags   = 2 // of a packet block: epb_flags
)

// options calls each for every option in p, up to the first that does not fit
// or the end of options.
func (c *pcapng) options(p []byte, each func(code uint16, v []byte)) {
	for len(p) >= 4 {
		code, n := c.u16(p), int(c.u16(p[2:]))
		if code == optEnd || n > len(p)-4 {
			return
		}
		each(code, p[4:4+n])
		p = p[min(len(p), 4+(n+3)&^3):]
	}
}

// packetOptions reads the flags and comments of a packet block. It is the
// loop of options once more, without the call through a closure per packet.
func (c *pcapng) packetOptions(f *Frame, p []byte) {
	for len(p) >= 4 {
		code, n := c.u16(p), int(c.u16(p[2:]))
		if code == optEnd || n > len(p)-4 {
			return
		}
		switch v := p[4 : 4+n]; {
		case code == optFlags && n == 4:
			f.PktFlags, f.FlagsKnown = c.u32(v), true
		case code == optComment:
			if f.Comment != "" {
				f.Comment += "\n"
			}
			f.Comment += text(v)
		}
		p = p[min(len(p), 4+(n+3)&^3):]
	}
}

// text copies an option's string. Some writers end it with a NUL.
func text(v []byte) string {
	return strings.ToValidUTF8(strings.TrimRight(string(v), "\x00"), "\uFFFD")
}
