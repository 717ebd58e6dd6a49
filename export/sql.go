package export

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// WriteSQL prints a script for DuckDB that makes a view of each table of a data set, with the documentation of its
// columns as comments. The views name folders, not files, so that they hold what is in there when they are asked;
// dir is written as it is given: relative to where DuckDB runs, or absolute.
func WriteSQL(w io.Writer, dir string, m *Manifest) error {
	if m.Format != Parquet.String() {
		return fmt.Errorf("%s: DuckDB has views over Parquet, not over %s", dir, m.Format)
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "-- Views over the data set %s, schema %s, for DuckDB: duckdb -init THIS_FILE\n", oneLine(dir), oneLine(m.SchemaVersion))
	for i := range m.Tables {
		t, err := parseName("table", tableNames, m.Tables[i].Table)
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		name := tableNames[t]
		glob := filepath.ToSlash(filepath.Join(dir, name)) + "/*.parquet"
		fmt.Fprintf(out, "\nCREATE OR REPLACE VIEW %s AS SELECT * FROM read_parquet(%s, union_by_name = true);\n", name, quote(glob))
		for j := range tables[t].columns {
			c := schemaColumn(tables[t].columns[j].Column)
			fmt.Fprintf(out, "COMMENT ON COLUMN %s.%s IS %s;\n", name, c.Name, quote(c.comment()))
		}
	}
	return out.Flush()
}

// comment is the column's documentation in one line.
func (c *SchemaColumn) comment() string {
	text := strings.Join(strings.Fields(c.Description), " ")
	for _, kv := range [][2]string{{"unit", c.Unit}, {"values", strings.Join(c.Values, ", ")}, {"Wireshark", c.Wireshark}, {"see", c.Source}} {
		if kv[1] != "" {
			text += " [" + kv[0] + ": " + kv[1] + "]"
		}
	}
	return text
}

// quote makes a string literal of SQL.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// oneLine keeps a name from ending its comment.
func oneLine(s string) string { return strings.NewReplacer("\n", " ", "\r", " ").Replace(s) }
