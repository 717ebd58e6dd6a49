package app

import (
	"bytes"

	"whyrst/extract/seq"
)

// maxHead bounds a header section that is read. Servers refuse more than 8 to 16 KiB by
// default (Apache, nginx, Node), 32 KiB at most (Microsoft's http.sys, Envoy's 60 aside).
const maxHead = 32 << 10

// message returns the message that d carries.
func (c *Conn) message(d Dir) *Message {
	if d == c.facts.HTTP.ReqDir {
		return &c.facts.HTTP.Req
	}
	return &c.facts.HTTP.Resp
}

// stepHead reads between two messages and in a header section.
func (c *Conn) stepHead(d Dir, b []byte) int {
	s := &c.side[d]
	old := s.kept()
	if n := lineEnds(b); n > 0 && old == 0 && !s.open {
		// An empty line before a start line is tolerated (RFC 9112 2.2), but it is excess
		// as long as none follows.
		c.excess(d, uint64(n))
		return n
	}
	unit, b, frame := c.unit(s, b)
	if unit == nil {
		c.lost(d)
		return 0
	}
	if !s.open {
		switch m, status, kind := c.opening(d, unit); kind {
		case startNo:
			c.startExcess(d, old)
			return 0
		case startYes:
			s.open = true
			c.begin(d, m, status, s.next.Add(-int32(old)), frame)
		}
	}
	if s.open {
		if d == c.facts.HTTP.ReqDir && !supported(unit) {
			c.lost(d)
			return 0
		}
		if end := headEnd(unit, old); end > 0 {
			c.endHead(d, unit[:end])
			return end - old
		}
	}
	if old == 0 && !c.stash(s, b, maxHead) {
		c.lost(d)
		return 0
	}
	return len(b)
}

// supported says whether the request line in unit, if it is whole, is one of HTTP/1. HTTP/0.9
// has no header section that would end.
func supported(unit []byte) bool {
	line, whole := firstLine(unit)
	return !whole || versionSuffix(line, "HTTP/1.")
}

// unit returns the bytes of the start line and header section so far, as many of b as belong to
// them, and the frame of the first. They are those of b itself if nothing waits. nil says that
// they exceed the limit.
func (c *Conn) unit(s *side, b []byte) (unit, taken []byte, frame int64) {
	if s.buf == nil {
		return b[:min(len(b), maxHead)], b, c.frame
	}
	b = b[:min(len(b), maxHead-s.kept())]
	if len(b) == 0 || !c.stash(s, b, maxHead) {
		return nil, nil, 0
	}
	return s.buf.b, b, s.frame
}

// opening says whether unit, which follows a complete message, begins another.
func (c *Conn) opening(d Dir, unit []byte) (m Method, status uint16, kind startKind) {
	if d != c.facts.HTTP.ReqDir {
		status, kind = statusStart(unit)
		return 0, status, kind
	}
	m, p, kind := requestStart(unit)
	if kind == startYes && p != ProtoHTTPRequest {
		kind = startNo
	}
	return m, 0, kind
}

// startExcess finds that the unit, of which old bytes wait, begins no message.
func (c *Conn) startExcess(d Dir, old int) {
	s := &c.side[d]
	if old > 0 {
		if m := c.message(d); m.ExcessFirst == 0 {
			m.ExcessFirst = s.frame
		}
		c.excess(d, uint64(old))
	}
	c.release(s)
	s.mode = modeExcess
}

// excess counts n bytes after the complete message of d.
func (c *Conn) excess(d Dir, n uint64) {
	m := c.message(d)
	m.Excess += n
	if m.ExcessFirst == 0 {
		m.ExcessFirst = c.frame
	}
	m.ExcessLast = c.frame
}

// begin starts a message whose first byte is first, in frame.
func (c *Conn) begin(d Dir, m Method, status uint16, first seq.Num, frame int64) {
	if d == c.facts.HTTP.ReqDir {
		c.beginRequest(d, m, first, frame)
		return
	}
	if status < 200 && status != 101 {
		c.side[d].interim = true
		clearExcess(&c.facts.HTTP.Resp)
		return
	}
	c.beginResponse(d, status, frame)
}

func clearExcess(m *Message) { m.Excess, m.ExcessFirst, m.ExcessLast = 0, 0, 0 }

// endHead reads a whole header section, start line included, and sets the mode for its body.
func (c *Conn) endHead(d Dir, head []byte) {
	s := &c.side[d]
	s.open = false
	line, _ := firstLine(head)
	var f fields
	f.parse(head[bytes.IndexByte(head, '\n')+1:])
	if d == c.facts.HTTP.ReqDir {
		c.requestHead(d, line, &f)
	} else {
		c.responseHead(d, line, &f)
	}
	c.release(s)
}

// lineEnds returns how many bytes of CR and LF b begins with.
func lineEnds(b []byte) int {
	n := 0
	for n < len(b) && (b[n] == '\r' || b[n] == '\n') {
		n++
	}
	return n
}

// headEnd returns the length of the header section that b begins with, its empty line
// included; 0 if it is not whole. A line may end in a bare LF (RFC 9112 2.2). The bytes
// before from were searched before.
func headEnd(b []byte, from int) int {
	for i := max(from-2, 0); ; {
		j := bytes.IndexByte(b[i:], '\n')
		if j < 0 {
			return 0
		}
		i += j + 1
		switch {
		case i < len(b) && b[i] == '\n':
			return i + 1
		case i+1 < len(b) && b[i] == '\r' && b[i+1] == '\n':
			return i + 2
		}
	}
}
