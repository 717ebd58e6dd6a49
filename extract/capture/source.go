package capture

import (
	"io"
	"os"
	"sync/atomic"

	"github.com/zeebo/xxh3"
)

// stored is the file as it lies on disk or comes down the pipe: it counts and
// hashes every byte that passes. One goroutine reads it: the decompressor's
// if there is one, else the Reader's.
type stored struct {
	r        io.Reader
	closer   io.Closer     // nil if the file is not ours to close
	head     []byte        // read ahead to recognise the compression
	n        atomic.Int64  // bytes read
	progress *atomic.Int64 // the caller's counter, may be nil
	hash     *xxh3.Hasher  // nil if not wanted
	size     int64         // -1 if unknown
	whole    bool          // io.EOF was seen: the hash covers the file
}

// openStored opens path, "-" being standard input.
func openStored(path string) (*stored, error) {
	if path == "-" {
		return &stored{r: os.Stdin, size: fileSize(os.Stdin)}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &stored{r: f, closer: f, size: fileSize(f)}, nil
}

// fileSize returns the size of a regular file and -1 for anything else.
func fileSize(f *os.File) int64 {
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		return -1
	}
	return st.Size()
}

// peek returns the first n bytes, fewer if the file is shorter.
func (s *stored) peek(n int) ([]byte, error) {
	buf := make([]byte, n)
	m, err := io.ReadFull(s.r, buf)
	s.head = buf[:m]
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return s.head, err
}

// Read implements io.Reader.
func (s *stored) Read(p []byte) (n int, err error) {
	if len(s.head) > 0 {
		n = copy(p, s.head)
		s.head = s.head[n:]
	} else {
		n, err = s.r.Read(p)
	}
	if n > 0 {
		if s.hash != nil {
			s.hash.Write(p[:n]) // a Hasher's Write never fails
		}
		s.n.Add(int64(n))
		if s.progress != nil {
			s.progress.Add(int64(n))
		}
	}
	if err == io.EOF {
		s.whole = true
	}
	return n, err
}

// drain reads what a decoder left unread, so that the hash is that of the
// whole file even if the capture in it ends early. It says how much that was.
func (s *stored) drain() (int64, error) {
	if s.whole {
		return 0, nil
	}
	return io.Copy(io.Discard, readerOnly{s})
}

// readerOnly hides everything but Read, lest io.Copy find a shortcut past it.
type readerOnly struct{ io.Reader }

func (s *stored) close() error {
	if s.closer == nil {
		return nil
	}
	return s.closer.Close()
}
