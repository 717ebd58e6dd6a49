package capture

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

// Writer writes captures: pcapng, or pcap in micro- or nanoseconds. Numbers
// are little-endian, times of pcapng in nanoseconds.
type Writer struct {
	w      *bufio.Writer
	format Format
	ifaces []Interface
	block  []byte // reused
}

// NewWriter starts a capture. format is FormatPcapng, FormatPcapNs, or
// FormatPcap, which cuts times to microseconds.
func NewWriter(w io.Writer, format Format) (*Writer, error) {
	cw := &Writer{w: bufio.NewWriterSize(w, chunkBytes), format: format}
	switch format {
	case FormatPcap, FormatPcapNs:
		return cw, nil // the header names the link type: see AddInterface
	case FormatPcapng:
		cw.begin(blockSHB)
		cw.u32(byteOrderMagic)
		cw.u16(1)
		cw.u16(0)
		cw.u32(0xffffffff) // the length of the section is not known
		cw.u32(0xffffffff)
		return cw, cw.end()
	}
	return nil, fmt.Errorf("%w: writing %v", ErrUnsupported, format)
}

// AddInterface describes the next interface and returns its number, for
// Frame.Iface. A pcap file has exactly one. Link types whose pseudo-header the
// Reader takes off cannot be written.
func (w *Writer) AddInterface(in Interface) (int32, error) {
	l := newLink(in.LinkType)
	if l.pseudo != 0 {
		return 0, fmt.Errorf("%w: writing link type %d", ErrUnsupported, in.LinkType)
	}
	w.ifaces = append(w.ifaces, in)
	if w.format == FormatPcapng {
		w.begin(blockIDB)
		w.u16(in.LinkType)
		w.u16(0)
		w.u32(in.SnapLen)
		w.option(2, in.Name)
		w.option(3, in.Description)
		w.option(9, "\x09") // if_tsresol: nanoseconds
		w.u32(0)            // opt_endofopt
		return int32(len(w.ifaces) - 1), w.end()
	}
	if len(w.ifaces) > 1 {
		return 0, fmt.Errorf("%w: a pcap file has one interface", ErrUnsupported)
	}
	magic := uint32(magicPcap)
	if w.format == FormatPcapNs {
		magic = magicPcapNs
	}
	snap := in.SnapLen
	if snap == 0 {
		snap = MaxFrameBytes
	}
	w.block = w.block[:0]
	for _, v := range []uint32{magic, 4<<16 | 2, 0, 0, snap, uint32(in.LinkType)} {
		w.u32(v)
	}
	_, err := w.w.Write(w.block)
	return 0, err
}

// Write writes one frame. In pcapng the lines of its Comment, and each of
// comments, become an opt_comment of their own; pcap drops them and the flags.
// A frame without a time gets the time 0, since the formats have none for it
// that keeps the interface. Frames that are no packets are left out. Data is
// written as it is: len(Data) becomes the captured length.
func (w *Writer) Write(f *Frame, comments ...string) error {
	if f.Kind != KindPacket {
		return nil
	}
	if f.Iface < 0 || int(f.Iface) >= len(w.ifaces) {
		return fmt.Errorf("capture: interface %d of %d", f.Iface, len(w.ifaces))
	}
	ts := f.TsNs
	if !f.TsKnown {
		ts = 0
	}
	if ts < 0 {
		return fmt.Errorf("%w: writing a time before 1970", ErrUnsupported)
	}
	if w.format != FormatPcapng {
		return w.writeRecord(f, ts)
	}
	return w.writeBlock(f, uint64(ts), comments)
}

// writeBlock writes an enhanced packet block.
func (w *Writer) writeBlock(f *Frame, ts uint64, comments []string) error {
	w.begin(blockEPB)
	w.u32(uint32(f.Iface))
	w.u32(uint32(ts >> 32))
	w.u32(uint32(ts))
	w.u32(uint32(len(f.Data)))
	w.u32(f.WireLen)
	w.block = append(w.block, f.Data...)
	w.pad()
	options := len(w.block)
	if f.FlagsKnown {
		w.u16(optFlags)
		w.u16(4)
		w.u32(f.PktFlags)
	}
	for line := range strings.SplitSeq(f.Comment, "\n") {
		w.option(optComment, line)
	}
	for _, c := range comments {
		w.option(optComment, c)
	}
	if len(w.block) > options {
		w.u32(0) // opt_endofopt
	}
	return w.end()
}

// writeRecord writes a record of a pcap file.
func (w *Writer) writeRecord(f *Frame, ts int64) error {
	frac := ts % nsPerSec
	if w.format == FormatPcap {
		frac /= 1000
	}
	w.block = w.block[:0]
	w.u32(uint32(ts / nsPerSec))
	w.u32(uint32(frac))
	w.u32(uint32(len(f.Data)))
	w.u32(f.WireLen)
	w.block = append(w.block, f.Data...)
	_, err := w.w.Write(w.block)
	return err
}

// Flush writes out what is buffered. The file is the caller's to close.
func (w *Writer) Flush() error { return w.w.Flush() }

// begin starts a block; end completes and writes it.
func (w *Writer) begin(typ uint32) {
	w.block = w.block[:0]
	w.u32(typ)
	w.u32(0)
}

func (w *Writer) end() error {
	n := uint32(len(w.block) + 4)
	binary.LittleEndian.PutUint32(w.block[4:], n)
	w.u32(n)
	_, err := w.w.Write(w.block)
	return err
}

// option adds an option, unless it is empty. What does not fit its 16-bit
// length is cut.
func (w *Writer) option(code uint16, v string) {
	if v == "" {
		return
	}
	v = strings.ToValidUTF8(v[:min(len(v), 0xffff)], "")
	w.u16(code)
	w.u16(uint16(len(v)))
	w.block = append(w.block, v...)
	w.pad()
}

func (w *Writer) pad() {
	for len(w.block)%4 != 0 {
		w.block = append(w.block, 0)
	}
}

func (w *Writer) u16(v uint16) { w.block = binary.LittleEndian.AppendUint16(w.block, v) }
func (w *Writer) u32(v uint32) { w.block = binary.LittleEndian.AppendUint32(w.block, v) }
