// Package text is the one place that says what becomes of bytes of a packet that are no text.
//
// A table holds valid UTF-8 without NUL, because DuckDB and Spark refuse or cut anything else. A NUL byte becomes
// the four characters \x00, a byte that is not part of valid UTF-8 \x and two hexadecimal digits. All else stays,
// line ends and backslashes too: cleaning twice changes nothing, and what is shown on a terminal goes through
// fact.AppendEscaped anyway. A sender who writes \x00 in letters deceives no one about more than that.
//
// Not handled: normal forms, control characters other than NUL.
package text

import (
	"strings"
	"unicode/utf8"
)

// Clean returns s as a table holds it: s itself if there is nothing to do.
func Clean(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	const hex = "0123456789abcdef"
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == 0 || r == utf8.RuneError && size == 1 {
			b.WriteString(`\x`)
			b.WriteByte(hex[s[i]>>4])
			b.WriteByte(hex[s[i]&15])
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}
