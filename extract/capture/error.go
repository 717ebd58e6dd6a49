package capture

import (
	"errors"
	"fmt"
)

// The causes that an Error wraps, for errors.Is.
var (
	// ErrEmpty: the file has no bytes, stored or after decompression.
	ErrEmpty = errors.New("empty file")
	// ErrNotCapture: the first bytes are those of no supported format.
	ErrNotCapture = errors.New("not a capture file (pcap, pcapng, snoop)")
	// ErrUnsupported: a capture, but of a version or kind that is not read.
	ErrUnsupported = errors.New("unsupported capture")
	// ErrTruncated: the file ends inside a header or record.
	ErrTruncated = errors.New("capture is cut short")
	// ErrCorrupt: a header is impossible, and no later record was found.
	ErrCorrupt = errors.New("capture is corrupt")
	// ErrCompressed: the compressed stream is broken or cut short.
	ErrCompressed = errors.New("compressed stream is broken")
)

// Error is a failure to read a capture any further. Everything before it has
// been delivered.
type Error struct {
	// File is the path or name given to Open or NewReader.
	File string
	// Offset is where in the decompressed stream the trouble starts, in bytes.
	Offset int64
	// Frame is the number of the last frame delivered before, 0 if none.
	Frame int64
	// Err is the cause: one of the Err values above, perhaps with detail
	// around it, or the error of the underlying file.
	Err error
}

func (e *Error) Error() string {
	if e.Frame == 0 {
		return fmt.Sprintf("%s: offset %d: %v", e.File, e.Offset, e.Err)
	}
	return fmt.Sprintf("%s: offset %d, after frame %d: %v", e.File, e.Offset, e.Frame, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Loss is a range of bytes of the decompressed stream from which nothing
// could be read.
type Loss struct {
	// From and To delimit the range [From, To). From == To where the bytes
	// are missing from the file, rather than unreadable in it.
	From, To int64
	// Frame is the number of the last frame before the loss, 0 if none.
	Frame int64
	// Reason is one sentence for the reader of the report.
	Reason string
}
