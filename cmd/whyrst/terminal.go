package main

import (
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"

	"whyrst/extract/fact"
)

// screen is a stream that someone may be looking at.
type screen struct {
	io.Writer
	// terminal says that it is one: tables get lines, long work a progress bar.
	terminal bool
	// colour says that it takes colours (https://no-color.org).
	colour bool
	// width is the number of columns; 0 if nobody knows.
	width int
}

// screenOf looks at what a stream is.
func screenOf(w io.Writer) screen {
	s := screen{Writer: w}
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return s
	}
	s.terminal = true
	s.colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	s.width, _, _ = term.GetSize(int(f.Fd()))
	return s
}

// paint colours text on a terminal that takes it.
func (s screen) paint(words string, colours ...text.Color) string {
	if !s.colour {
		return words
	}
	return text.Colors(colours).EscapeSeq() + words + text.Reset.EscapeSeq()
}

// table starts a table: with lines on a terminal, aligned columns elsewhere.
func (s screen) table() table.Writer {
	t := table.NewWriter()
	style := table.StyleLight
	if !s.terminal {
		style = table.StyleDefault
		style.Box = table.BoxStyle{PaddingRight: "  "}
	}
	style.Format = table.FormatOptions{}
	style.Options = table.Options{SeparateHeader: s.terminal}
	t.SetStyle(style)
	if s.width > 0 {
		t.SetAllowedRowLength(s.width)
	}
	t.SuppressTrailingSpaces()
	return t
}

// bar draws n of most as blocks, at least a sliver for anything above nothing.
func bar(n, most int64, width int) string {
	const blocks = "▏▎▍▌▋▊▉█"
	if n <= 0 || most <= 0 {
		return ""
	}
	eighths := max(1, int(n*int64(width)*8/most))
	out := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		out += string([]rune(blocks)[rest-1])
	}
	return out
}

// escape makes text that a capture, a file name or a rule supplied safe to print on one line.
func escape(words string) string { return string(fact.AppendEscaped(nil, words)) }

// escapeLines does so for each line by itself.
func escapeLines(words string) string {
	lines := strings.Split(words, "\n")
	for i, l := range lines {
		lines[i] = escape(l)
	}
	return strings.Join(lines, "\n")
}

// thousands writes a count with separators: 12,345,678.
func thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// plural writes a count with its noun.
func plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// size writes a number of bytes with three digits or fewer and a unit.
func size(n int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB"}
	v, at := float64(n), 0
	for v >= 999.5 && at < len(units)-1 {
		v, at = v/1000, at+1
	}
	if at == 0 || v >= 100 {
		return strconv.FormatFloat(v, 'f', 0, 64) + " " + units[at]
	}
	return strconv.FormatFloat(v, 'f', 1, 64) + " " + units[at]
}
