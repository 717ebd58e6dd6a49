package parquetfile

import (
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"whyrst/export/internal/batch"
	"whyrst/extract/fact"
)

// Column is a column of a file.
type Column struct {
	*batch.Column
	// Ordered columns get bounds for each page, so that a range of them skips pages.
	Ordered bool
	// Bloom columns get a bloom filter for each row group.
	Bloom bool
}

// physical is the Parquet type: signed integers wide enough for the values, everything else text.
func (c *Column) physical() format.Type {
	switch c.Vec {
	case batch.Bool:
		return format.Boolean
	case batch.U8:
		if c.Kind == fact.KindEnum {
			return format.ByteArray
		}
		return format.Int32
	case batch.U16, batch.I32:
		return format.Int32
	case batch.U32, batch.I64:
		return format.Int64
	}
	return format.ByteArray
}

// levels are the highest definition and repetition level: a list has one of its own for "not empty".
func (c *Column) levels() (def, rep byte) {
	if c.Null {
		def++
	}
	if c.Vec == batch.List {
		def, rep = def+1, 1
	}
	return def, rep
}

// path is the path of the leaf in the schema.
func (c *Column) path() []string {
	if c.Vec == batch.List {
		return []string{c.Name, "list", "element"}
	}
	return []string{c.Name}
}

// schemaElements describes all columns, the root first.
func schemaElements(columns []Column) []format.SchemaElement {
	root := format.SchemaElement{Name: "whyrst", NumChildren: thrift.New(int32(len(columns)))}
	out := []format.SchemaElement{root}
	for i := range columns {
		c := &columns[i]
		e := format.SchemaElement{Name: c.Name, RepetitionType: thrift.New(format.Required)}
		if c.Null {
			e.RepetitionType = thrift.New(format.Optional)
		}
		if c.Vec == batch.List {
			e.NumChildren = thrift.New(int32(1))
			e.ConvertedType = thrift.New(deprecated.List)
			e.LogicalType = format.LogicalType{Value: new(format.ListType)}
			list := format.SchemaElement{Name: "list", RepetitionType: thrift.New(format.Repeated), NumChildren: thrift.New(int32(1))}
			out = append(out, e, list)
			e = format.SchemaElement{Name: "element", RepetitionType: thrift.New(format.Required)}
		}
		e.Type = thrift.New(c.physical())
		switch {
		case c.Kind == fact.KindTime:
			e.ConvertedType = thrift.New(deprecated.TimestampMicros)
			e.LogicalType = format.LogicalType{Value: &format.TimestampType{
				IsAdjustedToUTC: true, Unit: format.TimeUnit{Value: new(format.MicroSeconds)}}}
		case c.physical() == format.ByteArray:
			e.ConvertedType = thrift.New(deprecated.UTF8)
			e.LogicalType = format.LogicalType{Value: new(format.StringType)}
		}
		out = append(out, e)
	}
	return out
}
