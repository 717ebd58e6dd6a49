package app

// Handshake types and extensions of RFC 8446 4 and its registries.
const (
	clientHello = 1
	serverHello = 2

	extServerName        = 0
	extALPN              = 16
	extSupportedVersions = 43
)

// stepHello collects the first handshake message of a direction, which may span records.
func (c *Conn) stepHello(d Dir, b []byte) int {
	s, t := &c.side[d], &c.facts.TLS[d]
	n := min(len(b), int(s.left), maxHello-s.kept())
	if n == 0 || !c.stash(s, b[:n], maxHello) {
		c.giveUpContent(d)
		return 0
	}
	s.left -= uint64(n)
	msg := s.buf.b
	if t.Hello == 0 && (msg[0] == clientHello || msg[0] == serverHello) {
		t.Hello = msg[0]
		t.HelloOnly = msg[0] == clientHello
	}
	if len(msg) >= 4 {
		size := 4 + int(msg[1])<<16 + int(msg[2])<<8 + int(msg[3])
		if len(msg) >= size || t.Hello == 0 {
			s.buf.b = msg[:min(size, len(msg))]
			c.endHello(d)
			s.mode = modeRecordBody
		}
	}
	if s.left == 0 {
		c.endRecord(d)
	}
	return n
}

// endHello reads the hello as far as it came, and is done with it.
func (c *Conn) endHello(d Dir) {
	s := &c.side[d]
	if s.buf != nil && !s.helloDone {
		c.parseHello(d, s.buf.b)
	}
	c.release(s)
	s.helloDone = true
}

// giveUpContent turns to skipping a record whose content can't be read to its end.
func (c *Conn) giveUpContent(d Dir) {
	s := &c.side[d]
	if s.mode == modeHello {
		c.endHello(d)
	}
	s.mode = modeRecordBody
}

// cursor reads a structure that may be cut anywhere: past the end it yields nothing.
type cursor []byte

// take returns the next n bytes; nil, and nothing more to come, if there are fewer.
func (r *cursor) take(n int) cursor {
	if n > len(*r) {
		*r = nil
		return nil
	}
	b := (*r)[:n]
	*r = (*r)[n:]
	return b
}

// number reads a big-endian number of n bytes; 0 past the end.
func (r *cursor) number(n int) int {
	v := 0
	for _, ch := range r.take(n) {
		v = v<<8 | int(ch)
	}
	return v
}

// vector reads a vector with a length of n bytes; what was cut off it is missing.
func (r *cursor) vector(n int) cursor {
	size := r.number(n)
	return r.take(min(size, len(*r)))
}

// parseHello reads a ClientHello or ServerHello, RFC 8446 4.1.2 and 4.1.3.
func (c *Conn) parseHello(d Dir, msg []byte) {
	r := cursor(msg)
	kind := r.number(1)
	r.take(3)
	version := r.number(2)
	r.take(32)
	r.vector(1) // session id
	switch kind {
	case clientHello:
		r.vector(2) // cipher suites
		r.vector(1) // compression methods
		c.clientExtensions(r.vector(2))
	case serverHello:
		r.take(3) // cipher suite, compression method
		c.serverExtensions(r, version)
	}
}

func (c *Conn) clientExtensions(r cursor) {
	for len(r) >= 4 {
		typ, size := r.number(2), r.number(2)
		body := r.take(size)
		switch typ {
		case extServerName:
			c.facts.ServerName = c.name(serverName(body), 253)
		case extALPN:
			list := body.vector(2)
			c.facts.ALPN = c.name(list.vector(1), 255)
		}
	}
}

// serverName returns the host_name of a server_name extension (RFC 6066 3).
func serverName(body cursor) cursor {
	list := body.vector(2)
	if list.number(1) != 0 {
		return nil
	}
	return list.vector(2)
}

// serverExtensions tells whether TLS 1.3 was negotiated: only supported_versions says so. r is
// at the length of the extensions, which older servers leave out.
func (c *Conn) serverExtensions(r cursor, version int) {
	if version != 0x0303 {
		if version != 0 {
			c.setV13(No)
		}
		return
	}
	want := r.number(2)
	list := r.take(min(want, len(r)))
	whole := len(list) == want
	for len(list) >= 4 {
		typ, size := list.number(2), list.number(2)
		body := list.take(size)
		if typ == extSupportedVersions && len(body) == 2 {
			c.setV13(No)
			if body[0] == 3 && body[1] == 4 {
				c.setV13(Yes)
			}
			return
		}
	}
	if whole {
		c.setV13(No)
	}
}

func (c *Conn) setV13(t Truth) { c.facts.TLS[0].V13, c.facts.TLS[1].V13 = t, t }

// name interns a name that is printable and not too long; "" otherwise.
func (c *Conn) name(b []byte, most int) string {
	if len(b) == 0 || len(b) > most || !printable(b) {
		return ""
	}
	return c.pool.intern(b)
}
