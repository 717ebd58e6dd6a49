package capture

import (
	"errors"
	"io"

	"github.com/zeebo/xxh3"
)

// Open opens a capture file and reads its header. "-" is standard input. The
// error is an *Error, or that of the file system.
func Open(path string, opt Options) (*Reader, error) {
	s, err := openStored(path)
	if err != nil {
		return nil, err
	}
	r, err := newReader(path, s, opt)
	if err != nil {
		s.close()
		return nil, err
	}
	return r, nil
}

// NewReader reads a capture from rd; name is for messages.
func NewReader(name string, rd io.Reader, opt Options) (*Reader, error) {
	return newReader(name, &stored{r: rd, size: -1}, opt)
}

func newReader(name string, s *stored, opt Options) (*Reader, error) {
	r := &Reader{name: name, opt: opt, file: s, src: s, doubt: -1}
	r.info = Info{Name: name, StoredSize: s.size}
	s.progress = opt.Progress
	if !opt.NoHash {
		s.hash = xxh3.New()
	}
	head, err := s.peek(magicBytes)
	if err != nil {
		return nil, r.fail(0, err)
	}
	if r.info.Compression = sniff(head); r.info.Compression != Uncompressed {
		r.ahead = newAhead(r.info.Compression, s)
		r.src = r.ahead
	}
	r.own = make([]byte, headBytes)
	r.buf = r.own
	if err := r.open(); err != nil {
		r.stop()
		return nil, err
	}
	return r, nil
}

// open recognises the format and reads the file header.
func (r *Reader) open() error {
	for r.wr < headBytes && r.srcErr == nil {
		r.fill(headBytes)
		if r.ahead == nil && r.file.size < 0 && r.wr >= minHead {
			break // a pipe: do not wait for more than has been written
		}
	}
	if r.wr == 0 {
		if r.srcErr != io.EOF {
			return r.fail(0, r.srcErr)
		}
		return r.fail(0, ErrEmpty)
	}
	p, err := detect(r)
	if err != nil {
		if r.srcErr != nil && r.srcErr != io.EOF && (errors.Is(err, ErrTruncated) || r.wr < 4) {
			err = r.srcErr
		}
		return r.fail(int64(r.rd), err)
	}
	r.parser = p
	return nil
}

// fail makes the error of a position.
func (r *Reader) fail(off int64, err error) error {
	return &Error{File: r.name, Offset: off, Frame: r.last, Err: err}
}
