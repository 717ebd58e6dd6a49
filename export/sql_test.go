package export

import (
	"strings"
	"testing"
)

func TestWriteSQL(t *testing.T) {
	m := Manifest{Format: "parquet", SchemaVersion: "1.0.0", Tables: []ManifestTable{{Table: "flows"}, {Table: "captures"}}}
	var b strings.Builder
	if err := WriteSQL(&b, "it's\nhere", &m); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"-- Views over the data set it's here, schema 1.0.0",
		"CREATE OR REPLACE VIEW flows AS SELECT * FROM read_parquet('it''s\nhere/flows/*.parquet', union_by_name = true);\n",
		"COMMENT ON COLUMN flows.flow_role_basis IS 'flow_role_basis says how client and server were told apart. [values: syn, synack, app, port, first]';\n",
		"COMMENT ON COLUMN flows.rst_cause IS 'rst_cause is the id of the rule that won.';\n",
		"COMMENT ON COLUMN captures.ts IS ",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%.600s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "VIEW packets") {
		t.Error("a view of a table that the data set lacks")
	}
	m.Format = "arrow"
	if err := WriteSQL(&b, "x", &m); err == nil {
		t.Error("SQL for Arrow files")
	}
	m.Format, m.Tables[0].Table = "parquet", "flows; DROP"
	if err := WriteSQL(&b, "x", &m); err == nil {
		t.Error("a table that is none")
	}
}
