package app

import "bytes"

// has compares b with the literal s: Yes if b begins with it, Unknown if b is too short but
// agrees so far.
func has(b []byte, s string) Truth {
	if len(b) >= len(s) {
		if string(b[:len(s)]) == s {
			return Yes
		}
		return No
	}
	if string(b) == s[:len(b)] {
		return Unknown
	}
	return No
}

// firstLine returns the first line of b without its end, and whether it is whole.
func firstLine(b []byte) (line []byte, whole bool) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return b, false
	}
	return bytes.TrimSuffix(b[:i], []byte{'\r'}), true
}

// versionSuffix says whether line ends with a space and a version that begins with v.
func versionSuffix(line []byte, v string) bool {
	i := bytes.LastIndexByte(line, ' ')
	return i >= 0 && has(line[i+1:], v) == Yes
}

// lower returns ch in lower case, ASCII only: field names and tokens know no other letters,
// and Unicode folding would let a Kelvin sign pass for a K.
func lower(ch byte) byte {
	if ch >= 'A' && ch <= 'Z' {
		return ch + 'a' - 'A'
	}
	return ch
}

// foldEqual compares b with the lower-case s, ASCII letters in either case.
func foldEqual(b []byte, s string) bool {
	if len(b) != len(s) {
		return false
	}
	for i := range b {
		if lower(b[i]) != s[i] {
			return false
		}
	}
	return true
}

// foldContains says whether b holds the lower-case s somewhere, in either case.
func foldContains(b []byte, s string) bool {
	for i := 0; i+len(s) <= len(b); i++ {
		if foldEqual(b[i:i+len(s)], s) {
			return true
		}
	}
	return false
}

// printable says whether b is printable ASCII without spaces: the only names that are kept.
func printable(b []byte) bool {
	for _, ch := range b {
		if ch <= ' ' || ch > '~' {
			return false
		}
	}
	return true
}

// isSpace says whether ch is white space in a field value, the line ends of obs-fold
// (RFC 9112 5.2) included.
func isSpace(ch byte) bool { return ch == ' ' || ch == '\t' || ch == '\r' || ch == '\n' }

// trim removes white space at both ends.
func trim(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

// nextItem cuts the first item off a comma-separated list.
func nextItem(list []byte) (item, rest []byte) {
	i := bytes.IndexByte(list, ',')
	if i < 0 {
		return trim(list), nil
	}
	return trim(list[:i]), list[i+1:]
}
