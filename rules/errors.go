package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is a mistake in a rule file.
type Error struct {
	// File is the name as the user gave it, or builtin/ID.rule.
	File string
	// Line and Col count from 1; Col counts characters. Both are 0 for what concerns no place in the file.
	Line, Col int
	// Msg says what is wrong and, where it can, what to write.
	Msg string
}

// Error is file:line:col: message, as compilers print it.
func (e Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Msg)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.Msg)
}

// Errors is all the mistakes of a set of rule files, by file and place.
type Errors []Error

// Error is one mistake a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i := range e {
		lines[i] = e[i].Error()
	}
	return strings.Join(lines, "\n")
}

// sorted orders by file and place; the order of mistakes at one place stays.
func (e Errors) sorted() Errors {
	slices.SortStableFunc(e, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return e
}
