package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"whyrst/export"
	"whyrst/extract/fact"
)

// schemaCmd prints the reference of the tables.
func schemaCmd() *cobra.Command {
	var asJSON, asMarkdown bool
	cmd := &cobra.Command{
		Use:   "schema [TABLE]",
		Short: "Print the columns of the tables: type, unit, meaning, when NULL, source",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			tables := schema()
			if len(args) == 1 {
				set, err := export.ParseTables(args[0])
				if err != nil {
					return usage("%w", err)
				}
				var picked []tableDoc
				for _, t := range set.List() {
					picked = append(picked, tables[t])
				}
				tables = picked
			}
			out := cmd.OutOrStdout()
			switch {
			case asJSON:
				return writeJSON(out, schemaJSON{export.SchemaVersion, tables})
			case asMarkdown:
				var b strings.Builder
				for _, t := range tables {
					fmt.Fprintf(&b, "## %s\n\n%s\n\n%s\n", t.Name, t.Doc, t.markdown())
				}
				_, err := io.WriteString(out, b.String())
				return err
			}
			return printSchema(screenOf(out), tables)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&asMarkdown, "markdown", false, "print Markdown")
	return cmd
}

// schemaJSON is the reference for other programs.
type schemaJSON struct {
	SchemaVersion string     `json:"schema_version"`
	Tables        []tableDoc `json:"tables"`
}

// tableDoc documents a table.
type tableDoc struct {
	Name    string      `json:"table"`
	Doc     string      `json:"doc"`
	Columns []columnDoc `json:"columns"`
}

// columnDoc documents a column.
type columnDoc struct {
	Name      string   `json:"column"`
	Type      string   `json:"type"`
	Nullable  bool     `json:"nullable"`
	Unit      string   `json:"unit,omitempty"`
	Wireshark string   `json:"wireshark,omitempty"`
	Source    string   `json:"source,omitempty"`
	Doc       string   `json:"doc"`
	Values    []string `json:"values,omitempty"`
}

// schema documents the tables in the order of export.Table.
func schema() []tableDoc {
	return []tableDoc{
		{export.Packets.String(), "a row a frame, decoded or not", columnDocs(fact.PacketColumns)},
		{export.Flows.String(), "a row a TCP connection", columnDocs(fact.FlowColumns)},
		{export.Resets.String(), "a row a RST: the facts and the verdict that follows from them", columnDocs(fact.JudgedResetColumns)},
		{export.Captures.String(), "a row an input file: what was read, what was lost", columnDocs(fact.CaptureColumns)},
	}
}

func columnDocs[R any](columns []fact.Column[R]) []columnDoc {
	out := make([]columnDoc, 0, len(columns))
	for i := range columns {
		m := &columns[i].Meta
		out = append(out, columnDoc{
			Name: m.Name, Type: columnType(m), Nullable: m.Nullable, Unit: m.Unit.String(),
			Wireshark: m.Wireshark, Source: m.Source, Doc: m.Description(), Values: m.Values,
		})
	}
	return out
}

// columnType is a column's type as SQL calls it.
func columnType(m *fact.Meta) string {
	switch m.Kind {
	case fact.KindBool:
		return "boolean"
	case fact.KindInt:
		if m.Bits == 32 {
			return "integer"
		}
		return "bigint"
	case fact.KindTime:
		return "timestamp (us, UTC)"
	case fact.KindList:
		return "list of text"
	}
	return "text"
}

// markdown is the table of columns.
func (t *tableDoc) markdown() string {
	var b strings.Builder
	b.WriteString("| column | type | unit | Wireshark | meaning |\n| --- | --- | --- | --- | --- |\n")
	for _, c := range t.Columns {
		ws := ""
		if c.Wireshark != "" {
			ws = "`" + c.Wireshark + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", c.Name, c.Type, c.Unit, ws, cell(c.sentence()))
	}
	return b.String()
}

// sentence is the meaning, beside the name: without it, and with the values and the source.
func (c *columnDoc) sentence() string {
	s := strings.Join(strings.Fields(c.Doc), " ")
	for _, opening := range []string{c.Name + " is ", c.Name + " are ", c.Name + " says that ", c.Name + " "} {
		if rest, ok := strings.CutPrefix(s, opening); ok {
			s = capital(rest)
			break
		}
	}
	if len(c.Values) > 0 {
		s += " One of " + strings.Join(c.Values, ", ") + "."
	}
	if c.Source != "" {
		s += " (" + c.Source + ")"
	}
	return s
}

// cell makes text that stands in a Markdown table.
func cell(words string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(words)
}

// printSchema prints the reference for a terminal: one line a column, its meaning below.
func printSchema(s screen, tables []tableDoc) error {
	var b strings.Builder
	for i, t := range tables {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s: %s\n\n", s.paint(t.Name, text.Bold), t.Doc)
		w := s.table()
		w.AppendHeader(table.Row{"column", "type", "unit", "null", "meaning"})
		for _, c := range t.Columns {
			null := ""
			if c.Nullable {
				null = "null"
			}
			w.AppendRow(table.Row{s.paint(c.Name, text.Bold), c.Type, cmp.Or(c.Unit, "-"), null, c.sentence()})
		}
		width := 90
		if s.width > 110 {
			width = s.width - 75
		}
		if s.terminal {
			w.SetColumnConfigs([]table.ColumnConfig{{Number: 5, WidthMax: width}})
			w.SetAllowedRowLength(0)
		}
		fmt.Fprintf(&b, "%s\n", w.Render())
	}
	_, err := io.WriteString(s, b.String())
	return err
}
