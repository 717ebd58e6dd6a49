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
)

// schemaCmd prints the reference of the tables.
func schemaCmd() *cobra.Command {
	var asJSON, asMarkdown bool
	cmd := &cobra.Command{
		Use:   "schema [TABLE]",
		Short: "Print the columns of the tables: type, unit, meaning, when NULL, source",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			set := export.AllTables
			if len(args) == 1 {
				var err error
				if set, err = export.ParseTables(args[0]); err != nil {
					return usage("%w", err)
				}
			}
			schema, out := export.NewSchema(set), cmd.OutOrStdout()
			switch {
			case asJSON:
				return writeJSON(out, schema)
			case asMarkdown:
				var b strings.Builder
				for _, t := range schema.Tables {
					doc := tableDoc(t)
					fmt.Fprintf(&b, "## %s\n\n%s\n\n%s\n", t.Table, tableDocs[t.Table], doc.markdown())
				}
				_, err := io.WriteString(out, b.String())
				return err
			}
			return printSchema(screenOf(out), schema)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&asMarkdown, "markdown", false, "print Markdown")
	return cmd
}

// tableDocs says what a row of each table is.
var tableDocs = map[string]string{
	export.Packets.String():  "a row a frame, decoded or not",
	export.Flows.String():    "a row a TCP connection",
	export.Resets.String():   "a row a RST: the facts and the verdict that follows from them",
	export.Captures.String(): "a row an input file: what was read, what was lost",
}

// tableDoc is a table as export describes it.
type tableDoc export.SchemaTable

// markdown is the table of columns.
func (t *tableDoc) markdown() string {
	var b strings.Builder
	b.WriteString("| column | type | unit | Wireshark | meaning |\n| --- | --- | --- | --- | --- |\n")
	for _, c := range t.Columns {
		ws := ""
		if c.Wireshark != "" {
			ws = "`" + c.Wireshark + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", c.Name, c.Type, c.Unit, ws, cell(sentence(&c)))
	}
	return b.String()
}

// sentence is the meaning, beside the name: without it, and with the values and the source.
func sentence(c *export.SchemaColumn) string {
	s := strings.Join(strings.Fields(c.Description), " ")
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
func printSchema(s screen, schema export.Schema) error {
	var b strings.Builder
	for i, t := range schema.Tables {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s: %s\n\n", s.paint(t.Table, text.Bold), tableDocs[t.Table])
		w := s.table()
		w.AppendHeader(table.Row{"column", "type", "unit", "null", "meaning"})
		for _, c := range t.Columns {
			null := ""
			if c.Nullable {
				null = "null"
			}
			w.AppendRow(table.Row{s.paint(c.Name, text.Bold), c.Type, cmp.Or(c.Unit, "-"), null, sentence(&c)})
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
