package capture

import (
	"encoding/binary"
	"fmt"
)

// The magic numbers of pcap, in the order of bytes of a big-endian file.
const (
	magicPcap     = 0xa1b2c3d4
	magicPcapNs   = 0xa1b23c4d
	magicModified = 0xa1b2cd34
	magicIXIAHw   = 0x1c0001ac // lcap, hardware capture: nanoseconds
	magicIXIASw   = 0x1c0001ab // lcap, software capture: microseconds
	magicSnoop    = "snoop\x00\x00\x00"
)

// minHead is the least number of bytes of the longest file header plus one
// record header: when a pipe has brought them, the format is known.
const minHead = 24 + 4 + 28

// detect recognises the format by the first bytes of the window and reads the
// file header.
func detect(r *Reader) (parser, error) {
	p := r.buf[r.rd:r.wr]
	if len(p) < 4 {
		return nil, ErrNotCapture
	}
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		switch order.Uint32(p) {
		case magicPcap, magicPcapNs, magicModified, magicIXIAHw, magicIXIASw:
			return openPcap(r, order)
		}
	}
	switch {
	case binary.BigEndian.Uint32(p) == blockSHB:
		return openPcapng(r)
	case len(p) >= len(magicSnoop) && string(p[:len(magicSnoop)]) == magicSnoop:
		return openSnoop(r)
	}
	return nil, fmt.Errorf("%w: starts with % x", ErrNotCapture, p[:4])
}
