package app

import "bytes"

// remember keeps the last eight bytes of a stream that is not framed, and takes all of b.
func (s *side) remember(b []byte) int {
	for _, ch := range b[max(0, len(b)-8):] {
		s.word = s.word<<8 | uint64(ch)
	}
	return len(b)
}

// forget drops the last bytes and the current line: a hole follows them.
func (s *side) forget() { s.word, s.n, s.line = 0, 0, 0 }

// stepLines reads up to the end of one line of a text protocol, or of one that began like
// text. s.n counts the line's bytes, s.line holds its first four.
func (c *Conn) stepLines(d Dir, b []byte) int {
	s := &c.side[d]
	if s.n == 0 && (b[0] == RecordHandshake || b[0] == RecordAlert) && !s.tunnel {
		// After STARTTLS, STLS or AUTH TLS; text has no such control characters.
		s.mode, s.tunnel, s.outer = modeSniff, true, modeLines
		return 0
	}
	i := bytes.IndexByte(b, '\n')
	part := b
	if i >= 0 {
		part = b[:i]
	}
	for _, ch := range part[:min(len(part), 4-int(min(s.n, 4)))] {
		s.line = s.line<<8 | uint32(ch)
	}
	s.remember(part)
	s.n = min(s.n+uint32(len(part)), 1<<20)
	if i < 0 {
		return len(b)
	}
	c.endLine(d)
	s.n, s.line = 0, 0
	s.remember(b[i : i+1])
	return i + 1
}

// endLine looks whether the line just ended says goodbye. What follows takes it back, save
// the tagged line with which an IMAP server ends its BYE.
func (c *Conn) endLine(d Dir) {
	s, f := &c.side[d], &c.facts.Stream[d]
	if s.n < 4 {
		s.line <<= 8 * (4 - s.n)
	}
	end := s.word
	if uint8(end) == '\r' && s.n > 0 {
		end >>= 8
		s.n--
	}
	peer := &c.facts.Stream[1-d]
	switch f.Proto {
	case ProtoSMTP, ProtoFTP, ProtoMailOrFTP:
		if s.n >= 3 && s.line>>8 == '2'<<16|'2'<<8|'1' {
			f.Bye = c.frame
			return
		}
	case ProtoPOP:
		if s.n >= 3 && s.line>>8 == '+'<<16|'O'<<8|'K' && peer.Bye != 0 {
			f.Bye = c.frame
			return
		}
	case ProtoIMAP:
		if s.n >= 5 && s.line == '*'<<24|' '<<16|'B'<<8|'Y' {
			f.Bye = c.frame
		}
		return
	}
	f.Bye = 0
	if s.n == 4 && foldWord(end, "quit") || s.n > 7 && foldWord(end, " logout") {
		f.Bye = c.frame
	}
}

// foldWord compares the last bytes of a line with the lower-case text, letters in either case.
func foldWord(word uint64, text string) bool {
	for i := len(text) - 1; i >= 0; i-- {
		if lower(byte(word)) != text[i] {
			return false
		}
		word >>= 8
	}
	return true
}

// farewells are the last bytes of a client that leaves a binary protocol.
var farewells = [...]struct {
	proto Proto
	bytes uint64
	n     uint64
}{
	{ProtoMySQL, 0x01_00_00_00_01, 5},        // COM_QUIT
	{ProtoPostgres, 'X'<<32 | 0x00000004, 5}, // Terminate
	{ProtoMQTT, 0xE000, 2},                   // DISCONNECT, MQTT 3.1.1
	{ProtoMQTT, 0xE0_02_00_00, 4},            // DISCONNECT with reason 0, MQTT 5
}

// bye returns the frame of the farewell that d's stream ends with, 0 if it ends with none.
func (c *Conn) bye(d Dir) int64 {
	s, f := &c.side[d], &c.facts.Stream[d]
	if s.mode != modeLines && s.mode != modeTail {
		return 0
	}
	for i := range farewells {
		x := &farewells[i]
		spoken := f.Proto == x.proto || c.facts.Stream[1-d].Proto == x.proto
		if spoken && f.Bytes >= x.n && s.word&(1<<(8*x.n)-1) == x.bytes {
			return f.LastFrame
		}
	}
	if s.mode == modeLines && s.n == 0 && c.textProtocol() {
		return f.Bye
	}
	return 0
}

// textProtocol says that one of the two sides speaks a protocol that ends with QUIT or LOGOUT.
func (c *Conn) textProtocol() bool {
	for i := range c.facts.Stream {
		switch c.facts.Stream[i].Proto {
		case ProtoSMTP, ProtoFTP, ProtoMailOrFTP, ProtoPOP, ProtoIMAP:
			return true
		}
	}
	return false
}
