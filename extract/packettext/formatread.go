package packettext

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"time"
)

// rawFrame is a frame as the file has it.
type rawFrame struct {
	ts      int64 // ns since 1970
	wireLen int
	data    []byte
}

// rawCapture is a file read whole.
type rawCapture struct {
	link       LinkType
	snapLen    uint32
	interfaces int // of a pcapng file
	frames     []rawFrame
}

// maxTimeNs is the last second that a pcap file can tell.
const maxTimeNs = math.MaxUint32 * int64(time.Second)

var errTime = errors.New("time lies outside 1970 to 2106")

// readCapture reads a pcap file, or a pcapng file whose interfaces have one link type. It does not use pcapgo: that has link types of 8
// bits, takes a cut pcapng file for a whole one, and allocates what a length in the file says.
func readCapture(data []byte) (*rawCapture, error) {
	if len(data) < 24 {
		return nil, errors.New("capture is shorter than a file header")
	}
	rc := &rawCapture{}
	if binary.BigEndian.Uint32(data) == 0x0a0d0d0a {
		return rc, rc.readNG(data)
	}
	for _, e := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		switch e.Uint32(data) {
		case 0xa1b2c3d4:
			return rc, rc.readPCAP(data, e, time.Microsecond)
		case 0xa1b23c4d:
			return rc, rc.readPCAP(data, e, 1)
		}
	}
	return nil, errors.New("neither pcap nor pcapng")
}

func (rc *rawCapture) readPCAP(data []byte, e binary.ByteOrder, unit time.Duration) error {
	rc.snapLen, rc.link = e.Uint32(data[16:]), LinkType(e.Uint32(data[20:]))
	for off := 24; off < len(data); {
		b := data[off:]
		if len(b) < 16 {
			return fmt.Errorf("offset %d: record header is cut", off)
		}
		n := e.Uint32(b[8:])
		if uint64(n) > uint64(len(b)-16) {
			return fmt.Errorf("offset %d: record is cut", off)
		}
		ts := int64(e.Uint32(b))*int64(time.Second) + int64(e.Uint32(b[4:]))*int64(unit)
		if err := rc.add(rawFrame{ts, int(e.Uint32(b[12:])), b[16 : 16+n]}); err != nil {
			return fmt.Errorf("offset %d: %w", off, err)
		}
		off += 16 + int(n)
	}
	return nil
}

func (rc *rawCapture) add(f rawFrame) error {
	switch {
	case len(rc.frames) >= maxPackets:
		return fmt.Errorf("more than %d frames", maxPackets)
	case f.ts > maxTimeNs:
		return errTime
	case f.wireLen < len(f.data) || f.wireLen > math.MaxInt32:
		return fmt.Errorf("%d bytes are captured of a frame of %d", len(f.data), f.wireLen)
	}
	rc.frames = append(rc.frames, f)
	return nil
}

// readNG reads the blocks of a pcapng file and refuses what the notation cannot say. A section after the first
// must have its byte order.
func (rc *rawCapture) readNG(data []byte) error {
	var e binary.ByteOrder = binary.LittleEndian
	if data[8] == 0x1a {
		e = binary.BigEndian
	}
	var units []uint64 // ns of a tick, by interface of the section
	for off := 0; off < len(data); {
		b := data[off:]
		if len(b) < 12 {
			return fmt.Errorf("offset %d: block is cut", off)
		}
		n := e.Uint32(b[4:])
		if n < 12 || n%4 != 0 || uint64(n) > uint64(len(b)) {
			return fmt.Errorf("offset %d: block length %d does not fit the file", off, n)
		}
		body, err := b[8:n-4], error(nil)
		switch e.Uint32(b) {
		case 0x0a0d0d0a:
			if units = nil; len(body) < 4 || e.Uint32(body) != 0x1a2b3c4d {
				err = errors.New("section of another byte order")
			}
		case 1:
			units, err = rc.readInterface(body, e, units)
		case 6:
			err = rc.readPacket(body, e, units)
		case 2, 3:
			err = errors.New("simple and obsolete packet blocks cannot be written as text")
		}
		if err != nil {
			return fmt.Errorf("offset %d: %w", off, err)
		}
		off += int(n)
	}
	return nil
}

// readInterface appends the unit of an interface (if_tsresol, µs where there is none) to those of its section.
func (rc *rawCapture) readInterface(body []byte, e binary.ByteOrder, units []uint64) ([]uint64, error) {
	if len(body) < 8 {
		return nil, errors.New("interface block is cut")
	}
	link := LinkType(e.Uint16(body))
	if rc.interfaces++; rc.interfaces > 1 && link != rc.link {
		return nil, errors.New("interfaces of different link types cannot be written as text")
	}
	rc.link, rc.snapLen = link, e.Uint32(body[4:])
	resolution := byte(6)
	for b := body[8:]; len(b) >= 4; {
		code, n := e.Uint16(b), int(e.Uint16(b[2:]))
		if code == 0 || len(b) < 4+n {
			break
		}
		switch {
		case code == 9 && n == 1:
			resolution = b[4]
		case code == 14:
			return nil, errors.New("if_tsoffset is not understood")
		}
		b = b[min(len(b), 4+(n+3)/4*4):]
	}
	if resolution > 9 {
		return nil, fmt.Errorf("if_tsresol %d is not understood", resolution)
	}
	unit := uint64(time.Second)
	for range resolution {
		unit /= 10
	}
	return append(units, unit), nil
}

func (rc *rawCapture) readPacket(body []byte, e binary.ByteOrder, units []uint64) error {
	if len(body) < 20 || uint64(e.Uint32(body[12:])) > uint64(len(body)-20) {
		return errors.New("packet block is shorter than its packet")
	}
	iface := e.Uint32(body)
	if uint64(iface) >= uint64(len(units)) {
		return fmt.Errorf("interface %d is not described", iface)
	}
	hi, ts := bits.Mul64(uint64(e.Uint32(body[4:]))<<32|uint64(e.Uint32(body[8:])), units[iface])
	if hi > 0 || ts > math.MaxInt64 {
		return errTime
	}
	return rc.add(rawFrame{int64(ts), int(e.Uint32(body[16:])), body[20 : 20+e.Uint32(body[12:])]})
}

// span is the first second and whether times never go back.
func (rc *rawCapture) span() (epoch int64, sorted bool, err error) {
	if len(rc.frames) == 0 {
		return DefaultEpoch * int64(time.Second), true, nil
	}
	first, last := rc.frames[0].ts, rc.frames[0].ts
	sorted = true
	for i, f := range rc.frames {
		sorted = sorted && (i == 0 || f.ts >= rc.frames[i-1].ts)
		first, last = min(first, f.ts), max(last, f.ts)
	}
	epoch = first - first%int64(time.Second)
	if last-epoch > int64(maxTime) {
		return 0, false, errTime
	}
	return epoch, sorted, nil
}
