package capture

import (
	"encoding/binary"
	"fmt"
)

const (
	snoopHeaderBytes = 16
	snoopRecordBytes = 24
)

// snoop reads RFC 1761 captures, and Shomiti's, which differ in the link
// types and in a trailer that hides in the padding. Numbers are big-endian.
type snoop struct {
	link link
	sec  clock // of the last record, for search
}

// snoopLinks translates the datalink types of RFC 1761 and of DLPI.
var snoopLinks = map[uint32]uint16{
	0: linkEthernet, 2: linkTokenRing, 4: linkEthernet, 8: linkFDDI, 9: linkNull, 14: linkNull,
}

// shomitiLinks are the types that Shomiti gave a meaning of its own.
var shomitiLinks = map[uint32]uint16{
	0: linkEthernet, 2: linkTokenRing, 4: linkEthernet, 8: linkFDDI,
	10: linkEthernet, 11: linkTokenRing, 12: linkEthernet, 13: linkTokenRing, 14: linkTokenRing, 19: linkEthernet,
}

func openSnoop(r *Reader) (parser, error) {
	p := r.buf[r.rd:r.wr]
	if len(p) < snoopHeaderBytes {
		return nil, fmt.Errorf("%w: the file header has %d of %d bytes", ErrTruncated, len(p), snoopHeaderBytes)
	}
	version, network := binary.BigEndian.Uint32(p[8:]), binary.BigEndian.Uint32(p[12:])
	if version < 2 || version > 5 {
		return nil, fmt.Errorf("%w: snoop version %d", ErrUnsupported, version)
	}
	fcs, links := -1, snoopLinks
	if p = p[snoopHeaderBytes:]; len(p) >= snoopRecordBytes {
		incl, size := binary.BigEndian.Uint32(p[4:]), binary.BigEndian.Uint32(p[8:])
		if uint64(size) >= uint64(incl)+snoopRecordBytes+16 {
			fcs, links = 4, shomitiLinks // room for Shomiti's trailer
		}
	}
	typ, ok := links[network]
	if !ok {
		return nil, fmt.Errorf("%w: snoop datalink type %d", ErrUnsupported, network)
	}
	r.rd += snoopHeaderBytes
	in := &r.info
	in.Format, in.BigEndian, in.VersionMajor = FormatSnoop, true, uint16(version)
	in.Interfaces = []Interface{{ID: -1, LinkType: typ, FCSLen: fcs, Base: 10, Exponent: 6}}
	return &snoop{link: newLink(typ)}, nil
}

// parse implements parser.
func (c *snoop) parse(r *Reader, b *Batch) (need int, err error) {
	for {
		p := r.buf[r.rd:r.wr]
		if len(p) < snoopRecordBytes {
			return snoopRecordBytes, nil
		}
		orig, incl, size := binary.BigEndian.Uint32(p), binary.BigEndian.Uint32(p[4:]), binary.BigEndian.Uint32(p[8:])
		sec, usec := binary.BigEndian.Uint32(p[16:]), binary.BigEndian.Uint32(p[20:])
		if orig > MaxFrameBytes || incl > MaxFrameBytes || size < incl+snoopRecordBytes {
			r.damage(fmt.Sprintf("impossible lengths %d, %d and %d of a record", orig, incl, size), ErrCorrupt)
			return 0, nil
		}
		end := snoopRecordBytes + int(incl)
		if len(p) < end {
			return end, nil
		}
		r.last++
		*b.add() = Frame{
			Number: r.last, Offset: r.base + int64(r.rd), LinkType: c.link.typ,
			TsNs: int64(sec)*nsPerSec + int64(usec)*1000, TsKnown: true,
			WireLen: orig, CapLen: incl, Data: p[snoopRecordBytes:end:end],
		}
		c.sec = clock{sec, true}
		if r.drop(int64(size)); r.skip > 0 {
			return 0, nil
		}
	}
}

// plausible implements parser.
func (c *snoop) plausible(p []byte) (size int, v verdict) {
	if len(p) < snoopRecordBytes {
		return snoopRecordBytes, more
	}
	orig, incl, rec := binary.BigEndian.Uint32(p), binary.BigEndian.Uint32(p[4:]), binary.BigEndian.Uint32(p[8:])
	sec, usec := binary.BigEndian.Uint32(p[16:]), binary.BigEndian.Uint32(p[20:])
	switch {
	case incl == 0 || incl > orig || orig > MaxFrameBytes:
		return 0, no
	case rec < incl+snoopRecordBytes || rec > incl+snoopRecordBytes+64: // RFC 1761 pads to 4, Shomiti adds 16
		return 0, no
	case usec >= 1e6:
		return 0, no
	case c.sec.known && max(sec, c.sec.sec)-min(sec, c.sec.sec) > searchWindow:
		return 0, no
	}
	return int(rec), yes
}

// odd implements parser: records of this format are not doubted.
func (c *snoop) odd([]byte) bool { return false }
