package packettext

import (
	"fmt"
	"strconv"
)

// exprParser evaluates sums and products of integers and loop variables, in 64-bit arithmetic.
type exprParser struct {
	s     string
	i     int
	env   map[string]int64
	depth int
	at    int    // position of the first fault
	msg   string // and its text
}

// evalExpr returns the value in decimal, or a message and the byte of s it is about.
func evalExpr(s string, env map[string]int64) (val string, at int, msg string) {
	p := &exprParser{s: s, env: env}
	v := p.sum()
	if p.space(); p.msg == "" && p.i < len(p.s) {
		p.fail("%q is not understood in an expression", p.s[p.i:])
	}
	return strconv.FormatInt(v, 10), p.at, p.msg
}

func (p *exprParser) fail(format string, args ...any) int64 {
	if p.msg == "" {
		p.at, p.msg = p.i, fmt.Sprintf(format, args...)
	}
	return 0
}

func (p *exprParser) space() {
	for p.i < len(p.s) && isSpace(p.s[p.i]) {
		p.i++
	}
}

// op takes one of the operators in set.
func (p *exprParser) op(set string) byte {
	p.space()
	for j := 0; p.i < len(p.s) && j < len(set); j++ {
		if p.s[p.i] == set[j] {
			p.i++
			return set[j]
		}
	}
	return 0
}

func (p *exprParser) sum() int64 {
	v := p.product()
	for p.msg == "" {
		switch p.op("+-") {
		case '+':
			v += p.product()
		case '-':
			v -= p.product()
		default:
			return v
		}
	}
	return v
}

func (p *exprParser) product() int64 {
	v := p.atom()
	for p.msg == "" {
		op := p.op("*/%")
		if op == 0 {
			return v
		}
		w := p.atom()
		switch {
		case op == '*':
			v *= w
		case w == 0:
			return p.fail("division by zero")
		case op == '/':
			v /= w
		default:
			v %= w
		}
	}
	return v
}

func (p *exprParser) atom() int64 {
	if p.depth++; p.depth > 50 {
		return p.fail("expression nests too deeply")
	}
	defer func() { p.depth-- }()
	switch p.op("-(") {
	case '-':
		return -p.atom()
	case '(':
		v := p.sum()
		if p.msg == "" && p.op(")") == 0 {
			return p.fail(") expected")
		}
		return v
	}
	start := p.i
	for p.i < len(p.s) && isWordByte(p.s[p.i]) {
		p.i++
	}
	word := p.s[start:p.i]
	if v, ok := p.env[word]; ok {
		return v
	}
	v, err := strconv.ParseInt(word, 0, 64)
	if err != nil {
		p.i = start
		return p.fail("%q is neither a number nor a variable of a repeat around it", word)
	}
	return v
}

func isWordByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// isName: a letter, then letters, digits and underscores.
func isName(s string) bool {
	if s == "" || s[0] >= '0' && s[0] <= '9' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !isWordByte(s[i]) {
			return false
		}
	}
	return true
}
