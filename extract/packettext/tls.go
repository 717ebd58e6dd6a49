package packettext

import (
	"encoding/binary"
	"strconv"
)

// Record types (RFC 8446, section 5.1).
const (
	tlsChangeCipherSpec = 20
	tlsAlert            = 21
	tlsHandshake        = 22
	tlsApplicationData  = 23
)

// maxRecord bounds the length field of a record: 2^14 and the room TLS 1.2 allows for encryption.
const maxRecord = 1<<14 + 2048

// handshakeTypes are messages that can be written with opaque content (RFC 5246, RFC 8446).
var handshakeTypes = map[string]byte{
	"newsessionticket": 4, "encryptedextensions": 8, "certificate": 11, "serverkeyexchange": 12,
	"certificaterequest": 13, "serverhellodone": 14, "certificateverify": 15, "clientkeyexchange": 16,
	"finished": 20,
}

// tls reads the words behind tls and returns the record they stand for. Numbers are the record's length
// field (tls.record.length): the segment is 5 bytes longer.
func (p *cursor) tls() []byte {
	t := p.next("TLS record")
	switch t.text {
	case "handshake":
		return p.tlsHandshake()
	case "ccs":
		return record(tlsChangeCipherSpec, []byte{1})
	case "appdata":
		return record(tlsApplicationData, opaque(p.uint("record length", maxRecord)))
	case "alert":
		return p.tlsAlert()
	}
	if !p.failed {
		p.errorf(t.col, "%q is no TLS record: handshake, ccs, appdata or alert", t.text)
	}
	return nil
}

// tlsAlert reads "fatal CODE", "warning CODE" or "LENGTH encrypted".
func (p *cursor) tlsAlert() []byte {
	switch {
	case p.accept("fatal"):
		return record(tlsAlert, []byte{2, byte(p.uint("alert description", 255))})
	case p.accept("warning"):
		return record(tlsAlert, []byte{1, byte(p.uint("alert description", 255))})
	}
	n := p.uint("fatal, warning or record length", maxRecord)
	if t := p.next("encrypted"); !p.failed && t.text != "encrypted" {
		p.errorf(t.col, "an alert of a given length is encrypted")
	}
	return record(tlsAlert, opaque(n))
}

// tlsHandshake reads "clienthello [sni NAME] [alpn NAME] [tls12]", "serverhello [tls12]", "encrypted LENGTH"
// or a message name with the length of its opaque content.
func (p *cursor) tlsHandshake() []byte {
	t := p.next("handshake message")
	switch t.text {
	case "clienthello":
		return p.clientHello()
	case "serverhello":
		return serverHello(p.accept("tls12"))
	case "encrypted":
		return record(tlsHandshake, opaque(p.uint("record length", maxRecord)))
	}
	typ, ok := handshakeTypes[t.text]
	if !ok {
		p.errorf(t.col, "%q is no handshake message", t.text)
		return nil
	}
	var n uint64
	if w := p.peek(); w != "" && w[0] >= '0' && w[0] <= '9' {
		n = p.uint("message length", 1<<14-4)
	}
	return record(tlsHandshake, handshake(typ, opaque(n)))
}

func (p *cursor) clientHello() []byte {
	sni, alpn, tls12 := "", "", false
	for !p.failed {
		switch {
		case p.accept("sni"):
			sni = p.name("server name")
			continue
		case p.accept("alpn"):
			alpn = p.name("protocol name")
			continue
		case p.accept("tls12"):
			tls12 = true
			continue
		}
		break
	}
	body := []byte{3, 3}
	body = append(body, opaque(32)...)                                  // random
	body = append(body, 0)                                              // no session id
	body = append(body, 0, 6, 0x13, 0x01, 0xc0, 0x2f, 0xc0, 0x30, 1, 0) // suites, null compression
	ext := extension(nil, 10, []byte{0, 2, 0, 29})                      // x25519
	ext = extension(ext, 13, []byte{0, 4, 4, 3, 8, 4})                  // ecdsa, rsa-pss
	if sni != "" {
		name := vector16(append([]byte{0}, vector16([]byte(sni))...))
		ext = extension(ext, 0, name)
	}
	if alpn != "" {
		ext = extension(ext, 16, vector16(append([]byte{byte(len(alpn))}, alpn...)))
	}
	if !tls12 {
		ext = extension(ext, 43, []byte{2, 3, 4})
		ext = extension(ext, 51, vector16(append([]byte{0, 29, 0, 32}, opaque(32)...)))
	}
	return recordVersion(tlsHandshake, 0x0301, handshake(1, append(body, vector16(ext)...)))
}

// name takes a word of at most 255 bytes, quoted or not.
func (p *cursor) name(what string) string {
	t := p.next(what)
	s := t.text
	if !p.failed && s[0] == '"' {
		s = p.unquote(t)
	}
	if !p.failed && (s == "" || len(s) > 255) {
		p.errorf(t.col, "%s %s is not 1 to 255 bytes long", what, strconv.Quote(s))
	}
	return s
}

func serverHello(tls12 bool) []byte {
	body := append([]byte{3, 3}, opaque(32)...)
	if tls12 {
		body = append(body, 0, 0xc0, 0x2f, 0) // no session id, suite, null compression
		return record(tlsHandshake, handshake(2, append(body, vector16(extension(nil, 0xff01, []byte{0}))...)))
	}
	body = append(body, 0, 0x13, 0x01, 0)
	ext := extension(nil, 43, []byte{3, 4})
	ext = extension(ext, 51, append([]byte{0, 29, 0, 32}, opaque(32)...))
	return record(tlsHandshake, handshake(2, append(body, vector16(ext)...)))
}

func record(typ byte, body []byte) []byte { return recordVersion(typ, 0x0303, body) }

func recordVersion(typ byte, version uint16, body []byte) []byte {
	b := binary.BigEndian.AppendUint16([]byte{typ}, version)
	return append(b, vector16(body)...)
}

func handshake(typ byte, body []byte) []byte {
	n := len(body)
	return append([]byte{typ, byte(n >> 16), byte(n >> 8), byte(n)}, body...)
}

func extension(dst []byte, typ uint16, body []byte) []byte {
	return append(binary.BigEndian.AppendUint16(dst, typ), vector16(body)...)
}

func vector16(b []byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...)
}

// opaque stands for ciphertext: bytes above 127, so that nothing in it reads as text or as a message.
func opaque(n uint64) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = 0x80 | byte(i*37+i>>7)
	}
	return b
}
