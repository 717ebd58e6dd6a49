package packettext

import (
	"encoding/hex"
	"strconv"
	"strings"
)

// payloadItem reads one piece of payload, if the next word begins one.
func (p *cursor) payloadItem(s *spec) bool {
	t := p.toks[p.i]
	p.i++
	switch {
	case t.text[0] == '"':
		*s.body = append(*s.body, p.unquote(t)...)
	case t.text == "hex":
		h := p.next("hexadecimal digits")
		b, err := hex.DecodeString(h.text)
		if err != nil {
			p.errorf(h.col, "%q is no even number of hexadecimal digits", h.text)
		}
		*s.body = append(*s.body, b...)
	case t.text == "fill":
		n := p.uint("number of zero bytes", 1<<16)
		*s.body = append(*s.body, make([]byte, n)...)
	case t.text == "repeat":
		q := p.next("string")
		if p.failed {
			return true
		}
		unit, n := p.unquote(q), p.uint("number of repetitions", 1<<16)
		if uint64(len(unit))*n > 1<<16 {
			p.errorf(t.col, "a packet holds no more than %d bytes", 1<<16)
			return true
		}
		*s.body = append(*s.body, strings.Repeat(unit, int(n))...)
	case t.text == "then":
		if f := p.next("fill"); !p.failed && f.text != "fill" {
			p.errorf(f.col, "then can only be followed by fill")
		}
		s.thenFill = true
	case t.text == "tls":
		*s.body = append(*s.body, p.tls()...)
	default:
		p.i--
		return false
	}
	return true
}

// payloadOf fits the payload to the length of the sequence range.
func (c *compiler) payloadOf(p *cursor, pkt *Packet, s *spec, me *dirState, start int64) bool {
	pkt.Payload = s.payload
	if s.length == nil {
		if s.thenFill {
			p.errorf(p.toks[0].col, "then fill needs a length, such as 1:101(100)")
		}
		return !p.failed
	}
	have, want := int64(len(s.payload)), *s.length
	switch {
	case have == want:
	case have > want || have > 0 && !s.thenFill:
		p.errorf(p.toks[0].col, "payload has %d bytes, the sequence numbers say %d%s", have, want,
			map[bool]string{true: "; append: then fill"}[have < want])
		return false
	case pkt.SeqRaw:
		pkt.Payload = append(pkt.Payload, make([]byte, want-have)...)
	default:
		pkt.Payload = append(pkt.Payload, me.fill(start+have, int(want-have))...)
	}
	return true
}

// unquote reads a string with the escapes of Go.
func (p *cursor) unquote(t token) string {
	s, err := strconv.Unquote(t.text)
	if err != nil {
		p.errorf(t.col, "%s is no string: quotes with the escapes \\r \\n \\t \\\" \\\\ \\xNN", t.text)
	}
	return s
}
