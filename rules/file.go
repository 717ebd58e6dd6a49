package rules

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxFile bounds a rule file.
const maxFile = 1 << 20

// entry is one "key: value" of a rule file with its place.
type entry struct {
	key   string
	place place // of the key
	parts []part
	value string // the parts, trimmed and joined by line breaks
}

// part is one line's share of a value.
type part struct {
	off, line, col int // offset in entry.value, and where that is in the file
	text           string
}

// at maps an offset in the value to a place in the file.
func (e *entry) at(off int) place {
	p := e.parts[0]
	for _, q := range e.parts[1:] {
		if q.off > off {
			break
		}
		p = q
	}
	in := min(max(off-p.off, 0), len(p.text))
	return place{p.line, p.col + utf8.RuneCountInString(p.text[:in])}
}

// line is the value as one line of text.
func (e *entry) line() string { return strings.ReplaceAll(e.value, "\n", " ") }

// splitFile cuts a rule file into entries and prose.
func splitFile(text string, fail func(place, string)) (entries []*entry, prose string) {
	if len(text) > maxFile {
		fail(place{1, 1}, "larger than 1 MiB")
		return nil, ""
	}
	if !utf8.ValidString(text) {
		fail(place{1, 1}, "not UTF-8")
		return nil, ""
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, line := range lines {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" && len(entries) > 0:
			return entries, strings.TrimSpace(strings.Join(lines[i:], "\n"))
		case trimmed == "" || trimmed[0] == '#':
		case line[0] == ' ' || line[0] == '\t':
			if len(entries) == 0 {
				fail(place{i + 1, 1}, "an indented line continues a value, but there is none yet")
				continue
			}
			entries[len(entries)-1].add(i+1, line)
		default:
			if e := newEntry(i+1, line, fail); e != nil {
				entries = append(entries, e)
			}
		}
	}
	return entries, ""
}

// newEntry reads "key: value".
func newEntry(lineNo int, line string, fail func(place, string)) *entry {
	key, _, ok := strings.Cut(line, ":")
	if !ok {
		fail(place{lineNo, 1}, `"key: value" expected (prose comes after a blank line)`)
		return nil
	}
	e := &entry{key: strings.TrimSpace(key), place: place{lineNo, 1}}
	if keyDocs[e.key] == "" {
		msg := fmt.Sprintf("unknown key %q", e.key)
		if near := nearestKey(e.key); near != "" {
			msg += fmt.Sprintf(" (%s?)", near)
		}
		fail(e.place, msg)
		return nil
	}
	e.add(lineNo, strings.Repeat(" ", len(key)+1)+line[len(key)+1:])
	return e
}

// add appends a line's text; the blanks before it only count for its column.
func (e *entry) add(lineNo int, line string) {
	text := strings.TrimSpace(line)
	if e.value != "" {
		e.value += "\n"
	}
	indent := len(line) - len(strings.TrimLeft(line, " \t"))
	p := part{off: len(e.value), line: lineNo, col: indent + 1, text: text}
	if text == "" && len(e.parts) > 0 {
		return
	}
	e.parts = append(e.parts, p)
	e.value += text
}
