package capture

import (
	"io"
	"os"
	"slices"
	"sync/atomic"
)

const (
	// chunkBytes is how much is read from the file at once. 256 KiB stay in a
	// core's second-level cache from the read to the parse.
	chunkBytes = 256 << 10
	// batchBytes is the memory of a batch: it bounds the sum of its frames.
	batchBytes = 1 << 20
	// batchFrames is the number of frames after which no further chunk is
	// read into a batch. Tiny frames can exceed it by one chunk's worth.
	batchFrames = 4096
	// headBytes is how much Open looks at: enough for the records that tell
	// the variants of pcap apart.
	headBytes = 64 << 10
	// MaxLosses is the number of Losses that are kept in Info.
	MaxLosses = 1000
)

// Options of a Reader. The zero value reads everything.
type Options struct {
	// MaxFrames ends the capture after that many frames; 0 means no limit.
	MaxFrames int64
	// Progress, if not nil, is increased by every stored byte read. Compare
	// it with Info().StoredSize. Several Readers may share one counter.
	Progress *atomic.Int64
	// NoHash switches Info.Hash off.
	NoHash bool
}

// Reader reads one capture. It is not safe for concurrent use, Options.
// Progress excepted.
type Reader struct {
	name   string
	opt    Options
	file   *stored
	ahead  *ahead // nil if the file is not compressed
	src    io.Reader
	parser parser
	info   Info

	// The window: buf[rd:wr] is read and not parsed. While ReadBatch runs,
	// buf is the batch's memory; between calls, the Reader's own.
	//
	//	doubt <= rd <= wr <= len(buf), 0 <= rd
	buf    []byte
	rd, wr int
	base   int64 // stream offset of buf[0]
	doubt  int   // start of the last record in buf if it may yet be doubted, or -1
	skip   int64 // bytes that follow buf[wr] and are of no interest
	srcErr error // how src ended; io.EOF if well

	own          []byte // the Reader's own buffer, for what a batch leaves over
	search       search // on while looking for the next good record
	last         int64  // number of the last frame
	err          error  // what ReadBatch returns from now on
	limited      bool   // Options.MaxFrames ended it
	commentBytes int    // kept in info.Comments
}

// parser reads records of one format from the window.
type parser interface {
	// parse adds the complete records in the window to b and moves r.rd past
	// them. It returns the number of bytes from r.rd on that the next step
	// needs, at most batchBytes, or an error that ends the capture.
	parse(r *Reader, b *Batch) (need int, err error)
	// plausible says whether a record starts at p[0], and how long it is; see
	// search.go.
	plausible(p []byte) (size int, v verdict)
	// odd says whether the last record, which starts at p[0], would not be
	// plausible; its time no longer counts then for those to come.
	odd(p []byte) bool
}

// ReadBatch resets b and fills it with the next frames, about 1 MiB of file
// or 4096 frames. It returns an error only with an empty batch: io.EOF at the
// end of the capture, else an *Error. Either is returned for good. A capture
// that is damaged, but could be read on, ends in io.EOF: Info().LossCount
// tells.
func (r *Reader) ReadBatch(b *Batch) error {
	for {
		b.Reset()
		if r.err != nil {
			return r.err
		}
		r.attach(b)
		for r.err == nil && r.advance(b) {
		}
		r.detach()
		r.account(b)
		if r.err != nil {
			r.finish()
		}
		if len(b.Frames) > 0 {
			return nil
		}
	}
}

// advance parses what the window holds and reads more. It returns false when
// the batch is full or the capture at its end.
func (r *Reader) advance(b *Batch) bool {
	need, err := r.step(b)
	switch {
	case err != nil:
		r.err = r.fail(r.base+int64(r.rd), err)
		return false
	case r.skip == 0 && r.wr-r.rd >= need:
		return true
	case r.srcErr != nil:
		return r.atEnd()
	case len(b.Frames) >= batchFrames, !r.room(need, b):
		return false
	}
	r.fill(chunkBytes)
	return true
}

func (r *Reader) step(b *Batch) (need int, err error) {
	if r.skip > 0 {
		if r.drop(r.skip); r.skip > 0 {
			return 1, nil
		}
	}
	if r.search.on {
		return r.look(), nil
	}
	return r.parser.parse(r, b)
}

// atEnd is called when src has ended and the window holds no complete record.
// It returns true if there is more to try.
func (r *Reader) atEnd() bool {
	at, end := r.base+int64(r.rd), r.base+int64(r.wr)
	broken := r.srcErr != io.EOF && r.srcErr != errTrailing
	switch {
	case r.search.on:
		r.lose(r.search.from, end, r.search.reason)
		r.err = r.fail(r.search.from, r.search.cause)
		if broken {
			r.err = r.fail(end, r.srcErr)
		}
	case broken:
		r.lose(at, end, r.srcErr.Error())
		r.err = r.fail(end, r.srcErr)
	case r.skip > 0:
		r.lose(end, end, endsInside)
		r.err = r.fail(end, ErrTruncated)
	case r.rd < r.wr && r.cutShort():
		r.lose(at, end, endsInside)
		r.err = r.fail(at, ErrTruncated)
	case r.rd < r.wr:
		r.damage("a record reaches beyond the end of the file", ErrTruncated)
		return true
	default:
		if r.srcErr == errTrailing {
			r.lose(end, end, errTrailing.Error())
		}
		r.err = io.EOF
	}
	return false
}

const endsInside = "the file ends inside a record"

// account adds the batch to the statistics and applies Options.MaxFrames.
func (r *Reader) account(b *Batch) {
	if lim := r.opt.MaxFrames; lim > 0 && r.last >= lim {
		b.Frames = b.Frames[:len(b.Frames)-int(r.last-lim)]
		r.last, r.err, r.limited = lim, io.EOF, true
	}
	in := &r.info
	in.Frames = r.last
	for i := range b.Frames {
		f := &b.Frames[i]
		if f.Kind != KindPacket {
			in.PseudoFrames++
		}
		if !f.TsKnown {
			continue
		}
		if !in.TimesKnown {
			in.FirstNs, in.LastNs, in.TimesKnown = f.TsNs, f.TsNs, true
		}
		in.FirstNs, in.LastNs = min(in.FirstNs, f.TsNs), max(in.LastNs, f.TsNs)
	}
}

// finish completes the hash once the capture is at its end.
func (r *Reader) finish() {
	r.stop()
	if r.limited || r.file.hash == nil {
		return
	}
	if _, err := r.file.drain(); err == nil && r.file.whole {
		sum := r.file.hash.Sum128().Bytes()
		r.info.Hash, r.info.HashKnown = sum, true
	}
}

// stop ends the decompressor.
func (r *Reader) stop() {
	if r.ahead != nil {
		r.ahead.close()
		r.ahead = nil
	}
}

// Close releases the file and the decompressor. It does not touch standard
// input or the reader given to NewReader.
func (r *Reader) Close() error {
	r.stop()
	if r.err == nil {
		r.err = r.fail(r.base+int64(r.rd), os.ErrClosed)
	}
	return r.file.close()
}

// Info returns what is known about the capture so far.
func (r *Reader) Info() Info {
	in := r.info
	in.StoredBytes = r.file.n.Load()
	in.StreamBytes = r.base + int64(r.wr)
	in.Interfaces = slices.Clone(in.Interfaces)
	in.Comments = slices.Clone(in.Comments)
	in.Losses = slices.Clone(in.Losses)
	return in
}
