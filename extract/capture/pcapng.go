package capture

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Block types (pcapng, draft-ietf-opsawg-pcapng, section 4 and the registry of
// section 11.1). The type of a section header is a palindrome: it reads the
// same in either byte order.
const (
	blockIDB      = 1
	blockPB       = 2 // obsolete packet block
	blockSPB      = 3
	blockNRB      = 4
	blockISB      = 5
	blockEPB      = 6
	blockJournal  = 9
	blockDSB      = 10
	blockCustom   = 0x00000bad
	blockCustomNC = 0x40000bad // not to be copied by tools that change the file
	blockSHB      = 0x0a0d0d0a
)

const (
	minBlock = 12 // type, length, length again
	// maxBlock is the longest block that is believed, Wireshark's limit: a
	// D-Bus packet and 128 KiB of options.
	maxBlock = 32 + 128<<20 + 128<<10
	// maxOptions is more than the options of a packet take, for plausible.
	maxOptions = 16 << 10
)

// pcapng reads the block format.
type pcapng struct {
	swapped bool // the section is big-endian
	ifaces  []ngInterface
	tail    uint32 // length of a block too long to hold, whose end comes next
	start   int64  // where it started
}

// ngInterface is what reading a packet block needs of its interface.
type ngInterface struct {
	res     resolution
	link    link
	global  int32
	id      int32 // within the section
	snapLen uint32
}

// parse implements parser.
func (c *pcapng) parse(r *Reader, b *Batch) (need int, err error) {
	for {
		p := r.buf[r.rd:r.wr]
		if c.tail != 0 {
			return c.endLong(r, p), nil
		}
		if len(p) < minBlock {
			return minBlock, nil
		}
		typ, total := c.u32(p), c.u32(p[4:])
		if typ == blockSHB {
			if total, need, err = c.section(r, p); total == 0 {
				return need, err
			}
		}
		// Some writers leave the padding out of the length, not out of the file.
		total = (total + 3) &^ 3
		if total < minBlock || total > maxBlock {
			r.damage(fmt.Sprintf("impossible length %d of a block of type %#x", total, typ), ErrCorrupt)
			return 0, nil
		}
		if int(total) > len(p) {
			return c.incomplete(r, b, p, typ, total), nil
		}
		if end := (c.u32(p[total-4:]) + 3) &^ 3; end != total {
			r.damageSkip(fmt.Sprintf("a block of type %#x has the lengths %d and %d", typ, total, end), int(total))
			return 0, nil
		}
		bad := ""
		if typ == blockEPB { // nearly all are: worth 2 ns to ask first
			bad = c.enhanced(r, b, p[:total:total])
		} else if bad, err = c.block(r, b, typ, p[:total:total]); err != nil {
			return 0, err
		}
		if bad != "" { // but its two lengths agree: what follows can be trusted
			r.lose(r.base+int64(r.rd), r.base+int64(r.rd)+int64(total), bad)
		}
		r.rd += int(total)
	}
}

// block reads one whole block that is no enhanced packet block. bad says what
// is wrong with it, if it is.
func (c *pcapng) block(r *Reader, b *Batch, typ uint32, p []byte) (bad string, err error) {
	switch typ {
	case blockSPB:
		return c.simple(r, b, p), nil
	case blockPB:
		return c.obsolete(r, b, p), nil
	case blockIDB:
		return c.iface(r, p)
	case blockSHB:
		c.ifaces = c.ifaces[:0]
		r.info.Sections++
		c.options(p[24:len(p)-4], r.comment)
		return "", nil
	}
	return c.other(r, b, typ, p, len(p)), nil
}

// incomplete deals with a block of which the window holds a part. One that
// does not fit a batch has its data cut to MaxFrameBytes, if that is delivered
// at all, and the rest passes by.
func (c *pcapng) incomplete(r *Reader, b *Batch, p []byte, typ, total uint32) (need int) {
	const enough = 64 + MaxFrameBytes
	switch {
	case total <= batchBytes:
		return int(total)
	case len(p) < enough:
		return enough
	}
	p = p[:enough:enough]
	bad := ""
	switch typ {
	case blockEPB:
		bad = c.enhanced(r, b, p)
	case blockPB:
		bad = c.obsolete(r, b, p)
	case blockSPB:
		bad = c.simple(r, b, p)
	case blockIDB, blockSHB:
		bad = fmt.Sprintf("a block of type %#x with %d bytes", typ, total)
	default:
		bad = c.other(r, b, typ, p, int(total))
	}
	if bad != "" {
		r.damage(bad, ErrCorrupt)
		return 0
	}
	c.tail, c.start = total, r.base+int64(r.rd)
	r.drop(int64(total) - 4)
	return 0
}

// other reads a block without a packet, of which total bytes exist and p is
// what is held.
func (c *pcapng) other(r *Reader, b *Batch, typ uint32, p []byte, total int) (bad string) {
	if pseudoKind(typ) == KindPacket {
		r.info.Skipped++
		return ""
	}
	return c.pseudo(r, b, typ, p, total)
}

// endLong checks the length at the end of a long block.
func (c *pcapng) endLong(r *Reader, p []byte) (need int) {
	if len(p) < 4 {
		return 4
	}
	total := c.tail
	c.tail = 0
	if (c.u32(p)+3)&^3 == total {
		r.rd += 4
		return 0
	}
	r.damage("a long block does not end with its length", ErrCorrupt)
	r.search.from = c.start
	return 0
}

// u32 reads a number in the byte order of the section.
func (c *pcapng) u32(p []byte) uint32 {
	v := binary.LittleEndian.Uint32(p)
	if c.swapped {
		v = bits.ReverseBytes32(v)
	}
	return v
}

func (c *pcapng) u16(p []byte) uint16 {
	v := binary.LittleEndian.Uint16(p)
	if c.swapped {
		v = bits.ReverseBytes16(v)
	}
	return v
}

// order is that of the section, for what is off the hot path.
func (c *pcapng) order() binary.ByteOrder {
	if c.swapped {
		return binary.BigEndian
	}
	return binary.LittleEndian
}
