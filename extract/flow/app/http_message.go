package app

import (
	"bytes"

	"whyrst/extract/seq"
)

// beginRequest opens a request.
func (c *Conn) beginRequest(d Dir, m Method, first seq.Num, frame int64) {
	s, h := &c.side[d], &c.facts.HTTP
	if s.stale { // what was asked before the hole, and answered, can't be told
		c.nqueue, c.blurred, s.stale = 0, false, false
	}
	switch over := c.exchangeOver(); over {
	case Yes, Unknown:
		s.begins(first, over == Yes)
	}
	h.Requests++
	h.Req = Message{Method: m, State: MsgHeaders, Length: -1, Frame: frame, LastFrame: c.frame}
	c.early, c.joined = false, false
	if c.credit {
		c.credit = false
		// A response that announces the close on its own account answers nothing.
		if !(h.Resp.Close && h.Resp.Status >= 400) {
			c.answerCredit(m)
			return
		}
	}
	if int(c.nqueue) < len(c.queue) && !c.blurred {
		c.queue[c.nqueue] = m
	} else {
		c.blurred = true
	}
	c.nqueue++
}

// answerCredit pairs a request with the response that the capture shows before it.
func (c *Conn) answerCredit(m Method) {
	h := &c.facts.HTTP
	h.Unsolicited, h.UnsolicitedStatus = 0, 0
	c.matched, c.joined = true, true
	h.Resp.Method = m
	if m == MethodHEAD && h.Resp.Framing != FramingNone {
		c.lostHTTP(1 - h.ReqDir)
		c.side[1-h.ReqDir].mode = modeLost
	}
}

// exchangeOver says whether every request begun is complete and completely answered.
func (c *Conn) exchangeOver() Truth {
	h := &c.facts.HTTP
	switch {
	case h.Req.State == MsgUnknown || h.Resp.State == MsgUnknown || h.Tunnel != 0:
		return Unknown
	case h.Req.State == MsgHeaders || h.Req.State == MsgBody ||
		h.Resp.State == MsgHeaders || h.Resp.State == MsgBody || c.nqueue > 0:
		return No
	}
	return Yes
}

// beginResponse opens a final response, or 101.
func (c *Conn) beginResponse(d Dir, status uint16, frame int64) {
	s, h := &c.side[d], &c.facts.HTTP
	m := Message{State: MsgHeaders, Length: -1, Status: status, Frame: frame, LastFrame: c.frame, Interim: s.interim}
	s.interim = false
	stale := s.stale
	m.Method, c.matched = c.answered(s)
	c.joined = c.matched && c.nqueue == 0
	h.Responses++
	h.Resp = m
	switch {
	case c.joined && (h.Req.State == MsgHeaders || h.Req.State == MsgBody):
		h.Early = Early{Frame: frame, Status: status, State: h.Req.State, Outstanding: outstanding(&h.Req)}
		c.early = true
	case !c.matched && !stale && h.CountsKnown && c.side[h.ReqDir].started:
		h.Unsolicited, h.UnsolicitedStatus = frame, status
		// 408 answers silence (RFC 9110 15.5.9); any other may be the answer to a
		// request that the capture shows a little later.
		c.credit = status != 408
	}
}

// answered takes the request off the queue that a response answers.
func (c *Conn) answered(s *side) (m Method, ok bool) {
	if c.nqueue == 0 {
		s.stale = false
		return MethodUnknown, false
	}
	if s.stale { // answers were missed: this one is taken for the last request's
		s.stale = false
		if !c.blurred {
			m = c.queue[c.nqueue-1]
		}
		c.nqueue, c.blurred = 0, false
		return m, true
	}
	c.nqueue--
	if !c.blurred {
		m = c.queue[0]
		copy(c.queue[:], c.queue[1:])
	}
	if c.nqueue == 0 {
		c.blurred = false
	}
	return m, true
}

func outstanding(m *Message) int64 {
	if n, ok := m.Missing(); ok {
		return int64(n)
	}
	return -1
}

// requestHead applies a whole header section of a request.
func (c *Conn) requestHead(d Dir, line []byte, f *fields) {
	m := &c.facts.HTTP.Req
	m.HeadFrame, m.LastFrame = c.frame, c.frame
	m.Minor = line[len(line)-1] - '0'
	m.Close = f.close || (m.Minor == 0 && !f.keepAlive)
	m.Expect100, m.Upgrade = f.expect100, f.upgrade
	host := authority(line, m.Method)
	if host == nil {
		host = f.host
	}
	if len(host) > 0 && len(host) <= 255 && printable(host) {
		m.Host = c.pool.intern(host)
	}
	switch {
	case f.badLength && f.coding == codingNone, f.badCoding, f.coding == codingOther,
		f.coding != codingNone && m.Minor == 0: // RFC 9112 6.1 and 6.3
		c.badFraming(d)
	case f.coding == codingChunked:
		c.startBody(d, FramingChunked, -1)
	case f.length > 0:
		c.startBody(d, FramingLength, f.length)
	default:
		m.Length = f.length
		c.startBody(d, FramingNone, f.length)
	}
}

// authority returns the host of a request target in absolute or authority form (RFC 9112 3.2).
func authority(line []byte, m Method) []byte {
	_, target, _ := bytes.Cut(line, []byte{' '})
	target, _, _ = bytes.Cut(target, []byte{' '})
	if m == MethodCONNECT {
		return target
	}
	_, rest, ok := bytes.Cut(target, []byte("://"))
	if !ok || target[0] == '/' {
		return nil
	}
	if i := bytes.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return rest[bytes.LastIndexByte(rest, '@')+1:]
}

// responseHead applies a whole header section of a response.
func (c *Conn) responseHead(d Dir, line []byte, f *fields) {
	h := &c.facts.HTTP
	if f.timeout >= 0 {
		h.KeepAliveTimeout = f.timeout
	}
	if c.side[d].interim {
		return // a 1xx response ends with its header section
	}
	m := &h.Resp
	m.HeadFrame, m.LastFrame = c.frame, c.frame
	m.Minor = line[7] - '0'
	m.Close = f.close || (m.Minor == 0 && !f.keepAlive)
	m.Upgrade = f.upgrade
	ok2xx := m.Status/100 == 2
	switch { // the order of RFC 9112 6.3
	case m.Status == 101 || (m.Method == MethodCONNECT && ok2xx):
		c.startBody(d, FramingNone, -1)
		c.startTunnel(d)
	case m.Method == MethodHEAD || m.Status == 204 || m.Status == 304:
		m.Length = f.length
		c.startBody(d, FramingNone, f.length)
	case f.badCoding || (f.coding != codingNone && m.Minor == 0):
		c.badFraming(d)
	case f.coding == codingChunked:
		c.startBody(d, FramingChunked, -1)
	case f.coding == codingOther:
		c.startBody(d, FramingUntilClose, -1)
	case f.badLength:
		c.badFraming(d)
	case f.length == 0:
		m.Length = 0
		c.startBody(d, FramingNone, 0)
	case f.length > 0:
		c.startBody(d, FramingLength, f.length)
	default:
		c.startBody(d, FramingUntilClose, -1)
	}
}

// badFraming gives the message up: its header section does not say where it ends.
func (c *Conn) badFraming(d Dir) {
	c.lostHTTP(d)
	s := &c.side[d]
	s.mode, s.stale = modeLost, true
}

// startBody sets the mode for a body of the given framing.
func (c *Conn) startBody(d Dir, framing Framing, length int64) {
	s, m := &c.side[d], c.message(d)
	m.State, m.Framing, m.Length = MsgBody, framing, length
	switch framing {
	case FramingNone:
		c.finish(d)
	case FramingLength:
		s.mode, s.left = modeLength, uint64(length)
	case FramingChunked:
		s.mode, s.left, s.n = modeChunkSize, 0, 0
	case FramingUntilClose:
		s.mode = modeUntilClose
	}
}

// passBody counts k bytes of a body.
func (c *Conn) passBody(d Dir, k uint64) {
	s, m := &c.side[d], c.message(d)
	m.Body += k
	m.LastFrame = c.frame
	if s.mode == modeUntilClose {
		return
	}
	if s.left -= k; s.left > 0 {
		return
	}
	if s.mode == modeChunkData {
		s.mode, s.n = modeChunkEnd, 0
		return
	}
	c.finish(d)
}

// finish completes the message of d.
func (c *Conn) finish(d Dir) {
	s, h, m := &c.side[d], &c.facts.HTTP, c.message(d)
	m.State, m.DoneFrame, m.LastFrame = MsgComplete, c.frame, c.frame
	s.mode, s.open = modeHead, false
	if d == h.ReqDir {
		h.RequestsDone++
		if c.joined && h.Resp.State == MsgComplete {
			h.Exchanges++
		}
		return
	}
	h.ResponsesDone++
	if c.matched && (!c.joined || h.Req.State == MsgComplete) {
		h.Exchanges++
	}
	s.closed = s.closed || m.Close
}

// startTunnel ends HTTP framing in both directions: 101, or 2xx to CONNECT. What the client
// sent ahead of it belongs to the tunnel and is no excess.
func (c *Conn) startTunnel(d Dir) {
	h := &c.facts.HTTP
	h.Tunnel = c.frame
	inner := modeOpaque
	if h.Resp.Method == MethodCONNECT {
		inner = modeSniff
	}
	s, peer := &c.side[d], &c.side[1-d]
	s.mode, s.closed = inner, false
	s.tunnel, s.outer = true, modeOpaque
	peer.tunnel, peer.outer = true, modeOpaque
	clearExcess(&h.Req)
	switch {
	case peer.mode == modeExcess, peer.mode == modeHead && peer.buf != nil:
		c.release(peer)
		peer.mode, peer.open = modeOpaque, false
	case peer.mode == modeHead:
		peer.mode = inner
	}
}

// lostHTTP marks the message of d as not knowable any more.
func (c *Conn) lostHTTP(d Dir) {
	c.message(d).State = MsgUnknown
	c.facts.HTTP.CountsKnown = false
	c.side[d].open = false
	if d == c.facts.HTTP.ReqDir {
		c.early, c.joined = false, false
	}
}
