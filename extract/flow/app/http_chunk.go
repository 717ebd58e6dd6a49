package app

import "bytes"

// stepChunk reads the lines of the chunked coding (RFC 9112 7.1) and returns how many bytes
// it took. It ends framing where they are not what they must be.
func (c *Conn) stepChunk(d Dir, b []byte) int {
	s := &c.side[d]
	c.message(d).LastFrame = c.frame
	switch s.mode {
	case modeChunkSize:
		return c.chunkSize(d, b)
	case modeChunkExt:
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			return len(b)
		}
		c.chunkSizeEnd(d)
		return i + 1
	case modeChunkEnd:
		return c.chunkEnd(d, b)
	}
	return c.trailer(d, b)
}

// chunkSize reads hexadecimal digits; s.n counts them.
func (c *Conn) chunkSize(d Dir, b []byte) int {
	s := &c.side[d]
	for i, ch := range b {
		v := hexDigit(ch)
		switch {
		case v >= 0 && s.left < 1<<58:
			s.left = s.left<<4 | uint64(v)
			s.n = 1
		case v < 0 && s.n > 0 && (ch == ';' || isSpace(ch)):
			s.mode = modeChunkExt
			return i // the line end is found there
		default:
			c.lost(d)
			return i
		}
	}
	return len(b)
}

// chunkSizeEnd ends the line of a chunk size.
func (c *Conn) chunkSizeEnd(d Dir) {
	s := &c.side[d]
	s.mode, s.n = modeChunkData, 0
	if s.left == 0 {
		s.mode = modeTrailer // the last chunk
	}
}

// chunkEnd reads the line end after chunk content; s.n counts a CR.
func (c *Conn) chunkEnd(d Dir, b []byte) int {
	s := &c.side[d]
	switch {
	case b[0] == '\r' && s.n == 0:
		s.n = 1
	case b[0] == '\n':
		s.mode, s.n = modeChunkSize, 0
	default:
		c.lost(d)
		return 0
	}
	return 1
}

// trailer skips the trailer section up to its empty line; s.n says that the line has content.
func (c *Conn) trailer(d Dir, b []byte) int {
	s := &c.side[d]
	for i, ch := range b {
		switch {
		case ch == '\n' && s.n == 0:
			c.finish(d)
			return i + 1
		case ch == '\n':
			s.n = 0
		case ch != '\r':
			s.n = 1
		}
	}
	return len(b)
}

func hexDigit(ch byte) int {
	switch {
	case ch >= '0' && ch <= '9':
		return int(ch - '0')
	case lower(ch) >= 'a' && lower(ch) <= 'f':
		return int(lower(ch)-'a') + 10
	}
	return -1
}
