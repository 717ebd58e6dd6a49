package batch

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"whyrst/extract/fact"
)

// Kind is how the values of a column lie in a Vec.
type Kind uint8

// The kinds.
const (
	// Bool values are bits in Vec.Bits.
	Bool Kind = iota
	// U8 values are in Vec.U8: small integers, and enums as indexes of Meta.Values.
	U8
	// U16 values are in Vec.U16.
	U16
	// U32 values are in Vec.U32.
	U32
	// I32 values are in Vec.I32; narrower signed integers too.
	I32
	// I64 values are in Vec.I64; times, in microseconds, too.
	I64
	// MAC values are in Vec.U64, the first byte most significant.
	MAC
	// Addr values are in Vec.Addr.
	Addr
	// String values are in Vec.Str.
	String
	// List values are in Vec.Str, Vec.Len of them for each row.
	List
)

// Column is a column of a table and where its value lies in a row.
type Column struct {
	fact.Meta
	// Vec picks the slice of the Vec.
	Vec Kind
	// Null says that the table's column may be NULL, for all columns of a sparse layout and for addresses too,
	// whose zero value is NULL.
	Null bool
	// From is the index of the column whose values, divided by 1000, are this one's; -1 for all columns but ts.
	From   int
	gather gatherFunc
}

// Layout is the columns of a row type in table order.
type Layout struct {
	Columns []Column
	row     reflect.Type
	// sparse layouts have rows that lack it all (Judged, NULL on the rows of packets that are no RST).
	sparse bool
}

// TimeColumn is the name of the column that every table with ts_ns gets beside it, in microseconds: what
// readers without a nanosecond type take for a time.
const TimeColumn = "ts"

// NewLayout makes the layout of row type R; ts goes before ts_ns.
func NewLayout[R any](columns []fact.Column[R]) *Layout {
	l := &Layout{row: reflect.TypeFor[R]()}
	for i := range columns {
		l.add(columns[i].Meta)
	}
	return l
}

// NewSparse makes a layout whose rows may be missing: all columns may be NULL.
func NewSparse[R any](columns []fact.Column[R]) *Layout {
	l := NewLayout(columns)
	l.sparse = true
	for i := range l.Columns {
		l.Columns[i].Null = true
	}
	return l
}

func (l *Layout) add(m fact.Meta) {
	if m.Name == TimeColumn+"_ns" {
		ts := m
		ts.Name, ts.Kind, ts.Unit, ts.Bits = TimeColumn, fact.KindTime, fact.UnitNone, 0
		ts.Doc = TimeColumn + " is " + m.Name + " in microseconds, as a timestamp in UTC. " + unknownWhen(m.Doc)
		l.Columns = append(l.Columns, Column{Meta: ts, Vec: I64, Null: m.Nullable, From: len(l.Columns) + 1})
	}
	f, offset := l.field(m.Field)
	kind, gather := gatherOf(f, offset)
	if kind == String && m.Kind != fact.KindString || kind == Addr && m.Kind != fact.KindAddr {
		panic(fmt.Sprintf("column %s: kind %v from Go type %v", m.Name, m.Kind, f))
	}
	l.Columns = append(l.Columns, Column{Meta: m, Vec: kind, Null: m.Nullable || kind == Addr, From: -1, gather: gather})
}

// unknownWhen is the sentence of a doc comment that says when the value is NULL.
func unknownWhen(doc string) string {
	if i := strings.Index(doc, "Unknown when"); i >= 0 {
		return doc[i:]
	}
	return ""
}

// field follows a path such as PacketNet.TTL from the row type.
func (l *Layout) field(path string) (reflect.Type, uintptr) {
	t, offset := l.row, uintptr(0)
	for name := range strings.SplitSeq(path, ".") {
		f, ok := t.FieldByName(name)
		if !ok || len(f.Index) != 1 {
			panic(fmt.Sprintf("%v has no field %s of its own (%s)", t, name, path))
		}
		t, offset = f.Type, offset+f.Offset
	}
	return t, offset
}

// Lookup is the index of the column called name, or -1.
func (l *Layout) Lookup(name string) int {
	return slices.IndexFunc(l.Columns, func(c Column) bool { return c.Name == name })
}

// rowsOf checks that R is the layout's row type and points at the rows.
func rowsOf[R any](l *Layout, rows []R) unsafe.Pointer {
	if reflect.TypeFor[R]() != l.row {
		panic(fmt.Sprintf("rows of %v in a batch of %v", reflect.TypeFor[R](), l.row))
	}
	return unsafe.Pointer(unsafe.SliceData(rows))
}
