package capture

import (
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// ahead decompresses in its own goroutine, at most aheadBlocks blocks before
// the parser. To the Reader's goroutine it is an io.Reader.
type ahead struct {
	full chan block
	free chan []byte
	stop chan struct{}
	done chan struct{} // closed when the goroutine is gone
	cur  block
	pos  int
}

type block struct {
	data []byte
	err  error // comes after data; the last block has one
}

const aheadBlocks = 6

// errTrailing ends a compressed stream that is followed by something else, as
// by the zeros of a tape. All of the stream is good, so it counts as a loss,
// not as a failure.
var errTrailing = errors.New("bytes after the end of the compressed stream were ignored")

func newAhead(kind Compression, s *stored) *ahead {
	a := &ahead{
		full: make(chan block, aheadBlocks),
		free: make(chan []byte, aheadBlocks),
		stop: make(chan struct{}),
		done: make(chan struct{}),
	}
	for range aheadBlocks {
		a.free <- nil
	}
	go a.run(kind, s)
	return a
}

func (a *ahead) run(kind Compression, s *stored) {
	defer close(a.done)
	// The libraries read hostile bytes: should one of them panic on them, the
	// capture is broken, not the program.
	defer func() {
		if p := recover(); p != nil {
			a.send(block{err: fmt.Errorf("%w: %s: %v", ErrCompressed, kind, p)})
		}
	}()
	z, err := decompressor(kind, s)
	if err != nil {
		a.finish(kind, s, nil, err)
		return
	}
	if c, ok := z.(*zstd.Decoder); ok {
		defer c.Close()
	}
	for first := true; ; first = false {
		buf, ok := a.buffer()
		if !ok {
			return
		}
		n := 0
		for n < len(buf) && err == nil {
			var m int
			m, err = z.Read(buf[n:])
			n += m
		}
		if err != nil {
			if !(first && n == 0) && isTrailing(err) {
				err = errTrailing
			}
			a.finish(kind, s, buf[:n], err)
			return
		}
		if !a.send(block{data: buf}) {
			return
		}
	}
}

// buffer waits for a buffer that the parser is done with.
func (a *ahead) buffer() (buf []byte, ok bool) {
	select {
	case buf = <-a.free:
	case <-a.stop:
		return nil, false
	}
	if buf == nil {
		buf = make([]byte, chunkBytes)
	}
	return buf, true
}

// finish sends the last block. It reads the stored file to its end first, so
// that the hash is complete when the Reader sees the end.
func (a *ahead) finish(kind Compression, s *stored, last []byte, err error) {
	if err != io.EOF && err != errTrailing {
		err = fmt.Errorf("%w: %s: %w", ErrCompressed, kind, unexpected(err))
	}
	if _, derr := s.drain(); derr != nil {
		err = derr
	}
	a.send(block{data: last, err: err})
}

// isTrailing recognises the complaint about a bad magic number where another
// gzip member or zstd frame would start.
func isTrailing(err error) bool {
	return errors.Is(err, gzip.ErrHeader) || errors.Is(err, zstd.ErrMagicMismatch)
}

// unexpected gives a bare io.EOF from inside a library its proper name: the
// caller must never mistake it for a clean end.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (a *ahead) send(b block) bool {
	select {
	case a.full <- b:
		return true
	case <-a.stop:
		return false
	}
}

// Read implements io.Reader.
func (a *ahead) Read(p []byte) (int, error) {
	for a.pos == len(a.cur.data) {
		if a.cur.err != nil {
			return 0, a.cur.err
		}
		if a.cur.data != nil {
			a.free <- a.cur.data[:chunkBytes]
		}
		a.cur, a.pos = <-a.full, 0
	}
	n := copy(p, a.cur.data[a.pos:])
	a.pos += n
	return n, nil
}

// close ends the goroutine and waits for it.
func (a *ahead) close() {
	close(a.stop)
	<-a.done
}
