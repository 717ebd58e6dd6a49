package app

import "whyrst/extract/seq"

// mode is what one direction's next byte is.
type mode uint8

const (
	modeSniff      mode = iota // first bytes of a stream, or of a tunnel
	modePreamble               // what goes before the first bytes that matter: PROXY header, request for TLS; left
	modeHead                   // between HTTP messages, or in a header section
	modeLength                 // body by Content-Length; left
	modeChunkSize              // digits of a chunk size
	modeChunkExt               // rest of a chunk size line
	modeChunkData              // chunk content; left
	modeChunkEnd               // line end after it
	modeTrailer                // trailer section
	modeUntilClose             // body that the close ends
	modeExcess                 // bytes after a message that begin none
	modeRecord                 // TLS record header
	modeRecordBody             // record content that is not read; left
	modeAlert                  // content of a plaintext alert; left
	modeHello                  // content of a hello; left
	modeLines                  // lines of a text protocol
	modeTail                   // a protocol of which the last bytes tell something
	modeOpaque                 // nothing to be known
	modeLost                   // after a hole: wait for a segment that begins a message
)

// side is the state of one direction.
type side struct {
	hold *hold
	// buf holds the bytes of an incomplete unit: first bytes, header section, hello.
	buf *buffer
	// frame carried the first byte of that unit.
	frame int64
	// left counts the bytes that the mode still takes.
	left uint64
	// word and n are small state of the mode: record header, line length, last bytes.
	word uint64
	n    uint32
	// line holds the first four bytes of the current line.
	line uint32
	// next is the next byte in order, top the highest seen, fin the FIN, acked the peer's
	// acknowledgment, msg the byte where the last message began that StartsMessage affirms.
	next, top, fin, acked, msg seq.Num
	mode                       mode
	started, finSeen, ackSeen  bool
	// msgSeen says that msg is valid; turn that the peer spoke since.
	msgSeen, turn bool
	// msgSure says that all exchanges before msg were known to be complete.
	msgSure bool
	// open says that the unit in buf has proved to be a message.
	open bool
	// sniffed says that Proto was told by the very first bytes.
	sniffed bool
	// tunnel says that another protocol begins inside this one: in a CONNECT tunnel, or after a
	// request for TLS. outer is the mode to go on with if it is not TLS.
	tunnel bool
	outer  mode
	// pad counts zero bytes at next that may be padding: see padding.
	pad uint8
	// encrypted says that ChangeCipherSpec went by; helloDone that the hello is over.
	encrypted, helloDone bool
	// stale says that a hole may hide messages of this direction.
	stale bool
	// interim says that a 1xx response came since the last final one, or is being read.
	interim bool
	// closed says that the application announced the end of this direction.
	closed bool
}

// Conn follows the application protocol of one connection. Get one from a Pool.
type Conn struct {
	pool     *Pool
	facts    Facts
	side     [2]side
	prints   [6]fingerprint
	frame    int64      // of the byte being read
	ackFrame int64      // of the last acknowledgment beyond the bytes in order
	padFrame int64      // of the last bytes that may be padding
	queue    [12]Method // methods of requests not yet answered, oldest first
	nqueue   uint32     // may exceed the queue: see blurred
	nprint   uint8
	credit   bool // facts.HTTP.Resp came before the request that it answers
	blurred  bool // the queue overflowed: methods are unknown until it is empty
	lastDir  Dir
	boundary bool // the byte being read begins a segment
	matched  bool // facts.HTTP.Resp answers some request
	joined   bool // and it is facts.HTTP.Req
	early    bool // facts.HTTP.Early is about facts.HTTP.Req
}

// init empties c for use.
func (c *Conn) init(p *Pool) {
	*c = Conn{pool: p}
	h := &c.facts.HTTP
	h.CountsKnown, h.KeepAliveTimeout = true, -1
	h.Req = Message{State: MsgNone, Length: -1}
	h.Resp = Message{State: MsgNone, Length: -1}
	c.facts.TLS[0].CountsKnown, c.facts.TLS[1].CountsKnown = true, true
}

// SetISN tells where the stream of d begins: first is the number of its first byte, one after
// the SYN's. Without it the first segment handed over begins the stream, as Midstream. It
// comes too late once that has happened.
func (c *Conn) SetISN(d Dir, first seq.Num) {
	if s := &c.side[d]; !s.started {
		s.start(first)
	}
}

func (s *side) start(first seq.Num) {
	s.started = true
	s.next, s.top = first, first
}

// Segment hands over the payload of one TCP segment of direction d. b is what was captured
// of it, wireLen its length on the wire. It may come in any order and more than once. The
// payload of a SYN begins at the SYN's sequence number plus one.
func (c *Conn) Segment(d Dir, first seq.Num, b []byte, wireLen uint32, frame int64) {
	if wireLen == 0 || wireLen > maxSegment {
		return
	}
	if uint32(len(b)) > wireLen {
		b = b[:wireLen]
	}
	s := &c.side[d]
	if !s.started {
		s.start(first)
		c.midstream(d)
	}
	if c.padding(d, first, b, wireLen, frame) {
		return
	}
	c.compare(d, first, b, wireLen, frame)
	s.top = seq.Max(s.top, first.Add(int32(wireLen)))
	if first.After(s.next) {
		c.wait(d, first, b, wireLen, frame)
		c.settle(d, 0)
		return
	}
	c.inOrder(d, first, b, wireLen, wireLen-uint32(len(b)), frame)
	c.drain(d)
}

// maxSegment is the largest payload that an IP packet, or an offload engine's, can have
// (Linux: GSO_MAX_SIZE, BIG TCP); a longer one is a forged length.
const maxSegment = 1 << 20

// midstream marks direction d as one whose beginning was not captured.
func (c *Conn) midstream(d Dir) {
	c.facts.Stream[d].Midstream = true
	c.lost(d)
}

// Acked tells that the peer acknowledged the bytes of d before ack; frame carried the
// acknowledgment. Bytes before it that no segment carried are lost to the capture. They are
// declared lost when a later segment comes, or by Facts, so that a capture which shows an
// acknowledgment shortly before its data does no harm.
func (c *Conn) Acked(d Dir, ack seq.Num, frame int64) {
	s := &c.side[d]
	if !s.started || (s.ackSeen && ack.AtOrBefore(s.acked)) || ack.AtOrBefore(s.next) {
		return
	}
	s.ackSeen, s.acked, c.ackFrame = true, ack, frame
	if s.pad > 0 {
		c.acceptPad(d)
	}
}

// Fin tells that the stream of d ends before the sequence number end, that of the FIN itself.
func (c *Conn) Fin(d Dir, end seq.Num) {
	s := &c.side[d]
	if !s.started || s.finSeen || end.Before(s.next) {
		return
	}
	if s.pad > 0 && end.After(s.next) {
		c.acceptPad(d)
	}
	s.finSeen, s.fin = true, end
	c.checkEnd(d)
}

// checkEnd ends the stream once every byte up to the FIN was accounted for.
func (c *Conn) checkEnd(d Dir) {
	s := &c.side[d]
	if !s.finSeen || s.next != s.fin || c.facts.Stream[d].Fin {
		return
	}
	c.facts.Stream[d].Fin = true
	if s.mode == modeUntilClose {
		c.finish(d)
	}
}

// StartsMessage says whether a new message begins at the sequence number first of direction
// d: a request after complete exchanges, or a TLS application data record after bytes of the
// peer that is no alert by its size. Unknown where there is no framing or the byte was not
// reached in order: ask after Segment took it.
func (c *Conn) StartsMessage(d Dir, first seq.Num) Truth {
	s := &c.side[d]
	switch {
	case c.framed(d) != Yes || first.AtOrAfter(s.next):
		return Unknown
	case !s.msgSeen:
		return No
	case first == s.msg && s.msgSure:
		return Yes
	case first == s.msg:
		return Unknown
	case first.Before(s.msg):
		return Unknown
	}
	return No
}

// framed says whether the message boundaries of d are known at its end.
func (c *Conn) framed(d Dir) Truth {
	switch s := &c.side[d]; s.mode {
	case modeSniff, modePreamble, modeLines, modeTail, modeOpaque:
		return Unknown
	case modeLost:
		if c.facts.Stream[d].Midstream && c.facts.Stream[d].Proto == ProtoUnknown {
			return Unknown
		}
		return No
	}
	return Yes
}

// begins notes that a message begins at first; sure says that all before it is known to be over.
func (s *side) begins(first seq.Num, sure bool) {
	s.msg, s.msgSeen, s.msgSure, s.turn = first, true, sure, false
}
