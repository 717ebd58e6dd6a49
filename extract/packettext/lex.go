package packettext

import (
	"strconv"
	"strings"
)

// srcLine is one line of input. After substitution cols maps each byte of text to its column in the file.
type srcLine struct {
	text string
	line int
	cols []int // nil: byte i stands in column i+1
}

func (l srcLine) col(i int) int {
	switch {
	case l.cols == nil:
		return i + 1
	case i < len(l.cols):
		return l.cols[i]
	case len(l.cols) > 0:
		return l.cols[len(l.cols)-1] + 1
	}
	return 1
}

// token is a word, a quoted string with its quotes, or an option list with its angle brackets.
type token struct {
	text string
	col  int
}

// lex cuts a line into tokens; a comment ends it.
func (c *compiler) lex(l srcLine) ([]token, bool) {
	var out []token
	s := l.text
	for i := 0; i < len(s); {
		switch {
		case isSpace(s[i]):
			i++
			continue
		case s[i] == '#':
			return out, true
		}
		end, msg := tokenEnd(s, i)
		if msg != "" {
			c.errorf(l.line, l.col(i), "%s", msg)
			return nil, false
		}
		out = append(out, token{s[i:end], l.col(i)})
		i = end
	}
	return out, true
}

func tokenEnd(s string, i int) (end int, msg string) {
	switch s[i] {
	case '"':
		end = quoteEnd(s, i)
		if end < 0 {
			return 0, "string has no closing quote"
		}
		return end, ""
	case '<':
		n := strings.IndexByte(s[i:], '>')
		if n < 0 {
			return 0, "option list has no closing >"
		}
		return i + n + 1, ""
	}
	for end = i; end < len(s) && !isSpace(s[end]) && s[end] != '"'; end++ {
	}
	return end, ""
}

// quoteEnd is the index behind the quote that closes the one at i, or -1.
func quoteEnd(s string, i int) int {
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\r' }

// cursor walks the tokens of one line. A failed read reports the fault and sets failed; the line is then
// dropped as a whole, and the next one is tried.
type cursor struct {
	c      *compiler
	line   int
	toks   []token
	i      int
	failed bool
}

func (p *cursor) errorf(col int, format string, args ...any) {
	p.failed = true
	p.c.errorf(p.line, col, format, args...)
}

func (p *cursor) done() bool { return p.failed || p.i >= len(p.toks) }

// peek is the next word, or "" at the end.
func (p *cursor) peek() string {
	if p.i < len(p.toks) {
		return p.toks[p.i].text
	}
	return ""
}

func (p *cursor) accept(word string) bool {
	if p.peek() != word {
		return false
	}
	p.i++
	return true
}

// endCol is the column behind the last token.
func (p *cursor) endCol() int {
	if len(p.toks) == 0 {
		return 1
	}
	last := p.toks[len(p.toks)-1]
	return last.col + len(last.text)
}

// next takes one token; what names it in the message when there is none.
func (p *cursor) next(what string) token {
	if p.i >= len(p.toks) {
		p.errorf(p.endCol(), "%s expected", what)
		return token{"", p.endCol()}
	}
	p.i++
	return p.toks[p.i-1]
}

// uint takes a number of 0 to max: decimal, or with the prefixes of Go.
func (p *cursor) uint(what string, max uint64) uint64 {
	t := p.next(what)
	if p.failed {
		return 0
	}
	return p.parseUint(t, what, max)
}

func (p *cursor) parseUint(t token, what string, max uint64) uint64 {
	v, err := strconv.ParseUint(t.text, 0, 64)
	if err != nil || v > max {
		p.errorf(t.col, "%s %q is no number from 0 to %d", what, t.text, max)
		return 0
	}
	return v
}

// finish reports what is left over on the line.
func (p *cursor) finish() {
	if !p.done() {
		p.errorf(p.toks[p.i].col, "%q is not understood here", p.toks[p.i].text)
	}
}
