package capture

import (
	"bytes"
	"strconv"
)

// Sysdig's event blocks that Wireshark 4.0 numbers; the others of its family
// (0x201 to 0x222) are not. The later versions have four more bytes of header.
const (
	blockSysdig        = 0x204
	blockSysdigV2      = 0x216
	blockSysdigV2Large = 0x221
)

// pseudoKind returns the Kind of the blocks that Wireshark numbers as frames,
// KindPacket for those that it does not.
func pseudoKind(typ uint32) Kind {
	switch typ {
	case blockCustom, blockCustomNC:
		return KindCustom
	case blockJournal:
		return KindJournal
	case blockSysdig, blockSysdigV2, blockSysdigV2Large:
		return KindSysdig
	}
	return KindPacket
}

// pseudo delivers a block that holds no packet as a frame, for its number.
// Length and time are Wireshark's, so far as they can be read. total is the
// length of the block; p is as much of it as is held.
func (c *pcapng) pseudo(r *Reader, b *Batch, typ uint32, p []byte, total int) (bad string) {
	f := Frame{
		Offset: r.base + int64(r.rd), Kind: pseudoKind(typ), LinkType: LinkNone, Iface: -1,
	}
	fixed := 8
	switch f.Kind {
	case KindCustom:
		fixed += 4 // the private enterprise number
	case KindSysdig:
		if fixed += 24; typ != blockSysdig {
			fixed += 4
		}
	}
	if total < fixed+4 {
		return "a custom, journal or sysdig block is too short"
	}
	f.CapLen = uint32(total - fixed - 4)
	f.Data = p[min(fixed, len(p)):min(len(p), fixed+int(f.CapLen), fixed+MaxFrameBytes)]
	f.WireLen = f.CapLen
	switch f.Kind {
	case KindJournal:
		f.Data = bytes.TrimRight(f.Data, "\x00")
		if f.CapLen <= MaxFrameBytes {
			f.CapLen, f.WireLen = uint32(len(f.Data)), uint32(len(f.Data))
		}
		f.TsNs, f.TsKnown = journalTime(f.Data)
	case KindSysdig:
		res := newResolution(9, 0)
		f.TsNs, f.TsKnown = res.ns(c.order().Uint64(p[10:]))
		f.WireLen = wireLength(c.u32(p[26:]))
	}
	r.last++
	f.Number = r.last
	*b.add() = f
	return ""
}

// journalTime finds the time of a systemd journal entry, in microseconds of
// text (systemd's Journal Export Format).
func journalTime(p []byte) (ns int64, known bool) {
	_, p, found := bytes.Cut(p, []byte("__REALTIME_TIMESTAMP="))
	if !found {
		return 0, false
	}
	p, _, _ = bytes.Cut(p, []byte("\n"))
	us, err := strconv.ParseUint(string(p), 10, 64)
	if err != nil {
		return 0, false
	}
	res := newResolution(6, 0)
	return res.ns(us)
}
