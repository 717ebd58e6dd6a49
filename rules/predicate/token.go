package predicate

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// tokenKind is the kind of a token.
type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokWord
	tokNumber
	tokText // with its quotes
	tokSign // comparison, parenthesis, brace, comma, ".."
)

// token is a piece of source text; off is its byte offset.
type token struct {
	kind tokenKind
	text string
	off  int
}

// String is the token as an error message names it.
func (t token) String() string {
	if t.kind == tokEOF {
		return "the end"
	}
	return fmt.Sprintf("%q", t.text)
}

// signs are tried in order: the longer ones first.
var signs = []string{"==", "!=", "<=", ">=", "..", "<", ">", "(", ")", "{", "}", ","}

// habits are what other languages write; the message names our word.
var habits = []struct{ theirs, ours string }{
	{"&&", "and"}, {"||", "or"}, {"!", "not"}, {"=", "=="}, {"~", "== with the whole text"},
}

// lex cuts src into tokens, with an EOF token last, and reports what is no token.
func lex(src string) (toks []token, errs []Error) {
	for i := 0; i < len(src); {
		c := src[i]
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			i++
			continue
		}
		t := token{off: i}
		switch {
		case isLetter(c):
			t.kind, t.text = tokWord, src[i:i+wordLen(src[i:])]
		case isDigit(c) || c == '-' && i+1 < len(src) && isDigit(src[i+1]):
			t.kind, t.text = tokNumber, src[i:i+numberLen(src[i:])]
		case c == '"':
			n, ok := textLen(src[i:])
			if !ok {
				errs = append(errs, Error{i, "quote without its end"})
			}
			t.kind, t.text = tokText, src[i:i+n]
		default:
			var msg string
			if t.text, msg = sign(src[i:]); msg != "" {
				errs = append(errs, Error{i, msg})
				i += len(t.text)
				continue
			}
			t.kind = tokSign
		}
		toks = append(toks, t)
		i += len(t.text)
	}
	return append(toks, token{kind: tokEOF, off: len(src)}), errs
}

// sign returns the sign that s begins with, or how much to skip and a message.
func sign(s string) (text, msg string) {
	for _, g := range signs {
		if strings.HasPrefix(s, g) {
			return g, ""
		}
	}
	for _, h := range habits {
		if strings.HasPrefix(s, h.theirs) {
			return h.theirs, fmt.Sprintf("write %s instead of %q", h.ours, h.theirs)
		}
	}
	r, n := utf8.DecodeRuneInString(s)
	return s[:n], fmt.Sprintf("unexpected character %q", r)
}

func isLetter(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

func wordLen(s string) int {
	n := 1
	for n < len(s) && (isLetter(s[n]) || isDigit(s[n])) {
		n++
	}
	return n
}

// numberLen takes sign, digits, at most one dot with digits after it ("1..5" is two numbers), and the unit.
func numberLen(s string) int {
	n := 1
	dot := false
	for n < len(s) {
		switch {
		case isDigit(s[n]):
		case s[n] == '.' && !dot && n+1 < len(s) && isDigit(s[n+1]):
			dot = true
		default:
			for n < len(s) && (isLetter(s[n]) || isDigit(s[n])) {
				n++
			}
			if n < len(s) && s[n] == '%' {
				n++
			}
			return n
		}
		n++
	}
	return n
}

// textLen is the length of a quoted text, to the end of the line if the closing quote is missing.
func textLen(s string) (n int, ok bool) {
	for n = 1; n < len(s) && s[n] != '\n'; n++ {
		switch s[n] {
		case '\\':
			n++
		case '"':
			return n + 1, true
		}
	}
	return min(n, len(s)), false
}
