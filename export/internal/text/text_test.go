package text

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"":                     "",
		"plain\n\t\\x41 ünï 字": "plain\n\t\\x41 ünï 字",
		"a\x00b":               `a\x00b`,
		"\xff\xfe":             `\xff\xfe`,
		"ok\xc3":               `ok\xc3`,
		"\xed\xa0\x80":         `\xed\xa0\x80`, // a surrogate is no UTF-8
		"\ufffd":               "\ufffd",       // the replacement character itself is
	} {
		if got := Clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x00\xff字")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) || strings.Contains(got, "\x00") {
			t.Errorf("%q becomes %q", s, got)
		}
		if Clean(got) != got {
			t.Errorf("%q: cleaning twice differs", s)
		}
	})
}
