package app

// Method is an HTTP request method: an index into the methods known here.
type Method uint8

// The methods that framing needs to know by name (RFC 9112 6.3); the rest of the list
// only tells a request from other bytes.
const (
	MethodUnknown Method = iota // the request was not seen
	MethodOther                 // a request line with a method that is not in the list
	MethodHEAD
	MethodCONNECT
)

// methods holds the IANA registry (WebDAV and its kin included) and the unregistered ones
// that are in use: cache purging, UPnP, BITS, RPC over HTTP, Icecast, SSTP.
var methods = [...]string{
	"", "other", "HEAD", "CONNECT", "GET", "POST", "PUT", "DELETE", "OPTIONS", "TRACE",
	"PATCH", "ACL", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "COPY", "LABEL",
	"LINK", "LOCK", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKREDIRECTREF",
	"MKWORKSPACE", "MOVE", "ORDERPATCH", "PROPFIND", "PROPPATCH", "QUERY", "REBIND",
	"REPORT", "SEARCH", "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK", "UPDATE",
	"UPDATEREDIRECTREF", "VERSION-CONTROL",
	"PURGE", "BAN", "TRACK", "DEBUG", "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "M-SEARCH",
	"POLL", "BMOVE", "BCOPY", "BDELETE", "BPROPFIND", "BPROPPATCH", "BITS_POST",
	"CCM_POST", "RPC_IN_DATA", "RPC_OUT_DATA", "RPC_CONNECT", "SOURCE", "SSTP_DUPLEX_POST",
	"SPACEJUMP", "VIEW",
}

// String is the method as it stands in the request line; "" for MethodUnknown and "other"
// for MethodOther.
func (m Method) String() string {
	if int(m) < len(methods) {
		return methods[m]
	}
	return "other"
}

// startKind is what the first bytes after a complete message can be.
type startKind uint8

const (
	startNo    startKind = iota // no start line
	startMaybe                  // too short: may become a method in the list
	startOdd                    // a token that is no such method; only a whole request line would prove it
	startYes                    // a start line
)

// maxStartLine bounds how long bytes may stay undecided. A CONNECT line with the longest
// host name fits, as does a PROXY protocol version 1 header.
const maxStartLine = 512

// requestStart says whether b begins a request line, and of which protocol: RTSP and SIP
// share methods with HTTP and are told apart by the target or the version.
func requestStart(b []byte) (Method, Proto, startKind) {
	b = b[:min(len(b), maxStartLine)]
	sp := tokenEnd(b)
	if sp < 0 {
		return 0, 0, startNo
	}
	m, kind := lookupMethod(b[:sp], sp == len(b))
	if sp == len(b) {
		return 0, 0, kind
	}
	rest := b[sp+1:]
	if kind == startYes && len(rest) > 0 && (rest[0] == '/' || has(rest, "http://") == Yes || has(rest, "https://") == Yes) {
		return m, ProtoHTTPRequest, startYes
	}
	return requestLine(b, m, kind)
}

// requestLine decides by the version at the end of the line.
func requestLine(b []byte, m Method, kind startKind) (Method, Proto, startKind) {
	line, whole := firstLine(b)
	switch {
	case whole && versionSuffix(line, "HTTP/1."):
		return m, ProtoHTTPRequest, startYes
	case whole && versionSuffix(line, "RTSP/"):
		return m, ProtoRTSP, startYes
	case whole && versionSuffix(line, "SIP/2."):
		return m, ProtoSIP, startYes
	case whole || len(b) >= maxStartLine:
		return 0, 0, startNo
	case kind == startYes:
		return 0, 0, startMaybe
	}
	return 0, 0, startOdd
}

// tokenEnd returns the length of the upper-case token at the start of b, which a space or
// the end of b must end; -1 if there is none or it is longer than any method.
func tokenEnd(b []byte) int {
	for i, ch := range b {
		switch {
		case ch >= 'A' && ch <= 'Z', (ch == '-' || ch == '_') && i > 0:
		case ch == ' ' && i > 0:
			return i
		default:
			return -1
		}
		if i >= 24 {
			return -1
		}
	}
	return len(b)
}

// lookupMethod finds tok in the list; if tok may go on, also as the beginning of a method.
func lookupMethod(tok []byte, open bool) (Method, startKind) {
	for i := int(MethodHEAD); i < len(methods); i++ {
		name := methods[i]
		switch {
		case open && len(tok) <= len(name) && name[:len(tok)] == string(tok):
			return 0, startMaybe
		case !open && name == string(tok):
			return Method(i), startYes
		}
	}
	return MethodOther, startOdd
}

// statusStart says whether b begins a status line, and gives its code.
func statusStart(b []byte) (status uint16, kind startKind) {
	const form = "HTTP/1.x NNN"
	for i := 0; i < len(form) && i < len(b); i++ {
		switch ch := b[i]; {
		case i == 7 || i >= 9:
			if ch < '0' || ch > '9' {
				return 0, startNo
			}
		case ch != form[i]:
			return 0, startNo
		}
	}
	if len(b) < len(form) {
		return 0, startMaybe
	}
	status = uint16(b[9]-'0')*100 + uint16(b[10]-'0')*10 + uint16(b[11]-'0')
	if status < 100 {
		return 0, startNo
	}
	return status, startYes
}
