package packettext

import (
	"encoding/binary"
	"time"
)

// FileOptions says how a capture file is written.
type FileOptions struct {
	BigEndian   bool
	Nanoseconds bool // times in ns; else in µs, unless a packet lies between two microseconds
}

// defaultSnapLen is what the file header says when frames are whole.
const defaultSnapLen = 262144

func (o FileOptions) order() binary.AppendByteOrder {
	if o.BigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// nanos says whether times need nanoseconds.
func (o FileOptions) nanos(frames []Frame) bool {
	for _, f := range frames {
		if f.TimeNs%int64(time.Microsecond) != 0 {
			return true
		}
	}
	return o.Nanoseconds
}

func (s *Script) headerSnapLen() uint32 {
	if s.SnapLen > 0 {
		return uint32(s.SnapLen)
	}
	return defaultSnapLen
}

// PCAP writes the script as a classic capture file. The same script and options give the same bytes.
// pcapgo writes little-endian files only, hence not used.
func (s *Script) PCAP(o FileOptions) ([]byte, error) {
	frames, err := s.Frames()
	if err != nil {
		return nil, err
	}
	e, magic, unit := o.order(), uint32(0xa1b2c3d4), int64(time.Microsecond)
	if o.nanos(frames) {
		magic, unit = 0xa1b23c4d, 1
	}
	b := e.AppendUint32(nil, magic)
	b = e.AppendUint16(e.AppendUint16(b, 2), 4) // version
	b = append(b, make([]byte, 8)...)           // zone and accuracy, never used
	b = e.AppendUint32(e.AppendUint32(b, s.headerSnapLen()), uint32(s.Link))
	for _, f := range frames {
		b = e.AppendUint32(b, uint32(f.TimeNs/int64(time.Second)))
		b = e.AppendUint32(b, uint32(f.TimeNs%int64(time.Second)/unit))
		b = e.AppendUint32(e.AppendUint32(b, uint32(len(f.Data))), uint32(f.WireLen))
		b = append(b, f.Data...)
	}
	return b, nil
}

// PCAPNG writes the script as one section with one interface. Where the script says on which host it was
// captured, enhanced packet blocks carry the direction.
func (s *Script) PCAPNG(o FileOptions) ([]byte, error) {
	frames, err := s.Frames()
	if err != nil {
		return nil, err
	}
	e, resolution, unit := o.order(), byte(6), int64(time.Microsecond)
	if o.nanos(frames) {
		resolution, unit = 9, 1
	}
	shb := e.AppendUint32(nil, 0x1a2b3c4d)
	shb = e.AppendUint16(e.AppendUint16(shb, 1), 0) // version
	b := block(nil, e, 0x0a0d0d0a, e.AppendUint64(shb, 1<<64-1))
	idb := e.AppendUint16(e.AppendUint16(nil, uint16(s.Link)), 0)
	idb = e.AppendUint32(idb, s.headerSnapLen())
	idb = option(idb, e, 9, []byte{resolution}) // if_tsresol
	b = block(b, e, 1, option(idb, e, 0, nil))
	for _, f := range frames {
		ts := uint64(f.TimeNs / unit)
		epb := e.AppendUint32(e.AppendUint32(nil, 0), uint32(ts>>32)) // interface 0
		epb = e.AppendUint32(epb, uint32(ts))
		epb = e.AppendUint32(e.AppendUint32(epb, uint32(len(f.Data))), uint32(f.WireLen))
		epb = pad32(append(epb, f.Data...))
		if dir := s.direction(f.Packet); dir != 0 {
			epb = option(epb, e, 2, e.AppendUint32(nil, dir)) // epb_flags
			epb = option(epb, e, 0, nil)
		}
		b = block(b, e, 6, epb)
	}
	return b, nil
}

// direction is the value of epb_flags: 1 inbound, 2 outbound, 0 unknown.
func (s *Script) direction(p *Packet) uint32 {
	switch s.seen(p) {
	case DirIn:
		return 1
	case DirOut:
		return 2
	}
	return 0
}

func block(dst []byte, e binary.AppendByteOrder, typ uint32, body []byte) []byte {
	n := uint32(len(body) + 12)
	dst = e.AppendUint32(e.AppendUint32(dst, typ), n)
	return e.AppendUint32(append(dst, body...), n)
}

func option(dst []byte, e binary.AppendByteOrder, code uint16, val []byte) []byte {
	dst = e.AppendUint16(e.AppendUint16(dst, code), uint16(len(val)))
	return pad32(append(dst, val...))
}

// pad32 pads to 32 bits, counted from the start of b; blocks and options start aligned.
func pad32(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}
