package app

import "whyrst/extract/seq"

// sniff reads the first bytes of a stream, or of a CONNECT tunnel, until they are
// recognised. They are then read again in the mode that they asked for.
func (c *Conn) sniff(d Dir, b []byte) int {
	s := &c.side[d]
	if s.buf == nil {
		// The usual case: the first segment says it all, and nothing is copied.
		if c.recognise(d, b, c.frame) {
			return 0
		}
	}
	n := min(len(b), maxStartLine-s.kept())
	if !c.stash(s, b[:n], maxStartLine) {
		c.lost(d)
		return 0
	}
	if !c.recognise(d, s.buf.b, s.frame) {
		s.next += seq.Num(n)
		return n
	}
	c.replay(d, n)
	return n
}

// kept returns the length of the incomplete unit.
func (s *side) kept() int {
	if s.buf == nil {
		return 0
	}
	return len(s.buf.b)
}

// replay reads the bytes in s.buf again, in the mode that they led to. Their last n are new;
// those before them were counted in s.next already.
func (c *Conn) replay(d Dir, n int) {
	s := &c.side[d]
	var copied [maxStartLine]byte
	again := copied[:copy(copied[:], s.buf.b)]
	frame := c.frame
	c.frame = s.frame
	s.next -= seq.Num(len(again) - n)
	c.release(s)
	for len(again) > 0 {
		again = again[c.step(d, again):]
	}
	c.frame = frame
}

// recognise sets the mode that the first bytes b ask for; false if they are too few.
func (c *Conn) recognise(d Dir, b []byte, frame int64) bool {
	s, f := &c.side[d], &c.facts.Stream[d]
	b = b[:min(len(b), maxStartLine)] // no decision may hang on how the bytes were cut up
	if !s.tunnel && f.ProxyHeader == 0 {
		switch n, version, t := proxyHeader(b); t {
		case Yes:
			f.ProxyHeader = version
			s.mode, s.left = modePreamble, uint64(n)
			return true
		case Unknown:
			return false
		}
	}
	p, more := detect(b)
	if more && len(b) < maxStartLine {
		return false
	}
	if s.tunnel {
		c.enterTunnel(d, p)
		return true
	}
	s.sniffed = true
	f.Proto = p
	if p != ProtoUnknown {
		f.ProtoFrame = frame
	}
	c.enter(d, p, b)
	return true
}

// enter sets the mode for protocol p, whose first bytes are b.
func (c *Conn) enter(d Dir, p Proto, b []byte) {
	s, h := &c.side[d], &c.facts.HTTP
	s.mode = modeOpaque
	switch p {
	case ProtoHTTPRequest, ProtoHTTPResponse:
		dir := d
		if p == ProtoHTTPResponse {
			dir = 1 - d
		}
		if h.Seen && h.ReqDir != dir {
			return // requests in both directions: not HTTP as RFC 9112 knows it
		}
		if !h.Seen && c.side[1-d].mode == modeLost {
			h.Seen, h.ReqDir = true, dir
			c.lostHTTP(1 - d) // the other side's messages so far were not seen
		}
		h.Seen, h.ReqDir = true, dir
		s.mode = modeHead
	case ProtoTLS, ProtoTLSAlert:
		s.mode = modeRecord
	case ProtoSMTP, ProtoFTP, ProtoMailOrFTP, ProtoPOP, ProtoIMAP:
		s.mode = modeLines
	case ProtoMySQL, ProtoPostgres, ProtoMQTT:
		s.mode = modeTail
		s.before(preamble(p, b), modeTail)
	case ProtoRDP:
		s.before(preamble(p, b), modeOpaque)
	case ProtoUnknown:
		s.mode = modeTail
		// Perhaps the client of one of these. The first byte alone decides, because how
		// many there are in b depends on the segmentation.
		if b[0] >= ' ' && b[0] <= '~' {
			s.mode = modeLines
		}
	}
}

// preamble returns how many bytes go before the TLS that p may switch to at once; 0 if none does.
func preamble(p Proto, b []byte) int {
	switch {
	case p == ProtoRDP: // X.224 connection request or confirm, MS-RDPBCGR 5.4.5
		return int(b[2])<<8 | int(b[3])
	case p == ProtoPostgres && b[0] == 0 && b[4] == 4 && b[7] != 0x2e: // SSLRequest, GSSENCRequest
		return 8
	case p == ProtoPostgres && b[0] == 'S': // the answer to it
		return 1
	case p == ProtoMySQL: // greeting, or the client's SSL request
		return 4 + (int(b[0]) | int(b[1])<<8 | int(b[2])<<16)
	}
	return 0
}

// before skips n bytes, after which TLS may begin; outer is the mode if it does not.
func (s *side) before(n int, outer mode) {
	if n > 0 {
		s.mode, s.left, s.tunnel, s.outer = modePreamble, uint64(n), true, outer
	}
}

// enterTunnel sets the mode for the first bytes inside another protocol. Only TLS is followed
// there; Proto stays that of the stream itself.
func (c *Conn) enterTunnel(d Dir, p Proto) {
	s := &c.side[d]
	s.mode = s.outer
	if p == ProtoTLS || p == ProtoTLSAlert {
		s.mode = modeRecord
	}
}

// resync finds the framing again in a segment that begins with b: with a whole request line,
// a status line, or a TLS record header of a version that fits the records before.
func (c *Conn) resync(d Dir, b []byte) bool {
	s, f, h := &c.side[d], &c.facts.Stream[d], &c.facts.HTTP
	seenTLS := c.facts.TLS[0].Seen || c.facts.TLS[1].Seen
	p := ProtoUnknown
	if line, whole := firstLine(b); whole && !seenTLS && h.Tunnel == 0 {
		m, q, kind := requestStart(b)
		// The method must be in the list: a segment that was cut at "ET / HTTP/1.1" is no start.
		if kind == startYes && m != MethodOther && q == ProtoHTTPRequest && versionSuffix(line, "HTTP/1.") {
			p = q
		} else if _, kind := statusStart(b); kind == startYes {
			p = ProtoHTTPResponse
		}
	}
	isHello := matchTLSHello(b) == Yes
	if p == ProtoUnknown && (seenTLS || !h.Seen || h.Tunnel != 0) && (isHello || c.plausibleRecord(b)) {
		p = ProtoTLS
		s.helloDone = !isHello
	}
	if p == ProtoUnknown {
		return false
	}
	c.enter(d, p, b)
	if s.mode == modeOpaque {
		s.mode = modeLost
		return false
	}
	if f.Proto == ProtoUnknown && !s.tunnel {
		f.Proto, f.ProtoFrame = p, c.frame
	}
	s.open, s.n, s.word = false, 0, 0
	return true
}

// family groups the protocols of which client and server begin differently.
func family(p Proto) Proto {
	switch p {
	case ProtoHTTPResponse, ProtoHTML:
		return ProtoHTTPRequest
	case ProtoTLSAlert:
		return ProtoTLS
	}
	return p
}

// mismatch says whether the first bytes of the two sides belong to different protocols.
func (c *Conn) mismatch() Truth {
	a, b := c.facts.Stream[0].Proto, c.facts.Stream[1].Proto
	if a == ProtoUnknown || b == ProtoUnknown || !c.side[0].sniffed || !c.side[1].sniffed {
		return Unknown
	}
	fa, fb := family(a), family(b)
	switch {
	case a == b && fa == ProtoHTTPRequest:
		return Unknown // two clients, or two servers: one of the two is not what it seems
	case fa == fb:
		return No
	case greets(fa) && greets(fb) && (fa == ProtoMailOrFTP || fb == ProtoMailOrFTP):
		return No
	}
	return Yes
}

// greets says whether p may begin with a 220 line.
func greets(p Proto) bool { return p == ProtoSMTP || p == ProtoFTP || p == ProtoMailOrFTP }
