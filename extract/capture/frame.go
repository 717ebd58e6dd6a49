package capture

import "math"

// LinkNone is the LinkType of a frame that carries no packet: Wireshark
// numbers some pcapng blocks as if they were packets, see Kind.
const LinkNone = 0xffff

// Kind tells packets from the pcapng blocks that Wireshark (3.6 and later)
// shows, and numbers, in the packet list. Without them every frame.number
// after such a block would differ from Wireshark's.
type Kind uint8

const (
	// KindPacket is a captured packet: the only kind that has a link type.
	KindPacket Kind = iota
	// KindCustom is a custom block (pcapng section 4.7). Data is what follows
	// the private enterprise number, options included.
	KindCustom
	// KindJournal is a systemd journal export block. Data is the entry.
	KindJournal
	// KindSysdig is a sysdig or falco event block. Data is what follows the
	// event's header.
	KindSysdig
)

// Frame is one captured frame. Data is valid until the Batch that holds the
// frame is reset.
type Frame struct {
	// Number is Wireshark's frame.number: 1-based, in file order.
	Number int64
	// TsNs is the capture time in nanoseconds since the Unix epoch, rounded
	// down. Meaningful iff TsKnown.
	TsNs int64
	// Offset is where the record starts in the decompressed stream, in bytes.
	Offset int64
	// Comment holds the block's opt_comment options joined by a newline, ""
	// if none; invalid UTF-8 is replaced by U+FFFD. It is the one field that
	// owns its memory and outlives the batch.
	Comment string
	// Data holds the captured bytes, without the pseudo-header that some link
	// types put before the frame (see link.go). len(Data) is CapLen, unless
	// that is above MaxFrameBytes.
	Data []byte
	// WireLen is the length on the wire, frame.len; as there, what is beyond
	// an int32 is given as the greatest int32.
	WireLen uint32
	// CapLen is the captured length that the file declares, frame.cap_len.
	CapLen uint32
	// PktFlags is the flags word of an enhanced packet block (epb_flags,
	// pcapng section 4.3.1). Meaningful iff FlagsKnown.
	PktFlags uint32
	// InterfaceID is Wireshark's frame.interface_id: the interface's number within
	// its pcapng section; meaningful iff HasInterfaceID (pcapng).
	InterfaceID int32
	// Iface is the interface's position in Info().Interfaces: 0-based, over
	// all sections. Wireshark's frame.interface_id is Interface.ID there.
	// -1 for a Kind other than KindPacket.
	Iface int32
	// LinkType is the LINKTYPE_ value of the interface, LinkNone for a Kind
	// other than KindPacket.
	LinkType uint16
	// Kind is KindPacket for all but some odd pcapng blocks.
	Kind Kind
	// HasInterfaceID is false for formats other than pcapng, and for a Kind other
	// than KindPacket.
	HasInterfaceID bool
	// TsKnown is false where the file has no time (a simple packet block) or
	// one beyond the int64 nanoseconds of TsNs (the years 1677 to 2262).
	TsKnown bool
	// FlagsKnown is true if the block carried a flags word.
	FlagsKnown bool
}

// Batch holds frames and the memory that their Data points into. The zero
// value is ready for use. It belongs to whoever holds it: the Reader keeps no
// reference after ReadBatch returns.
type Batch struct {
	// Frames in file order.
	Frames []Frame

	buf []byte
}

// Reset empties b and keeps its memory for the next ReadBatch. The Data of
// the frames it held is invalid from now on.
func (b *Batch) Reset() { b.Frames = b.Frames[:0] }

// add appends one frame and returns it for filling in. The frame holds stale
// values of an earlier batch: the caller sets every field.
func (b *Batch) add() *Frame {
	n := len(b.Frames)
	if n == cap(b.Frames) {
		b.grow()
	}
	b.Frames = b.Frames[:n+1]
	return &b.Frames[n]
}

// grow is apart from add so that add is inlined into the record loops.
//
//go:noinline
func (b *Batch) grow() {
	f := make([]Frame, len(b.Frames), max(batchFrames, 2*cap(b.Frames)))
	copy(f, b.Frames)
	b.Frames = f
}

// wireLength is the WireLen of a stored length.
func wireLength(n uint32) uint32 { return min(n, math.MaxInt32) }
