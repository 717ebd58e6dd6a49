package rules

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"whyrst/extract/fact"
	"whyrst/rules/predicate"
)

// Template is text with {column} placeholders.
type Template struct {
	// Source is the text as the file has it.
	Source string
	pieces []piece
}

// piece is literal text, or a value if col or word is set.
type piece struct {
	text   string
	col    *fact.Column[fact.Reset]
	word   string // sender, peer_addr, ...
	format string // after the colon
}

// words are placeholders that are no columns: the ends of the connection by their part in the reset.
var words = map[string]string{
	"sender":      "client or server: who sent the RST",
	"peer":        "client or server: the other one",
	"sender_addr": "address and port of the sender",
	"peer_addr":   "address and port of the peer",
	"client_addr": "address and port of the client",
	"server_addr": "address and port of the server",
}

// durations are the formats that fix the unit of a duration.
var durations = map[string]fact.Unit{"us": fact.UnitUs, "ms": fact.UnitMs, "s": fact.UnitS}

// parseTemplate reads a template; fail hears the offset of each mistake. "{{" is a brace.
func parseTemplate(src string, fail func(off int, msg string)) Template {
	t := Template{Source: src}
	for i := 0; i < len(src); {
		open := strings.IndexByte(src[i:], '{')
		if open < 0 {
			t.literal(src[i:])
			break
		}
		t.literal(src[i : i+open])
		i += open
		if strings.HasPrefix(src[i:], "{{") {
			t.literal("{")
			i += 2
			continue
		}
		end := strings.IndexByte(src[i:], '}')
		if end < 0 {
			fail(i, `"{" without "}" (a brace itself is "{{")`)
			break
		}
		p := piece{}
		p.word, p.format, _ = strings.Cut(src[i+1:i+end], ":")
		if msg := p.resolve(); msg != "" {
			fail(i+1, msg)
		}
		t.pieces = append(t.pieces, p)
		i += end + 1
	}
	return t
}

func (t *Template) literal(s string) {
	if s != "" {
		t.pieces = append(t.pieces, piece{text: s})
	}
}

// resolve finds the column and checks that the format fits; the message is empty if all is well.
func (p *piece) resolve() string {
	if words[p.word] != "" {
		if p.format != "" {
			return fmt.Sprintf("%s takes no format", p.word)
		}
		return ""
	}
	p.col = column(p.word)
	if p.col == nil {
		msg := fmt.Sprintf("unknown column %q", p.word)
		if near := schema.Suggest(p.word); near != "" {
			msg += fmt.Sprintf(" (%s?)", near)
		}
		return msg
	}
	isDuration := p.col.Unit.IsDuration()
	_, fixed := durations[p.format]
	isNumber := p.col.Kind == fact.KindInt
	switch {
	case p.format == "":
	case fixed && isDuration:
	case strings.Count(p.format, "|") == 1 && (isNumber || p.col.Kind == fact.KindBool):
	case (p.format == "raw" || p.format == "hex" || p.format == "signed") && isNumber:
	default:
		return fmt.Sprintf("format %q does not fit %s", p.format, p.word)
	}
	return ""
}

// nullable says that a value of the template may be unknown.
func (t *Template) nullable() bool {
	for _, p := range t.pieces {
		if p.col != nil && p.col.Nullable {
			return true
		}
	}
	return false
}

// Append fills in the values of a row; ok is false, and the text useless, if one of them is unknown. Text from
// the network is escaped.
func (t *Template) Append(dst []byte, r *fact.Reset) (text []byte, ok bool) {
	for i := range t.pieces {
		if dst, ok = t.pieces[i].append(dst, r); !ok {
			return dst, false
		}
	}
	return dst, true
}

func (p *piece) append(dst []byte, r *fact.Reset) ([]byte, bool) {
	switch {
	case p.col == nil && p.word == "":
		return append(dst, p.text...), true
	case p.col == nil:
		return appendWord(dst, p.word, r), true
	case p.col.Int == nil:
		if p.col.Kind != fact.KindList {
			text, known := p.col.Text(r, nil)
			return fact.AppendEscaped(dst, string(text)), known
		}
		_, known := p.col.List(r)
		return predicate.AppendValue(dst, p.col, r), known
	}
	v, known := p.col.Int(r)
	if !known {
		return dst, false
	}
	return p.appendInt(dst, v, r), true
}

// appendInt writes a known number, boolean or enum by the format.
func (p *piece) appendInt(dst []byte, v int64, r *fact.Reset) []byte {
	if one, other, ok := strings.Cut(p.format, "|"); ok {
		if p.col.Kind == fact.KindInt {
			dst = append(strconv.AppendInt(dst, v, 10), ' ')
		}
		if v == 1 {
			return append(dst, one...)
		}
		return append(dst, other...)
	}
	switch p.format {
	case "raw":
		return strconv.AppendInt(dst, v, 10)
	case "hex":
		return strconv.AppendInt(append(dst, "0x"...), v, 16)
	case "signed":
		if v > 0 {
			dst = append(dst, '+')
		}
		return p.col.Unit.AppendHuman(dst, v)
	}
	if unit, ok := durations[p.format]; ok {
		return p.col.Unit.AppendIn(dst, v, unit)
	}
	return predicate.AppendValue(dst, p.col, r)
}

// appendWord writes a placeholder that is no column.
func appendWord(dst []byte, word string, r *fact.Reset) []byte {
	end := fact.Client // that the word names
	if strings.HasPrefix(word, "server") || strings.HasPrefix(word, "sender") && r.From == fact.Server ||
		strings.HasPrefix(word, "peer") && r.From == fact.Client {
		end = fact.Server
	}
	switch {
	case !strings.HasSuffix(word, "_addr"):
		return append(dst, end.String()...)
	case end == fact.Client:
		return netip.AddrPortFrom(r.ClientIP.Netip(), r.ClientPort).AppendTo(dst)
	}
	return netip.AddrPortFrom(r.ServerIP.Netip(), r.ServerPort).AppendTo(dst)
}
