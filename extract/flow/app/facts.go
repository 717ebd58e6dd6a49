package app

// Dir is a direction of a connection.
type Dir uint8

// The two directions. Which endpoint is the client is the caller's decision; HTTP
// facts name the direction of the requests themselves.
const (
	FromClient Dir = 0
	FromServer Dir = 1
)

// Truth is a yes-or-no fact that the capture may not establish.
type Truth int8

// The values of Truth, ordered so that min is and, max is or, minus is not.
const (
	No      Truth = -1
	Unknown Truth = 0
	Yes     Truth = 1
)

// Facts is everything known about the application's side of one connection. It is
// flat; 0 in a field named Frame means that no frame shows it (frames count from 1).
type Facts struct {
	// ServerName is the host_name of the ClientHello (RFC 6066 3): printable ASCII,
	// at most 253 bytes. Empty when there is none or it was not seen.
	ServerName string
	// ALPN is the first protocol name that the ClientHello offers (RFC 7301).
	ALPN string
	// Stream holds what is known of either direction's bytes, indexed by Dir.
	Stream [2]Stream
	// Mismatch says whether the two sides speak different protocols. It is known
	// only when the first bytes of both were recognised; Stream[].ProtoFrame are
	// the frames that show it.
	Mismatch Truth
	// HTTP holds the HTTP/1 facts; meaningless unless HTTP.Seen.
	HTTP HTTP
	// TLS holds the TLS facts of either direction, indexed by Dir.
	TLS [2]TLS
	// Conflict tells of two payloads for the same bytes of one direction.
	Conflict Conflict
}

// Stream is one direction's byte stream.
type Stream struct {
	// Proto is what the first bytes are, behind a PROXY protocol header if any.
	Proto Proto
	// ProxyHeader is the version of a PROXY protocol header before the first bytes; 0 if none.
	ProxyHeader uint8
	// Midstream says that the first byte of the stream was not seen: the capture
	// began later. Proto is then known only for HTTP and TLS, and is never used for Mismatch.
	Midstream bool
	// Fin says that all bytes up to the FIN were accounted for.
	Fin bool
	// Overflow says that segments had to be given up because too many were waiting for a hole.
	Overflow bool
	// Framed says whether the boundaries of this direction's messages are known
	// at the end of its bytes. Unknown where the protocol has no framing here; No after a hole.
	Framed Truth
	// ProtoFrame is the frame of the first byte that Proto tells of.
	ProtoFrame int64
	// LastFrame carried the last byte in order.
	LastFrame int64
	// Bytes counts the stream's bytes in order so far, lost and cut ones included.
	Bytes uint64
	// Cut counts bytes seen on the wire but not captured (snap length).
	Cut uint64
	// Lost counts bytes that no segment carried though the peer acknowledged them or too
	// many later ones waited: lost to the capture. GapFrame is the frame at which that was
	// noticed first.
	Lost     uint64
	GapFrame int64
	// AfterPeerClose counts bytes of this direction that came after the other one had
	// announced its end in the protocol (TLS close_notify, or a complete HTTP response with
	// Connection: close): bytes that its application will not read. AfterPeerCloseFrame is
	// the frame of the first of them.
	AfterPeerClose      uint64
	AfterPeerCloseFrame int64
	// Bye is the frame in which this side said the protocol's own farewell as its last
	// words: QUIT or LOGOUT from a client, 221, +OK after QUIT or * BYE from a server,
	// MySQL COM_QUIT, PostgreSQL Terminate, MQTT DISCONNECT. 0 if it did not.
	Bye int64
}

// Conflict tells of two different payloads for the same bytes of one direction.
// A one-byte keep-alive probe and bytes that were not captured are no conflict.
type Conflict struct {
	// FirstFrame carried the bytes first; Frame carried the other content. Both are 0
	// if there was no conflict. The first conflict of the connection is kept.
	FirstFrame, Frame int64
	// Count is the number of segments that contradicted an earlier one.
	Count uint32
	// Dir is the direction; meaningless if Frame is 0.
	Dir Dir
}
