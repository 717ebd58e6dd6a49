package app

import "bytes"

// coding is what Transfer-Encoding says.
type coding uint8

const (
	codingNone    coding = iota
	codingChunked        // chunked is the final coding
	codingOther          // some other coding is
)

// fields is what framing needs of a header section; it aliases the section.
type fields struct {
	host      []byte
	length    int64 // Content-Length, -1 if absent
	timeout   int32 // Keep-Alive: timeout, -1 if absent
	coding    coding
	badLength bool // Content-Length invalid or contradictory, RFC 9112 6.3 item 5
	badCoding bool // chunked applied twice or before another coding, RFC 9112 6.1
	close     bool
	keepAlive bool
	upgrade   bool
	expect100 bool
}

// parse reads the field lines of a header section, start line not included.
func (f *fields) parse(b []byte) {
	*f = fields{length: -1, timeout: -1}
	for len(b) > 0 {
		n := fieldEnd(b)
		f.line(b[:n])
		b = b[n:]
	}
}

// fieldEnd returns the length of the first field line with the lines folded into it:
// a line that begins with white space continues the one before (obs-fold, RFC 9112 5.2).
func fieldEnd(b []byte) int {
	n := 0
	for {
		i := bytes.IndexByte(b[n:], '\n')
		if i < 0 {
			return len(b)
		}
		n += i + 1
		if n >= len(b) || (b[n] != ' ' && b[n] != '\t') {
			return n
		}
	}
}

// line reads one field line.
func (f *fields) line(b []byte) {
	i := bytes.IndexByte(b, ':')
	if i <= 0 {
		return
	}
	name, value := b[:i], trim(b[i+1:])
	// White space before the colon must be rejected in a request and removed in a
	// response (RFC 9112 5.1): who reads what is not knowable, so framing isn't either.
	spaced := isSpace(name[len(name)-1])
	name = trim(name)
	switch len(name) {
	case 4:
		if foldEqual(name, "host") && f.host == nil {
			f.host = value
		}
	case 6:
		if foldEqual(name, "expect") {
			f.expect100 = f.expect100 || foldEqual(value, "100-continue")
		}
	case 7:
		f.upgrade = f.upgrade || foldEqual(name, "upgrade")
	case 10:
		if foldEqual(name, "connection") {
			f.connection(value)
		} else if foldEqual(name, "keep-alive") {
			f.keepAliveHint(value)
		}
	case 14:
		if foldEqual(name, "content-length") {
			f.contentLength(value)
			f.badLength = f.badLength || spaced
		}
	case 17:
		if foldEqual(name, "transfer-encoding") {
			f.transferEncoding(value)
			f.badCoding = f.badCoding || spaced
		}
	}
}

// connection reads the options of a Connection field.
func (f *fields) connection(list []byte) {
	for item := []byte(nil); len(list) > 0; {
		item, list = nextItem(list)
		f.close = f.close || foldEqual(item, "close")
		f.keepAlive = f.keepAlive || foldEqual(item, "keep-alive")
	}
}

// keepAliveHint reads timeout=N, in seconds, of a Keep-Alive field (RFC 2068 19.7.1.1).
func (f *fields) keepAliveHint(list []byte) {
	for item := []byte(nil); len(list) > 0; {
		item, list = nextItem(list)
		eq := bytes.IndexByte(item, '=')
		if eq < 0 || !foldEqual(trim(item[:eq]), "timeout") {
			continue
		}
		value := bytes.Trim(trim(item[eq+1:]), `"`)
		if n, ok := decimal(value); ok && n < 1<<31 {
			f.timeout = int32(n)
		}
	}
}

// contentLength reads a Content-Length field. Several equal values, in one field or in
// more, count as one; anything else is no length.
func (f *fields) contentLength(list []byte) {
	for item := []byte(nil); ; {
		item, list = nextItem(list)
		n, ok := decimal(item)
		if !ok || (f.length >= 0 && f.length != n) {
			f.badLength = true
		}
		f.length = n
		if list == nil {
			return
		}
	}
}

// transferEncoding reads a Transfer-Encoding field; the last coding of all fields decides.
func (f *fields) transferEncoding(list []byte) {
	for item := []byte(nil); len(list) > 0; {
		item, list = nextItem(list)
		if len(item) == 0 {
			continue
		}
		f.badCoding = f.badCoding || f.coding == codingChunked
		f.coding = codingOther
		if foldEqual(item, "chunked") {
			f.coding = codingChunked
		}
	}
}

// decimal reads 1*DIGIT below 2^62.
func decimal(b []byte) (n int64, ok bool) {
	for _, ch := range b {
		if ch < '0' || ch > '9' || n >= (1<<62)/10 {
			return -1, false
		}
		n = n*10 + int64(ch-'0')
	}
	return n, len(b) > 0
}
