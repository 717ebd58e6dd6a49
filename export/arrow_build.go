package export

import (
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"whyrst/export/internal/batch"
	"whyrst/export/internal/text"
	"whyrst/extract/fact"
)

// records builds Arrow records of a table from pages.
type records struct {
	table  *table
	schema *arrow.Schema
	alloc  memory.Allocator
	enums  []arrow.Array // the dictionary of each enum column, else nil
	text   []byte
}

func newRecords(d *DataSet, t *table) *records {
	r := &records{table: t, schema: d.arrowSchema(t), alloc: d.alloc, enums: make([]arrow.Array, len(t.columns))}
	for i := range t.columns {
		if c := t.columns[i].Column; c.Kind == fact.KindEnum {
			// Not from r.alloc: arrow v17's file writer never releases the dictionaries it has written.
			b := array.NewStringBuilder(memory.DefaultAllocator)
			b.AppendValues(c.Values, nil)
			b.Append("invalid") // a number beyond the constants, as fact has it
			r.enums[i] = b.NewArray()
			b.Release()
		}
	}
	return r
}

// build makes a record of a page and of its verdicts, if the table has some; the caller releases it.
func (r *records) build(page, late *batch.Batch) arrow.Record {
	arrays := make([]arrow.Array, len(r.table.columns))
	n := len(page.Vecs)
	for i := range arrays {
		v := (*batch.Vec)(nil)
		if i < n {
			v = &page.Vecs[i]
		} else {
			v = &late.Vecs[i-n]
		}
		arrays[i] = r.column(i, v)
	}
	rec := array.NewRecord(r.schema, arrays, int64(page.Rows))
	for _, a := range arrays {
		a.Release()
	}
	return rec
}

func (r *records) column(i int, v *batch.Vec) arrow.Array {
	c := r.table.columns[i].Column
	t := r.schema.Field(i).Type
	if r.enums[i] == nil {
		b := array.NewBuilder(r.alloc, t)
		defer b.Release()
		b.Reserve(v.Rows)
		r.fill(b, c, v)
		return b.NewArray()
	}
	b := array.NewInt8Builder(r.alloc)
	defer b.Release()
	b.Reserve(v.Rows)
	spread(b, c, v, func(k int) { b.UnsafeAppend(int8(min(int(v.U8[k]), len(c.Values)))) })
	indexes := b.NewArray()
	defer indexes.Release()
	return array.NewDictionaryArray(t, indexes, r.enums[i])
}

// spread calls value for each row that has one, with its number among the values, and appends NULL for the others.
func spread(b array.Builder, c *batch.Column, v *batch.Vec, value func(k int)) {
	k := 0
	for row := range v.Rows {
		if c.Null && v.Valid[row>>6]>>(row&63)&1 == 0 {
			b.AppendNull()
			continue
		}
		value(k)
		k++
	}
}

// fill appends all rows of v.
func (r *records) fill(b array.Builder, c *batch.Column, v *batch.Vec) {
	switch b := b.(type) {
	case *array.BooleanBuilder:
		spread(b, c, v, func(k int) { b.UnsafeAppend(v.Bits[k>>6]>>(k&63)&1 == 1) })
	case *array.Int32Builder:
		switch c.Vec {
		case batch.U8:
			spread(b, c, v, func(k int) { b.UnsafeAppend(int32(v.U8[k])) })
		case batch.U16:
			spread(b, c, v, func(k int) { b.UnsafeAppend(int32(v.U16[k])) })
		default:
			spread(b, c, v, func(k int) { b.UnsafeAppend(v.I32[k]) })
		}
	case *array.Int64Builder:
		if c.Vec == batch.U32 {
			spread(b, c, v, func(k int) { b.UnsafeAppend(int64(v.U32[k])) })
		} else {
			spread(b, c, v, func(k int) { b.UnsafeAppend(v.I64[k]) })
		}
	case *array.TimestampBuilder:
		spread(b, c, v, func(k int) { b.UnsafeAppend(arrow.Timestamp(v.I64[k])) })
	case *array.StringBuilder:
		r.fillText(b, c, v)
	case *array.ListBuilder:
		values, at := b.ValueBuilder().(*array.StringBuilder), 0
		spread(b, c, v, func(k int) {
			b.Append(true)
			for range v.Len[k] {
				values.Append(text.Clean(v.Str[at]))
				at++
			}
		})
	default:
		panic(fmt.Sprintf("export: column %s: no values for %T", c.Name, b))
	}
}

func (r *records) fillText(b *array.StringBuilder, c *batch.Column, v *batch.Vec) {
	switch c.Vec {
	case batch.Addr:
		spread(b, c, v, func(k int) {
			r.text = v.Addr[k].Fact().Append(r.text[:0])
			b.BinaryBuilder.Append(r.text)
		})
	case batch.MAC:
		spread(b, c, v, func(k int) {
			r.text = batch.UnpackMAC(v.U64[k]).Append(r.text[:0])
			b.BinaryBuilder.Append(r.text)
		})
	default:
		spread(b, c, v, func(k int) { b.Append(text.Clean(v.Str[k])) })
	}
}
