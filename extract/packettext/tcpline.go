package packettext

import (
	"strings"
	"time"
)

// dupDelay is the distance of the second copy that the attribute dup makes.
const dupDelay = 10 * time.Microsecond

// tcpLine does "TIME FLOW FLAGS [SEQ] {item}".
func (c *compiler) tcpLine(p *cursor, t time.Duration, ref flowRef) {
	s := &spec{}
	ft := p.next("flags")
	if p.failed {
		return
	}
	var ok bool
	if s.flags, ok = parseFlags(ft.text); !ok {
		p.errorf(ft.col, "%q are no flags: letters of SFRP.UECN, . for ACK, or - for none", ft.text)
		return
	}
	if w := p.peek(); w != "" && strings.ContainsRune("0123456789-(", rune(w[0])) {
		p.sequence(s)
	}
	if p.items(s); p.failed {
		return
	}
	fl, d := c.flow(ref)
	if t < fl.last && !c.written {
		p.errorf(p.toks[0].col, "time goes back within the flow; declare \"order written\" if the capture has it so")
		return
	}
	pkt, ok := c.resolve(p, fl, d, ref, s, t)
	if !ok {
		return
	}
	fl.last = t
	c.add(p, pkt)
	if s.dup {
		pkt.Time += dupDelay
		c.add(p, pkt)
	}
}

const flagLetters = "FSRP.UECN"

func parseFlags(s string) (uint16, bool) {
	if s == "-" {
		return 0, true
	}
	var f uint16
	for _, r := range s {
		i := strings.IndexRune(flagLetters, r)
		if i < 0 || f&(1<<i) != 0 {
			return 0, false
		}
		f |= 1 << i
	}
	return f, true
}

// sequence reads "1:101(100)", "1:101", "1(100)", "1" or "(100)".
func (p *cursor) sequence(s *spec) {
	t := p.next("sequence numbers")
	nums, length, hasLen := strings.Cut(t.text, "(")
	start, end, hasEnd := strings.Cut(nums, ":")
	if hasLen {
		n, ok := strings.CutSuffix(length, ")")
		if !ok {
			p.errorf(t.col, "%q has no closing )", t.text)
			return
		}
		s.length = ptr(int64(p.parseUint(token{n, t.col + len(nums) + 1}, "length", 65535)))
	}
	if nums != "" {
		s.seq = p.parseRelative(token{start, t.col}, "sequence number")
	}
	if !hasEnd || p.failed {
		return
	}
	s.end = p.parseRelative(token{end, t.col + len(start) + 1}, "sequence number")
	n := *s.end - *s.seq
	switch {
	case p.failed:
	case n < 0 || n > 65535:
		p.errorf(t.col, "%s covers %d bytes; a segment has 0 to 65535", nums, n)
	case hasLen && *s.length != n:
		p.errorf(t.col, "%s covers %d bytes, not %d", nums, n, *s.length)
	}
	s.length = &n
}

func formatFlags(f uint16) string {
	var b strings.Builder
	for _, i := range [...]int{1, 0, 2, 3, 4, 5, 6, 7, 8} { // S before F: as people write them
		if f&(1<<i) != 0 {
			b.WriteByte(flagLetters[i])
		}
	}
	if b.Len() == 0 {
		return "-"
	}
	return b.String()
}
