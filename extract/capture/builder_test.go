package capture

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
)

// unhex turns annotated hex into bytes: blanks and what follows a # on a line
// are ignored.
func unhex(t testing.TB, s string) []byte {
	t.Helper()
	var out []byte
	for line := range strings.Lines(s) {
		line, _, _ = strings.Cut(line, "#")
		b, err := hex.DecodeString(strings.Join(strings.Fields(line), ""))
		if err != nil {
			t.Fatalf("bad hex %q: %v", line, err)
		}
		out = append(out, b...)
	}
	return out
}

// ng builds pcapng blocks in one byte order.
type ng struct{ binary.AppendByteOrder }

var (
	little = ng{binary.LittleEndian}
	big    = ng{binary.BigEndian}
)

func (o ng) words(v ...uint32) (b []byte) {
	for _, w := range v {
		b = o.AppendUint32(b, w)
	}
	return b
}

func (o ng) block(typ uint32, body ...[]byte) []byte {
	p := bytes.Join(body, nil)
	for len(p)%4 != 0 {
		p = append(p, 0)
	}
	n := uint32(len(p) + 12)
	return append(append(o.words(typ, n), p...), o.words(n)...)
}

func (o ng) section(options ...[]byte) []byte {
	p := o.AppendUint16(o.AppendUint16(o.words(byteOrderMagic), 1), 0)
	p = o.AppendUint64(p, ^uint64(0))
	return o.block(blockSHB, append([][]byte{p}, options...)...)
}

func (o ng) iface(linkType uint16, snap uint32, options ...[]byte) []byte {
	p := o.AppendUint16(o.AppendUint16(nil, linkType), 0)
	return o.block(blockIDB, append([][]byte{p, o.words(snap)}, options...)...)
}

func (o ng) opt(code uint16, v string) []byte {
	p := o.AppendUint16(o.AppendUint16(nil, code), uint16(len(v)))
	p = append(p, v...)
	for len(p)%4 != 0 {
		p = append(p, 0)
	}
	return p
}

func (o ng) epb(iface uint32, ts uint64, data string, options ...[]byte) []byte {
	p := o.words(iface, uint32(ts>>32), uint32(ts), uint32(len(data)), uint32(len(data)))
	d := []byte(data)
	for len(d)%4 != 0 {
		d = append(d, 0)
	}
	return o.block(blockEPB, append([][]byte{p, d}, options...)...)
}

// pcapFile builds a microsecond pcap; every record has the data's length.
func pcapFile(data ...string) []byte {
	out := little.words(magicPcap, 4<<16|2, 0, 0, 0xffff, linkEthernet)
	for i, d := range data {
		out = append(out, pcapRecord(1_600_000_000+uint32(i), d)...)
	}
	return out
}

func pcapRecord(sec uint32, data string) []byte {
	n := uint32(len(data))
	return append(little.words(sec, 250_000, n, n), data...)
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// copied is a frame that owns its data.
func copied(f Frame) Frame {
	f.Data = bytes.Clone(f.Data)
	return f
}

// batches spares the fuzzer a megabyte per file.
var batches = sync.Pool{New: func() any { return new(Batch) }}

// readAll reads rd to its end and checks what must hold for every file. The
// error is nil after io.EOF.
func readAll(t testing.TB, rd io.Reader, opt Options) ([]Frame, Info, error) {
	t.Helper()
	r, err := NewReader("test", rd, opt)
	if err != nil {
		checkError(t, err)
		return nil, Info{}, err
	}
	defer r.Close()
	var frames []Frame
	b := batches.Get().(*Batch)
	defer batches.Put(b)
	for err == nil {
		if err = r.ReadBatch(b); err != nil && len(b.Frames) != 0 {
			t.Fatalf("%d frames beside the error %v", len(b.Frames), err)
		}
		for _, f := range b.Frames {
			frames = append(frames, copied(f))
		}
	}
	if again := r.ReadBatch(b); again != err {
		t.Fatalf("after %v: %v", err, again)
	}
	in := r.Info()
	checkFrames(t, frames, in)
	if err == io.EOF {
		return frames, in, nil
	}
	checkError(t, err)
	return frames, in, err
}

func checkError(t testing.TB, err error) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.File != "test" || e.Offset < 0 || e.Err == nil {
		t.Fatalf("not a positioned error: %#v", err)
	}
}

// checkFrames checks the invariants of a Reader's output.
func checkFrames(t testing.TB, frames []Frame, in Info) {
	t.Helper()
	if in.Frames != int64(len(frames)) {
		t.Fatalf("Info.Frames %d, delivered %d", in.Frames, len(frames))
	}
	at := int64(-1)
	for i, f := range frames {
		switch {
		case f.Number != int64(i+1):
			t.Fatalf("frame %d has the number %d", i+1, f.Number)
		case f.Offset <= at || f.Offset >= in.StreamBytes:
			t.Fatalf("frame %d at %d, after %d of %d", f.Number, f.Offset, at, in.StreamBytes)
		case len(f.Data) != int(min(f.CapLen, MaxFrameBytes)):
			t.Fatalf("frame %d: %d bytes of %d", f.Number, len(f.Data), f.CapLen)
		case (f.Kind == KindPacket) != (f.Iface >= 0), int(f.Iface) >= len(in.Interfaces):
			t.Fatalf("frame %d: kind %d, interface %d", f.Number, f.Kind, f.Iface)
		}
		at = f.Offset
	}
	at = 0
	var lost int64
	for _, l := range in.Losses {
		if l.From < at || l.To < l.From || l.To > in.StreamBytes || l.Reason == "" {
			t.Fatalf("loss %+v after %d of %d", l, at, in.StreamBytes)
		}
		at = l.To
		lost += l.To - l.From
	}
	if in.LossCount <= MaxLosses && (lost != in.LostBytes || int(in.LossCount) != len(in.Losses)) {
		t.Fatalf("losses %v, counted %d with %d bytes", in.Losses, in.LossCount, in.LostBytes)
	}
}
