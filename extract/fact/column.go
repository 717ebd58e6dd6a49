package fact

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Kind is the type of a column in tables and predicates; it decides which accessors a Column has.
type Kind uint8

// The kinds of columns.
const (
	// KindBool is true or false; Int gives 1 or 0.
	KindBool Kind = iota
	// KindInt is a signed integer of Meta.Bits bits, in Meta.Unit.
	KindInt
	// KindEnum is one of Meta.Values; Int gives the index, tables hold the text.
	KindEnum
	// KindTime is a moment: Int gives microseconds since 1970-01-01 UTC.
	KindTime
	// KindString is UTF-8 text or, where the capture gave them, arbitrary bytes.
	KindString
	// KindAddr is an IP address; tables hold its canonical text.
	KindAddr
	// KindMAC is an Ethernet address; tables hold its text.
	KindMAC
	// KindList is a list of texts.
	KindList
)

var kindNames = []string{"bool", "int", "enum", "time", "string", "addr", "mac", "list"}

// String is the kind's name in the schema.
func (k Kind) String() string { return enumText(kindNames, uint8(k)) }

// Time is a moment in microseconds since 1970-01-01 UTC: the Go type of a KindTime column.
type Time int64

// Meta describes a column without its row type: what schema, documentation, SQL and predicates need.
type Meta struct {
	// Name is the column's name in tables, SQL and predicates.
	Name string
	// Field is the Go field that holds it, with its path where it is embedded.
	Field string
	// Doc is the field's doc comment, one paragraph a line.
	Doc string
	// Source names the RFC section, kernel function or paper; empty where the meaning is plain.
	Source string
	// Wireshark is the display filter field of identical meaning; empty if there is none.
	Wireshark string
	// Kind picks the accessors.
	Kind Kind
	// Unit is the unit of a KindInt column.
	Unit Unit
	// Nullable says that the fact may be unknown.
	Nullable bool
	// Bits is the width of an exported KindInt: 32 or 64; 0 for other kinds.
	Bits uint8
	// Min and Max bound what the Go type of a KindBool, KindInt, KindEnum or KindTime column can hold.
	Min, Max int64
	// Values are the texts of a KindEnum column in numeric order.
	Values []string
}

// Column is a column of rows of type R: its description and how to read and fill it. Accessors that do not
// fit the kind are nil; none of the getters allocates.
type Column[R any] struct {
	Meta
	// Int reads KindBool, KindInt, KindEnum and KindTime; known is false for NULL.
	Int func(r *R) (v int64, known bool)
	// Text appends the text of KindString, KindAddr and KindMAC.
	Text func(r *R, dst []byte) (text []byte, known bool)
	// Str reads KindString without copying.
	Str func(r *R) (v string, known bool)
	// Addr reads KindAddr.
	Addr func(r *R) (v Addr, known bool)
	// List reads KindList; the list belongs to the row.
	List func(r *R) (v []string, known bool)
	// SetInt, SetStr, SetAddr and SetList fill what the getter of the same name reads, SetStr KindMAC too (a
	// text that is no MAC is left out): a table is read back into rows this way. NULL is what a zero row holds
	// already. SetInt truncates to the field's Go type.
	SetInt  func(r *R, v int64)
	SetStr  func(r *R, v string)
	SetAddr func(r *R, v Addr)
	SetList func(r *R, v []string)
}

// Enum is the index of text among the column's values.
func (m *Meta) Enum(text string) (int64, bool) {
	for i, v := range m.Values {
		if v == text {
			return int64(i), true
		}
	}
	return 0, false
}

var columnName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// Validate refuses columns that their documentation does not carry: a name that SQL would need quoted, a
// duplicate, no doc, a nullable column that does not say "Unknown when", a unit that contradicts the name.
// It returns all complaints, in column order.
func Validate[R any](cols []Column[R]) []error {
	var errs []error
	seen := map[string]bool{}
	for i := range cols {
		m := &cols[i].Meta
		for _, s := range m.complaints() {
			errs = append(errs, fmt.Errorf("column %q (%s): %s", m.Name, m.Field, s))
		}
		if seen[m.Name] {
			errs = append(errs, fmt.Errorf("column %q (%s): name is taken", m.Name, m.Field))
		}
		seen[m.Name] = true
	}
	return errs
}

// complaints lists what is wrong with one column by itself.
func (m *Meta) complaints() (out []string) {
	if !columnName.MatchString(m.Name) {
		out = append(out, "name is not lower_snake_case")
	}
	if m.Doc == "" {
		out = append(out, "no doc comment")
	}
	if m.Nullable && !strings.Contains(m.Doc, "Unknown when") && !strings.Contains(m.Doc, "NULL when") {
		out = append(out, `may be unknown, but its comment says neither "Unknown when" nor "NULL when"`)
	}
	if m.Kind == KindEnum && len(m.Values) == 0 {
		out = append(out, "enum without values")
	}
	if m.Unit != UnitNone && m.Kind != KindInt {
		out = append(out, "only integers have a unit")
	}
	// A reader takes the suffix for the unit, so it must be true.
	for _, unit := range []Unit{UnitUs, UnitNs, UnitMs} {
		if m.Kind == KindInt && strings.HasSuffix(m.Name, "_"+unit.String()) != (m.Unit == unit) {
			out = append(out, fmt.Sprintf("suffix _%s and unit %s go together", unit, unit))
		}
	}
	return out
}

// bit is a boolean as Int gives it.
func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// parseMAC reads six hexadecimal bytes with colons between them.
func parseMAC(text string) (m MAC, ok bool) {
	if len(text) != 17 {
		return m, false
	}
	for i := range m {
		v, err := strconv.ParseUint(text[3*i:3*i+2], 16, 8)
		if err != nil || i > 0 && text[3*i-1] != ':' {
			return m, false
		}
		m[i] = byte(v)
	}
	return m, true
}

// Description is Doc as readers of tables know it: the leading Go field name gives way to the column's name.
func (m *Meta) Description() string {
	field := m.Field[strings.LastIndexByte(m.Field, '.')+1:]
	if rest, ok := strings.CutPrefix(m.Doc, field+" "); ok {
		return m.Name + " " + rest
	}
	return m.Doc
}
