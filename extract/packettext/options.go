package packettext

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// TCP option kinds (IANA) that the notation has words for.
const (
	OptEnd           = 0
	OptNop           = 1
	OptMSS           = 2
	OptWindowScale   = 3
	OptSACKPermitted = 4
	OptSACK          = 5
	OptTimestamps    = 8
	OptMD5           = 19
	OptMPTCP         = 30
	OptFastOpen      = 34
)

// Option is one TCP option. Data excludes kind and length; End and Nop have neither.
type Option struct {
	Kind uint8
	Data []byte
}

func (o Option) size() int {
	if o.Kind <= OptNop {
		return 1
	}
	return 2 + len(o.Data)
}

// optionSpec is an option as written: SACK edges relative, timestamps perhaps left to the running clock.
type optionSpec struct {
	Option
	edges  []int64
	autoTS bool
}

func be32(b []byte) uint32 { return binary.BigEndian.Uint32(b) }

func timestampOption(val, ecr uint32) Option {
	return Option{OptTimestamps, binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, val), ecr)}
}

func findOption(os []Option, kind uint8) *Option {
	for i := range os {
		if os[i].Kind == kind {
			return &os[i]
		}
	}
	return nil
}

// optionList reads "<mss 1460,sackOK,TS 100 0,nop,wscale 7>".
func (p *cursor) optionList(t token) []optionSpec {
	body := t.text[1 : len(t.text)-1]
	if strings.TrimSpace(body) == "" {
		return nil
	}
	var out []optionSpec
	col := t.col + 1
	for _, part := range strings.Split(body, ",") {
		words := strings.Fields(part)
		if len(words) == 0 {
			p.errorf(col, "option list has an empty place")
			return nil
		}
		out = append(out, p.option(words, col+len(part)-len(strings.TrimLeft(part, " \t"))))
		col += len(part) + 1
	}
	return out
}

// option reads one option; all its numbers are reported at its own column.
func (p *cursor) option(w []string, col int) optionSpec {
	num := func(i int, what string, max uint64) uint64 {
		if i >= len(w) {
			p.errorf(col, "option %s lacks its %s", w[0], what)
			return 0
		}
		return p.parseUint(token{w[i], col}, what, max)
	}
	o, used := optionSpec{}, 1
	switch w[0] {
	case "nop":
		o.Kind = OptNop
	case "eol":
		o.Kind = OptEnd
	case "mss":
		o.Option, used = Option{OptMSS, binary.BigEndian.AppendUint16(nil, uint16(num(1, "size", 65535)))}, 2
	case "wscale":
		o.Option, used = Option{OptWindowScale, []byte{byte(num(1, "shift", 255))}}, 2
	case "sackOK":
		o.Kind = OptSACKPermitted
	case "TS":
		o.Kind = OptTimestamps
		if o.autoTS = len(w) == 1; !o.autoTS {
			o.Option = timestampOption(uint32(num(1, "value", 1<<32-1)), uint32(num(2, "echo", 1<<32-1)))
			used = 3
		}
	case "sack":
		o.Kind, o.edges, used = OptSACK, p.sackEdges(w[1:], col), len(w)
	case "md5", "tfo":
		o.Kind = map[string]uint8{"md5": OptMD5, "tfo": OptFastOpen}[w[0]]
		if o.Data = make([]byte, 16); len(w) > 1 {
			o.Data, used = p.optionHex(w[1], col), 2
		} else if w[0] == "tfo" {
			o.Data = nil
		}
	case "mptcp":
		o.Kind = OptMPTCP
		o.Data, used = p.mptcp(w, num, col)
	case "opt":
		if o.Kind = uint8(num(1, "kind", 255)); o.Kind <= OptNop {
			p.errorf(col, "write nop and eol by name")
		}
		if used = 2; len(w) > 2 {
			o.Data, used = p.optionHex(w[2], col), 3
		}
	default:
		p.errorf(col, "%q is no option: mss wscale sackOK sack TS nop eol md5 tfo mptcp opt", w[0])
	}
	if !p.failed && used != len(w) {
		p.errorf(col, "option %s has words too many", w[0])
	}
	return o
}

func (p *cursor) optionHex(s string, col int) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		p.errorf(col, "%q is no even number of hexadecimal digits", s)
	}
	return b
}

// sackEdges reads blocks such as 1461:2921, relative to the peer's initial sequence number.
func (p *cursor) sackEdges(w []string, col int) []int64 {
	var edges []int64
	for _, block := range w {
		l, r, ok := strings.Cut(block, ":")
		if !ok {
			p.errorf(col, "SACK block %q is not written left:right", block)
		}
		for _, s := range []string{l, r} {
			if v := p.parseRelative(token{s, col}, "SACK edge"); v != nil {
				edges = append(edges, *v)
			}
		}
	}
	return edges
}

// mptcp reads the subtypes of RFC 8684 that concern resets: fastclose [KEY], tcprst REASON, capable [KEY],
// and hex DATA for any other.
func (p *cursor) mptcp(w []string, num func(int, string, uint64) uint64, col int) ([]byte, int) {
	key := func(d []byte) ([]byte, int) {
		k := uint64(0x0102030405060708)
		if len(w) > 2 {
			k = num(2, "key", 1<<64-1)
		}
		return binary.BigEndian.AppendUint64(d, k), min(len(w), 3)
	}
	sub := ""
	if len(w) > 1 {
		sub = w[1]
	}
	switch sub {
	case "capable":
		return key([]byte{0x01, 0x81}) // subtype 0, version 1; checksum required, HMAC-SHA256
	case "fastclose":
		return key([]byte{0x70, 0x00})
	case "tcprst":
		return []byte{0x80, byte(num(2, "reason", 255))}, 3
	case "hex":
		if len(w) > 2 {
			return p.optionHex(w[2], col), 3
		}
	}
	p.errorf(col, "mptcp is followed by capable, fastclose, tcprst REASON or hex DATA")
	return nil, len(w)
}

// options resolves the options of a packet. Where the line has none and both SYNs carried timestamps, the
// packet gets one, unless it is an answer without a socket.
func (c *compiler) options(p *cursor, pkt *Packet, fl *flow, d int, s *spec) bool {
	me, peer := &fl.dir[d], &fl.dir[1-d]
	if !s.optionsSet {
		if me.hasTS && peer.hasTS && pkt.Flags&FlagSYN == 0 && !me.reply(pkt.Flags) {
			pkt.Options = []Option{{Kind: OptNop}, {Kind: OptNop}, me.timestamp(pkt.Time)}
		}
		return true
	}
	size := 0
	for _, o := range s.options {
		if o.autoTS {
			o.Option = me.timestamp(pkt.Time)
		}
		for _, e := range o.edges {
			o.Data = binary.BigEndian.AppendUint32(o.Data, peer.isn+uint32(e))
		}
		size += o.size()
		pkt.Options = append(pkt.Options, o.Option)
	}
	if size > 40 {
		p.errorf(p.toks[0].col, "options take %d bytes; a TCP header has room for 40", size)
	}
	return !p.failed
}
