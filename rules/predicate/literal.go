package predicate

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"whyrst/extract/fact"
)

// describe says what a column is, for error messages.
func describe(m *fact.Meta) string {
	switch m.Kind {
	case fact.KindBool:
		return "a boolean"
	case fact.KindEnum:
		return "one of " + strings.Join(m.Values, ", ")
	case fact.KindString:
		return "text"
	case fact.KindAddr:
		return "an address"
	case fact.KindTime:
		return "a time"
	case fact.KindList:
		return "a list"
	}
	switch m.Unit {
	case fact.UnitUs, fact.UnitNs, fact.UnitS:
		return "a duration"
	case fact.UnitNone:
		return "a number"
	}
	return "a number in " + m.Unit.String()
}

// compare reads the value of a comparison and refuses comparisons that the kind does not have.
func (p *parser) compare(n *node, sign token) {
	switch n.col.Kind {
	case fact.KindBool:
		p.fail(sign, "%s is a boolean: write %s or not %s", n.col.Name, n.col.Name, n.col.Name)
		p.resync()
		return
	case fact.KindEnum, fact.KindString, fact.KindAddr:
		if n.op != opEq && n.op != opNe {
			p.fail(sign, "%s is %s and has no order: use ==, != or in {}", n.col.Name, describe(n.col))
			p.resync()
			return
		}
	case fact.KindTime, fact.KindList:
		p.fail(sign, "%s is %s: only known(%s) can be tested", n.col.Name, describe(n.col), n.col.Name)
		p.resync()
		return
	}
	n.vals = []value{p.value(n.col)}
}

// in reads a set or a range.
func (p *parser) in(n *node, word token) {
	switch n.col.Kind {
	case fact.KindBool, fact.KindTime, fact.KindList:
		p.fail(word, "%s is %s: no set fits it", n.col.Name, describe(n.col))
		p.resync()
		return
	}
	if !p.take("{") {
		n.op = opRange
		from := p.toks[0]
		if n.col.Kind != fact.KindInt {
			p.fail(from, `"{" expected: %s is %s and has no ranges`, n.col.Name, describe(n.col))
			p.resync()
			return
		}
		low := p.value(n.col)
		if !p.want("..") {
			p.resync()
			return
		}
		n.vals = []value{low, p.value(n.col)}
		if len(p.errs) == 0 && n.vals[0].n > n.vals[1].n {
			p.fail(from, "the range is empty: its low end is above its high end")
		}
		return
	}
	n.op = opIn
	for {
		t := p.toks[0]
		v := p.value(n.col)
		if len(p.errs) == 0 && slices.Contains(n.vals, v) {
			p.fail(t, "%v stands twice in the set", t)
		}
		n.vals = append(n.vals, v)
		if !p.take(",") {
			break
		}
	}
	if !p.want("}") {
		for p.toks[0].kind != tokEOF && !p.take("}") {
			p.next()
		}
	}
}

// value reads a literal of the column's kind. After an error it returns the zero value and goes on.
func (p *parser) value(m *fact.Meta) (v value) {
	t := p.toks[0]
	if t.kind == tokEOF || t.kind == tokSign {
		p.fail(t, "a value expected, found %v", t)
		return v
	}
	p.next()
	switch m.Kind {
	case fact.KindEnum:
		n, ok := m.Enum(t.text)
		if !ok || t.kind != tokWord {
			p.failValue(m, t)
		}
		v.n = n
	case fact.KindInt:
		if t.kind != tokNumber {
			p.fail(t, "%s is %s, found %v", m.Name, describe(m), t)
			return v
		}
		n, err := m.Unit.ParseLiteral(t.text)
		if err != nil {
			p.fail(t, "%s is %s: %v", m.Name, describe(m), err)
		}
		v.n = n
	case fact.KindString:
		v.s = p.text(m, t)
	case fact.KindAddr:
		a, err := netip.ParseAddr(p.text(m, t))
		if err != nil || a.Zone() != "" {
			p.fail(t, "%v is no IP address", t)
			return v
		}
		v.addr = packAddr(a)
	}
	return v
}

// failValue reports a word that is not among an enum's values, with the nearest.
func (p *parser) failValue(m *fact.Meta, t token) {
	near := Nearest(t.text, m.Values)
	if near != "" {
		near += "? "
	}
	p.fail(t, "%v is no value of %s (%sit is %s)", t, m.Name, near, describe(m))
}

// text unquotes. Only printable text is let through: it goes into SQL and onto terminals.
func (p *parser) text(m *fact.Meta, t token) string {
	if t.kind != tokText {
		p.fail(t, `%s is %s: quote the value, "%s"`, m.Name, describe(m), t.text)
		return ""
	}
	s, err := strconv.Unquote(t.text)
	if err != nil || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		p.fail(t, "text of printable characters expected, with \\\" and \\\\ as escapes")
	}
	return s
}

// packAddr is the address as rows hold it; a mapped IPv4 address written in IPv6 stays IPv6.
func packAddr(a netip.Addr) fact.Addr {
	if a.Is4() {
		return fact.AddrOf(a.As16(), 4)
	}
	return fact.AddrOf(a.As16(), 6)
}
