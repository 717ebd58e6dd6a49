package export

import (
	"encoding/json"

	"whyrst/export/internal/batch"
	"whyrst/extract/fact"
)

// Schema is schema.json: every column of every table, as readers of the files see it.
type Schema struct {
	// SchemaVersion is the version of the names and meanings.
	SchemaVersion string `json:"schema_version"`
	// Tables are the tables of the data set.
	Tables []SchemaTable `json:"tables"`
}

// SchemaTable is a table.
type SchemaTable struct {
	Table   string         `json:"table"`
	Columns []SchemaColumn `json:"columns"`
}

// SchemaColumn is a column.
type SchemaColumn struct {
	// Name is the column's name in files, SQL and predicates.
	Name string `json:"name"`
	// Type is bool, int32, int64, timestamp (microseconds, UTC), string, or list (of strings).
	Type string `json:"type"`
	// Kind is that of fact: it tells an enum, an address or a MAC from other strings.
	Kind string `json:"kind"`
	// Nullable says that the value may be unknown.
	Nullable bool `json:"nullable"`
	// Unit of an integer, empty if it has none.
	Unit string `json:"unit,omitempty"`
	// Values of an enum.
	Values []string `json:"values,omitempty"`
	// Description says what the column means, and when it is NULL.
	Description string `json:"description"`
	// Wireshark is the display filter field of the same meaning, Source the RFC, kernel function or paper.
	Wireshark string `json:"wireshark,omitempty"`
	Source    string `json:"source,omitempty"`
}

// NewSchema describes tables whether they were written or not.
func NewSchema(set Tables) Schema { return newSchema(set) }

func newSchema(set Tables) Schema {
	s := Schema{SchemaVersion: SchemaVersion, Tables: []SchemaTable{}}
	for _, t := range set.List() {
		st := SchemaTable{Table: t.String()}
		for i := range tables[t].columns {
			st.Columns = append(st.Columns, schemaColumn(tables[t].columns[i].Column))
		}
		s.Tables = append(s.Tables, st)
	}
	return s
}

func schemaColumn(c *batch.Column) SchemaColumn {
	out := SchemaColumn{
		Name: c.Name, Type: typeName(c), Kind: c.Kind.String(), Nullable: c.Null, Values: c.Values,
		Description: c.Description(), Wireshark: c.Wireshark, Source: c.Source,
	}
	if c.Unit != fact.UnitNone {
		out.Unit = c.Unit.String()
	}
	return out
}

// typeName is the type in files.
func typeName(c *batch.Column) string {
	switch c.Kind {
	case fact.KindBool:
		return "bool"
	case fact.KindTime:
		return "timestamp"
	case fact.KindInt:
		if c.Vec == batch.U32 || c.Vec == batch.I64 {
			return "int64"
		}
		return "int32"
	case fact.KindList:
		return "list"
	}
	return "string"
}

// columnsJSON is what schema.json says of the table's columns, for the metadata of its files.
func (t *table) columnsJSON() string {
	text, err := json.Marshal(newSchema(Only(t.Table)).Tables[0].Columns)
	if err != nil {
		panic("export: schema: " + err.Error())
	}
	return string(text)
}
