package export

import (
	"github.com/apache/arrow/go/v17/arrow"

	"whyrst/export/internal/batch"
	"whyrst/export/internal/parquetfile"
	"whyrst/extract/fact"
)

// enumType is the Arrow type of enums. Other text is plain: dictionaries of a file written by arrow v17 can't grow
// from batch to batch, and only an enum's is known beforehand.
var enumType = &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}

// arrowType is the type of a column: the same names for types as in Parquet.
func arrowType(c *batch.Column) arrow.DataType {
	switch c.Kind {
	case fact.KindBool:
		return arrow.FixedWidthTypes.Boolean
	case fact.KindTime:
		return &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}
	case fact.KindInt:
		if c.Vec == batch.U32 || c.Vec == batch.I64 {
			return arrow.PrimitiveTypes.Int64
		}
		return arrow.PrimitiveTypes.Int32
	case fact.KindEnum:
		return enumType
	case fact.KindList:
		return arrow.ListOfNonNullable(arrow.BinaryTypes.String)
	}
	return arrow.BinaryTypes.String
}

// arrowSchema describes a table, with its documentation as metadata of the fields.
func (d *DataSet) arrowSchema(t *table) *arrow.Schema {
	fields := make([]arrow.Field, len(t.columns))
	for i := range t.columns {
		c := t.columns[i].Column
		fields[i] = arrow.Field{Name: c.Name, Type: arrowType(c), Nullable: c.Null, Metadata: fieldMetadata(c)}
	}
	var keys, values []string
	for _, kv := range d.metadata(t) {
		if kv.Key != parquetfile.ColumnsKey {
			keys, values = append(keys, kv.Key), append(values, kv.Value)
		}
	}
	m := arrow.NewMetadata(keys, values)
	return arrow.NewSchema(fields, &m)
}

func fieldMetadata(c *batch.Column) arrow.Metadata {
	s := schemaColumn(c)
	keys, values := []string{"description"}, []string{s.Description}
	for _, kv := range [][2]string{{"unit", s.Unit}, {"wireshark", s.Wireshark}, {"source", s.Source}} {
		if kv[1] != "" {
			keys, values = append(keys, kv[0]), append(values, kv[1])
		}
	}
	return arrow.NewMetadata(keys, values)
}
