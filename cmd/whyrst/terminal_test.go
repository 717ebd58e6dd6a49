package main

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/text"
)

func TestBarShowsWhateverIsThere(t *testing.T) {
	for _, c := range []struct {
		n, most int64
		want    string
	}{{0, 10, ""}, {1, 1_000_000, "▏"}, {5, 10, "█████"}, {10, 10, "██████████"}, {3, 0, ""}} {
		if got := bar(c.n, c.most, 10); got != c.want {
			t.Errorf("%d of %d: %q, want %q", c.n, c.most, got, c.want)
		}
	}
	if got := bar(1<<40, 1<<40, 20); utf8.RuneCountInString(got) != 20 {
		t.Errorf("%q: %d wide", got, utf8.RuneCountInString(got))
	}
}

func TestNumbersForPeople(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -100: "-100"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1.0 kB", 123456: "123 kB", 1 << 30: "1.1 GB", 999_999: "1.0 MB"} {
		if got := size(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
	if got := plural(1, "reset", "resets") + plural(0, "reset", "resets"); got != "1 reset0 resets" {
		t.Error(got)
	}
}

func TestShellQuote(t *testing.T) {
	for word, want := range map[string]string{
		"out": "out", "a/b-c_d.e": "a/b-c_d.e", "": "''", "-o": "'-o'", "it's": `'it'\''s'`, "$(x) y": "'$(x) y'", "é": "'é'",
	} {
		if got := shellQuote(word); got != want {
			t.Errorf("%q: %s, want %s", word, got, want)
		}
	}
}

// TestNothingIsPaintedWhereNobodyLooks: a pipe gets neither colours nor lines, and no progress.
func TestNothingIsPaintedWhereNobodyLooks(t *testing.T) {
	var b bytes.Buffer
	s := screenOf(&b)
	if s.terminal || s.colour || s.paint("x", text.FgRed) != "x" {
		t.Errorf("%+v", s)
	}
	p := newProgress(&b)
	p.from = p.from.Add(-time10)
	p.update(5, 10)
	p.done()
	if b.Len() > 0 {
		t.Errorf("progress in a pipe: %q", &b)
	}
	s.colour = true
	if got := s.paint("x", text.FgRed); got != "\x1b[31mx\x1b[0m" {
		t.Errorf("%q", got)
	}
}

const time10 = 10e9 // 10 s: longer than anyone's patience

func TestEscapeKeepsATerminalSafe(t *testing.T) {
	if got := escape("a\x1b[31m\r\n\u202eb\x00"); got != `a\x1b[31m\r\n\u202eb\x00` {
		t.Errorf("%q", got)
	}
	if got := escapeLines("a\nb\x07"); got != "a\nb\\x07" {
		t.Errorf("%q", got)
	}
}
