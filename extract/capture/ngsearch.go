package capture

import (
	"encoding/binary"
	"math/bits"
)

// plausible implements parser. A block proves itself by its second length.
func (c *pcapng) plausible(p []byte) (size int, v verdict) {
	if len(p) < minBlock {
		return minBlock, more
	}
	typ, total := c.u32(p), c.u32(p[4:])
	switch typ {
	case blockSHB:
		switch binary.LittleEndian.Uint32(p[8:]) {
		case byteOrderMagic:
			total = binary.LittleEndian.Uint32(p[4:])
		case bits.ReverseBytes32(byteOrderMagic):
			total = binary.BigEndian.Uint32(p[4:])
		default:
			return 0, no
		}
	case blockIDB, blockPB, blockSPB, blockNRB, blockISB, blockEPB, blockJournal, blockDSB, blockCustom, blockCustomNC:
	default:
		return 0, no
	}
	size = int(total+3) &^ 3
	if size < minBlock+4 || total > 2*MaxFrameBytes {
		return 0, no
	}
	if typ == blockEPB && len(p) >= epbFixed {
		// No more than a few options: a longer length is a wrong one.
		if room := size - epbFixed - 4 - int(c.u32(p[20:])); room < 0 || room > maxOptions {
			return 0, no
		}
	}
	if len(p) < size {
		return size, more
	}
	if *(*[4]byte)(p[4:]) != *(*[4]byte)(p[size-4:]) {
		return 0, no
	}
	return size, certain
}

// odd implements parser: a block has proved itself.
func (c *pcapng) odd([]byte) bool { return false }
