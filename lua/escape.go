package lua

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text from the network visible: control and formatting characters (line ends, NUL, escape
// sequences, marks that turn the writing direction) become \x1b or \u202e, bytes that are no UTF-8 become \xff.
func Clean(s string) string {
	if !dirty(s) {
		return s
	}
	b := make([]byte, 0, len(s)+16)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1, r < 0x80 && hidden(r):
			b = append(b, `\x`...)
			b = append(b, "0123456789abcdef"[s[i]>>4], "0123456789abcdef"[s[i]&15])
		case hidden(r):
			q := strconv.QuoteRuneToASCII(r)
			b = append(b, q[1:len(q)-1]...)
		default:
			b = append(b, s[i:i+n]...)
		}
		i += n
	}
	return string(b)
}

func dirty(s string) bool {
	return !utf8.ValidString(s) || strings.IndexFunc(s, hidden) >= 0
}

// hidden says that a character does something other than being seen.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

// cell escapes the signs that structure a file of verdicts. The plugin's unescape is the inverse.
var cell = strings.NewReplacer("\\", `\\`, "\t", `\t`, "\n", `\n`, "|", `\p`)

// appendText appends a cell of text.
func appendText(b []byte, s string) []byte {
	return append(b, cell.Replace(Clean(s))...)
}

// appendList appends a cell with a list of texts.
func appendList(b []byte, list []string) []byte {
	for i, s := range list {
		if i > 0 {
			b = append(b, '|')
		}
		b = appendText(b, s)
	}
	return b
}

// FilterText is s as a text literal of a display filter.
func FilterText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(Clean(s)) + `"`
}

// uatText is a field of a UAT file (dfilter_buttons, io_graphs): what is not plain goes as \xHH.
func uatText(s string) string {
	b := []byte{'"'}
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' || c >= 0x7f {
			b = append(b, `\x`...)
			b = append(b, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		} else {
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}
