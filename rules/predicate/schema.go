package predicate

import (
	"fmt"
	"slices"
	"strings"

	"whyrst/extract/fact"
)

// Error is a mistake in a predicate's text.
type Error struct {
	// Off is the byte offset in the text.
	Off int
	// Msg says what is wrong and, where it can, what to write.
	Msg string
}

// Error is the message with its offset; rule files print it with line and column instead.
func (e Error) Error() string { return fmt.Sprintf("offset %d: %s", e.Off, e.Msg) }

// Schema is the columns a predicate may name. It is immutable and safe for concurrent use.
type Schema struct {
	cols  []*fact.Meta
	index map[string]int
}

// NewSchema makes a schema of a row type's columns, which must outlive it.
func NewSchema[R any](cols []fact.Column[R]) *Schema {
	s := &Schema{index: make(map[string]int, len(cols))}
	for i := range cols {
		s.cols = append(s.cols, &cols[i].Meta)
		s.index[cols[i].Name] = i
	}
	return s
}

// Column is the description of a column; nil if there is none of this name.
func (s *Schema) Column(name string) *fact.Meta {
	if i, ok := s.index[name]; ok {
		return s.cols[i]
	}
	return nil
}

// Suggest names the column that is written most like name, for error messages; "" if none is near.
func (s *Schema) Suggest(name string) string {
	names := make([]string, len(s.cols))
	for i, c := range s.cols {
		names[i] = c.Name
	}
	return Nearest(name, names)
}

// Nearest is the candidate with the fewest edits to word, at most two or a third of its length; "" if none is
// near. The first one wins a tie.
func Nearest(word string, candidates []string) string {
	// A forgotten end comes first: idle_us or flow_idle for flow_idle_us.
	part := func(c string) bool { return strings.HasSuffix(c, "_"+word) || strings.HasPrefix(c, word+"_") }
	if i := slices.IndexFunc(candidates, part); i >= 0 && len(word) > 1 {
		return candidates[i]
	}
	best, bestDist := "", min(len(word), max(3, len(word)/3+1))
	for _, c := range candidates {
		if d := edits(word, c, bestDist); d < bestDist {
			best, bestDist = c, d
		}
	}
	return best
}

// edits is the Levenshtein distance of a and b, or limit if it is not below that.
func edits(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit || len(a) > 64 || len(b) > 64 {
		return limit
	}
	var row [65]int
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diag
			if a[i] != b[j] {
				d = 1 + min(diag, row[j], row[j+1])
			}
			diag, row[j+1] = row[j+1], d
		}
	}
	return min(row[len(b)], limit)
}
