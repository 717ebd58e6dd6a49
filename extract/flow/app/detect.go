package app

import (
	"encoding/binary"
	"unicode"
)

// literals are the protocols that begin with fixed bytes.
var literals = [...]struct {
	text  string
	proto Proto
}{
	{"HTTP/1.", ProtoHTTPResponse},
	{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ProtoHTTP2},
	{"SSH-", ProtoSSH},
	{"EHLO ", ProtoSMTP}, {"HELO ", ProtoSMTP},
	{"+OK ", ProtoPOP}, {"+OK\r\n", ProtoPOP},
	{"* OK ", ProtoIMAP}, {"* PREAUTH ", ProtoIMAP}, {"* BYE ", ProtoIMAP},
	{"RTSP/1.0 ", ProtoRTSP}, {"RTSP/2.0 ", ProtoRTSP},
	{"SIP/2.0 ", ProtoSIP},
	{"RFB 003.", ProtoVNC},
	{"AMQP\x00", ProtoAMQP}, {"AMQP\x01", ProtoAMQP}, {"AMQP\x03", ProtoAMQP},
	{"\x13BitTorrent protocol", ProtoBitTorrent},
	{"\x14\x03\x01\x00\x01\x01", ProtoTLS}, {"\x14\x03\x03\x00\x01\x01", ProtoTLS},
	{"S\x16\x03", ProtoPostgres}, {"NR\x00\x00\x00", ProtoPostgres}, {"NE\x00\x00\x00", ProtoPostgres},
	{"-DENIED Redis", ProtoRedis}, {"-NOAUTH ", ProtoRedis},
	{"-ERR unknown command", ProtoRedis}, {"-LOADING Redis", ProtoRedis},
	{"\x00\x00\x00\x08\x04\xd2\x16\x2f", ProtoPostgres}, // SSLRequest
	{"\x00\x00\x00\x08\x04\xd2\x16\x30", ProtoPostgres}, // GSSENCRequest
	{"\x00\x00\x00\x10\x04\xd2\x16\x2e", ProtoPostgres}, // CancelRequest
}

// binaries are the protocols whose first bytes hold a length or a choice.
var binaries = [...]struct {
	match func([]byte) Truth
	proto Proto
}{
	{matchTLSHello, ProtoTLS}, {matchTLSAlert, ProtoTLSAlert},
	{matchHTML, ProtoHTML}, {matchHTTP2Settings, ProtoHTTP2}, {matchSMB, ProtoSMB}, {matchTPKT, ProtoRDP},
	{matchMySQL, ProtoMySQL}, {matchPostgresStartup, ProtoPostgres}, {matchPostgresAnswer, ProtoPostgres},
	{matchTDS, ProtoTDS}, {matchMongo, ProtoMongo}, {matchMQTT, ProtoMQTT},
	{matchRedis, ProtoRedis}, {matchBGP, ProtoBGP}, {matchTelnet, ProtoTelnet},
}

// detect names the protocol whose stream begins with b. more says that b agrees with some
// protocol so far but is too short to tell.
func detect(b []byte) (p Proto, more bool) {
	for i := range literals {
		switch has(b, literals[i].text) {
		case Yes:
			return literals[i].proto, false
		case Unknown:
			more = true
		}
	}
	for i := range binaries {
		switch binaries[i].match(b) {
		case Yes:
			return binaries[i].proto, false
		case Unknown:
			more = true
		}
	}
	if p, open := detectGreeting(b); p != ProtoUnknown || open {
		return p, open
	}
	_, p, kind := requestStart(b)
	if kind == startYes {
		return p, false
	}
	return ProtoUnknown, more || kind == startMaybe || kind == startOdd
}

// detectGreeting tells the 220 greetings apart, which SMTP and FTP share, by what the line
// says of itself.
func detectGreeting(b []byte) (p Proto, more bool) {
	b = b[:min(len(b), maxStartLine)]
	if t := max(has(b, "220 "), has(b, "220-")); t != Yes {
		return ProtoUnknown, t == Unknown
	}
	line, whole := firstLine(b)
	switch {
	case !whole && len(b) < maxStartLine:
		return ProtoUnknown, true
	case foldContains(line, "smtp"):
		return ProtoSMTP, false
	case foldContains(line, "ftp"):
		return ProtoFTP, false
	}
	return ProtoMailOrFTP, false
}

// sure turns a comparison of the n first bytes into a Truth: ok is valid for min(n, len(b)) bytes.
func sure(ok bool, b []byte, n int) Truth {
	switch {
	case !ok:
		return No
	case len(b) < n:
		return Unknown
	}
	return Yes
}

// at returns b[i], or the given fallback beyond the end: a byte not seen yet agrees.
func at(b []byte, i int, fallback byte) byte {
	if i < len(b) {
		return b[i]
	}
	return fallback
}

func matchTLSHello(b []byte) Truth {
	n := uint16(at(b, 3, 1))<<8 | uint16(at(b, 4, 100))
	kind := at(b, 5, 1)
	return sure(at(b, 0, 22) == 22 && at(b, 1, 3) == 3 && at(b, 2, 0) <= 4 &&
		n >= 4 && n <= maxRecord && (kind == 1 || kind == 2), b, 6)
}

func matchTLSAlert(b []byte) Truth {
	level := at(b, 5, 1)
	return sure(at(b, 0, 21) == 21 && at(b, 1, 3) == 3 && at(b, 2, 0) <= 4 &&
		at(b, 3, 0) == 0 && at(b, 4, 2) == 2 && (level == 1 || level == 2), b, 6)
}

// matchHTTP2Settings knows the frame that a server must send first (RFC 9113 3.4): type 4,
// no flags, stream 0, a few settings of six bytes.
func matchHTTP2Settings(b []byte) Truth {
	n := at(b, 2, 0)
	ok := at(b, 0, 0) == 0 && at(b, 1, 0) == 0 && n%6 == 0 && at(b, 3, 4) == 4
	for i := 4; i < 9; i++ {
		ok = ok && at(b, i, 0) == 0
	}
	return sure(ok, b, 9)
}

func matchSMB(b []byte) Truth {
	magic := at(b, 4, 0xFE)
	return sure(at(b, 0, 0) == 0 && magic >= 0xFD && magic != 0 && at(b, 5, 'S') == 'S' &&
		at(b, 6, 'M') == 'M' && at(b, 7, 'B') == 'B', b, 8)
}

// matchTPKT knows an X.224 connection request or confirm in its RFC 1006 packet.
func matchTPKT(b []byte) Truth {
	n, kind := at(b, 3, 0), at(b, 5, 0xE0)
	return sure(at(b, 0, 3) == 3 && at(b, 1, 0) == 0 && at(b, 2, 0) == 0 &&
		(len(b) < 5 || b[4] == n-5) && (kind == 0xE0 || kind == 0xD0), b, 6)
}

// matchMySQL knows the greeting of protocol 10, whose server version begins with a digit and
// a digit or dot, and the error packet of a server that refuses the host.
func matchMySQL(b []byte) Truth {
	head := at(b, 1, 0) == 0 && at(b, 2, 0) == 0 && at(b, 3, 0) == 0
	digit := func(ch byte) bool { return ch >= '0' && ch <= '9' }
	second := at(b, 6, '.')
	greeting := sure(head && at(b, 0, 40) >= 20 && at(b, 4, 10) == 10 &&
		digit(at(b, 5, '5')) && (digit(second) || second == '.'), b, 7)
	code := uint16(at(b, 6, 4))<<8 | uint16(at(b, 5, 0x10))
	refusal := sure(head && at(b, 0, 40) >= 9 && at(b, 4, 0xFF) == 0xFF &&
		code >= 1024 && code < 1200 && at(b, 7, 'H') >= ' ' && at(b, 7, 'H') <= '~', b, 8)
	caps := at(b, 5, 0x08) // CLIENT_SSL, in the client's SSL request of 32 bytes
	request := sure(head1(b) && at(b, 0, 32) == 32 && caps&0x08 != 0, b, 6)
	return max(greeting, refusal, request)
}

// head1 says whether b can be the header of a MySQL packet below 256 bytes with number 1.
func head1(b []byte) bool { return at(b, 1, 0) == 0 && at(b, 2, 0) == 0 && at(b, 3, 1) == 1 }

// matchHTML knows the two ways in which a page begins, in either case.
func matchHTML(b []byte) Truth {
	for _, s := range [...]string{"<!doctype html", "<html"} {
		n := min(len(b), len(s))
		if foldEqual(b[:n], s[:n]) {
			return sure(true, b, len(s))
		}
	}
	return No
}

func matchPostgresStartup(b []byte) Truth {
	minor := at(b, 7, 0)
	return sure(at(b, 0, 0) == 0 && at(b, 1, 0) == 0 && at(b, 2, 0) < 0x28 &&
		at(b, 4, 0) == 0 && at(b, 5, 3) == 3 && at(b, 6, 0) == 0 && minor <= 2 &&
		at(b, 8, 'u') >= 'a' && at(b, 8, 'u') <= 'z', b, 9)
}

// matchPostgresAnswer knows an authentication request, and an error with its severity.
func matchPostgresAnswer(b []byte) Truth {
	if at(b, 0, 'E') == 'E' {
		if at(b, 1, 0) != 0 || at(b, 2, 0) != 0 {
			return No
		}
		if len(b) < 6 {
			return Unknown
		}
		return max(has(b[5:], "SFATAL\x00"), has(b[5:], "SERROR\x00"))
	}
	code := at(b, 8, 0)
	return sure(at(b, 0, 'R') == 'R' && at(b, 1, 0) == 0 && at(b, 2, 0) == 0 && at(b, 3, 0) == 0 &&
		at(b, 4, 8) >= 8 && at(b, 4, 8) <= 64 && at(b, 5, 0) == 0 && at(b, 6, 0) == 0 &&
		at(b, 7, 0) == 0 && code <= 12, b, 9)
}

func matchTDS(b []byte) Truth {
	return sure(at(b, 0, 0x12) == 0x12 && at(b, 1, 1) == 1 && at(b, 4, 0) == 0 && at(b, 5, 0) == 0 &&
		at(b, 7, 0) == 0 && at(b, 8, 0) == 0 && at(b, 9, 0) == 0, b, 10)
}

func matchMongo(b []byte) Truth {
	if len(b) < 16 {
		ok := at(b, 3, 0) <= 2 && at(b, 13, 7) == 7
		for i := 8; i < len(b) && i < 12; i++ {
			ok = ok && b[i] == 0
		}
		return sure(ok, b, 16)
	}
	op := binary.LittleEndian.Uint32(b[12:])
	size := binary.LittleEndian.Uint32(b)
	answers := binary.LittleEndian.Uint32(b[8:]) // a first message answers none
	return sure(answers == 0 && (op == 2013 || op == 2012 || op == 2004) && size > 16 && size <= 48_000_000, b, 16)
}

// matchMQTT knows CONNECT: its length is a varint of one to four bytes.
func matchMQTT(b []byte) Truth {
	if at(b, 0, 0x10) != 0x10 {
		return No
	}
	for i := 1; i < 5; i++ {
		if i >= len(b) {
			return Unknown
		}
		if b[i] < 0x80 {
			return max(has(b[i+1:], "\x00\x04MQTT"), has(b[i+1:], "\x00\x06MQIsdp"))
		}
	}
	return No
}

// matchRedis knows the array of bulk strings that a client sends: "*3\r\n$".
func matchRedis(b []byte) Truth {
	if at(b, 0, '*') != '*' {
		return No
	}
	i := 1
	for i < len(b) && i < 6 && unicode.IsDigit(rune(b[i])) {
		i++
	}
	if i == len(b) {
		return Unknown
	}
	if i == 1 {
		return No
	}
	return has(b[i:], "\r\n$")
}

func matchBGP(b []byte) Truth {
	for i := 0; i < len(b) && i < 16; i++ {
		if b[i] != 0xFF {
			return No
		}
	}
	n := uint16(at(b, 16, 0))<<8 | uint16(at(b, 17, 19))
	kind := at(b, 18, 1)
	return sure(n >= 19 && n <= 4096 && kind >= 1 && kind <= 5, b, 19)
}

// matchTelnet knows IAC, WILL to DONT, and an option in use.
func matchTelnet(b []byte) Truth {
	verb := at(b, 1, 0xFB)
	return sure(at(b, 0, 0xFF) == 0xFF && verb >= 0xFB && verb <= 0xFE && at(b, 2, 1) < 50, b, 3)
}
