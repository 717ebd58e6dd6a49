package app

// MsgState is how far an HTTP message has come, by framing alone (RFC 9112 6).
type MsgState uint8

// The values of MsgState.
const (
	MsgUnknown  MsgState = iota // framing lost: a hole, invalid or oversized header section
	MsgNone                     // no message has begun
	MsgHeaders                  // start line begun, header section incomplete
	MsgBody                     // header section complete, body incomplete
	MsgComplete                 // complete
)

var msgStateNames = [...]string{"unknown", "none", "headers", "body", "complete"}

// String is the name of s as it stands in tables.
func (s MsgState) String() string {
	if int(s) < len(msgStateNames) {
		return msgStateNames[s]
	}
	return "invalid"
}

// Framing is how the length of a message body is determined (RFC 9112 6.3).
type Framing uint8

// The values of Framing.
const (
	FramingUnknown    Framing = iota // header section not seen whole, or contradictory
	FramingNone                      // no body
	FramingLength                    // Content-Length
	FramingChunked                   // Transfer-Encoding: chunked
	FramingUntilClose                // until the connection closes; responses only
)

// HTTP is what is known of the HTTP/1 exchanges of a connection.
type HTTP struct {
	// Seen says that a request line or a status line was seen.
	Seen bool
	// ReqDir is the direction of the requests, told by the bytes.
	ReqDir Dir
	// CountsKnown says that no hole hides a message: the counts below are exact.
	CountsKnown bool
	// LastComplete says whether every request begun is complete and completely answered.
	// Yes needs at least one exchange.
	LastComplete Truth
	// KeepAliveTimeout is N of the last Keep-Alive: timeout=N that the responder sent, in
	// seconds; -1 if it sent none.
	KeepAliveTimeout int32
	// Requests and Responses count messages begun (final ones only, 1xx left out);
	// RequestsDone and ResponsesDone those complete.
	Requests, RequestsDone, Responses, ResponsesDone uint32
	// Exchanges counts requests that are complete and completely answered.
	Exchanges uint32
	// UnsolicitedStatus is the status code of the response that Unsolicited tells of.
	UnsolicitedStatus uint16
	// Tunnel is the frame of the response that ended HTTP framing: 101 Switching
	// Protocols, or 2xx to CONNECT. 0 if none did.
	Tunnel int64
	// Req and Resp are the last request and the last final response that began.
	Req, Resp Message
	// Early is the last final response that came before its request was complete.
	Early Early
	// Unsolicited is the frame of a final response head that came while no request was
	// open, such as 408 on an idle connection, or 503 to a client that has not spoken yet;
	// 0 if there was none.
	Unsolicited int64
}

// Message is one HTTP message.
type Message struct {
	// Host is where a request is directed: authority of the target, else the Host field.
	// Printable ASCII, at most 255 bytes; empty when absent or not valid.
	Host string
	// Method is the method of a request. In a response it is that of the request answered,
	// MethodUnknown when that was not seen.
	Method Method
	// State is how far the message has come.
	State MsgState
	// Framing is how its body ends.
	Framing Framing
	// Status is the status code of a response; 0 in a request.
	Status uint16
	// Minor is the minor version: 1 for HTTP/1.1.
	Minor uint8
	// Close says that the message announces the close of the connection: Connection: close,
	// or HTTP/1.0 without keep-alive (RFC 9112 9.3). Expect100 says Expect: 100-continue.
	// Upgrade says that it has an Upgrade field. Interim says that a 1xx response came before it.
	Close, Expect100, Upgrade, Interim bool
	// ExcessOpen says that the bytes after the message are too few to tell a method from
	// excess ("PO" may begin POST); they are not in Excess.
	ExcessOpen bool
	// Length is Content-Length; -1 when it has none, or Framing is not FramingLength.
	Length int64
	// Body counts the body's bytes so far, without chunk framing.
	Body uint64
	// Frame carried the first byte, HeadFrame the last byte of the header section, LastFrame
	// the last byte seen, DoneFrame the byte that completed it. 0 when that did not happen.
	Frame, HeadFrame, LastFrame, DoneFrame int64
	// Excess counts the bytes that came after the complete message and begin no valid one,
	// a bare CRLF included as long as no valid message follows it (RFC 9112 2.2).
	// ExcessFirst and ExcessLast are the first and last frame that carried them.
	Excess                  uint64
	ExcessFirst, ExcessLast int64
}

// Missing returns the body bytes still outstanding; ok is false when framing does not
// say: chunked, until close, unknown, or the header section is incomplete.
func (m *Message) Missing() (n uint64, ok bool) {
	switch {
	case m.State == MsgComplete:
		return 0, true
	case m.State == MsgBody && m.Framing == FramingLength && m.Length >= 0:
		return uint64(m.Length) - m.Body, true
	}
	return 0, false
}

// Early is a final response whose head was sent while its request was incomplete.
type Early struct {
	// Frame is the frame of the head, 0 if there was no such response.
	Frame int64
	// Outstanding is the number of request body bytes missing at that moment, OutstandingNow
	// the number missing at the end; -1 when framing does not say.
	Outstanding, OutstandingNow int64
	// Status is its status code.
	Status uint16
	// State is how far the request had come: MsgHeaders or MsgBody.
	State MsgState
}
