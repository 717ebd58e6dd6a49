package flow

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"whyrst/extract/fact"
	"whyrst/extract/packet"
)

const maxText = 255

// fillPayload reads the payload of a RST: RFC 9293 3.5.3 allows text, the diagnostic payload draft gives it form.
func fillPayload(r *fact.Reset, p *packet.Packet) {
	r.PayloadLen = p.PayLen
	b := p.Payload
	if p.PayLen == 0 || len(b) == 0 {
		return
	}
	switch {
	case len(b) == 8 && b[0] == 0x33 && b[1] == 0xaa:
		r.PayloadKind = fact.PayloadCompact
		r.DiagCode = fact.Some(binary.BigEndian.Uint16(b[2:]))
		r.DiagPEN = fact.Some(binary.BigEndian.Uint32(b[4:]))
	case len(b) > 2 && b[0] == 0xf3 && b[1] == 0x17 && utf8.Valid(b[2:]):
		r.PayloadKind = fact.PayloadFreetext
		r.PayloadText = fact.Some(clip(b[2:]))
	case printable(b)*5 >= len(b)*4:
		r.PayloadKind = fact.PayloadASCII
		r.PayloadText = fact.Some(clip(b))
	default:
		r.PayloadKind = fact.PayloadBinary
	}
	if r.PayloadText.Known {
		if _, cause, ok := strings.Cut(r.PayloadText.V, "BIG-IP"); ok {
			r.F5Cause = fact.Some(strings.TrimLeft(cause, " :"))
		}
	}
}

// printable counts printable ASCII.
func printable(b []byte) (n int) {
	for _, c := range b {
		if c >= 0x20 && c < 0x7f {
			n++
		}
	}
	return n
}

// clip copies at most 255 bytes of text, NULs and spaces trimmed at the end. Escaping is up to who prints it.
func clip(b []byte) string {
	s := strings.TrimRight(string(b), "\x00 \r\n")
	if len(s) > maxText {
		s = s[:maxText]
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
