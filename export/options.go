package export

import (
	"fmt"
	"io"
	"strings"
)

// SchemaVersion is the semantic version of the tables' schema: a new column raises the minor number, a change
// that breaks a query the major one.
const SchemaVersion = "0.1.0"

// Format is the file format of a data set.
type Format uint8

// The formats.
const (
	// Parquet files: what DuckDB, Spark and Iceberg read.
	Parquet Format = iota
	// Arrow IPC files.
	Arrow
	// ArrowStream is one table as an Arrow IPC stream on Options.Stream.
	ArrowStream
)

var formatNames = []string{"parquet", "arrow", "arrow-stream"}

// String is the name on the command line and in the manifest.
func (f Format) String() string { return nameOf(formatNames, uint8(f)) }

// ParseFormat is the inverse of String.
func ParseFormat(s string) (Format, error) {
	i, err := parseName("format", formatNames, s)
	return Format(i), err
}

// Encoding picks the encodings of Parquet pages. Both have the same schema.
type Encoding uint8

// The encodings.
const (
	// Portable uses data pages V1, PLAIN and RLE_DICTIONARY: what every reader takes, Iceberg's vectorised one too.
	Portable Encoding = iota
	// Modern adds DELTA_BINARY_PACKED for integers: smaller; DuckDB, pyarrow and Spark from 3.3 read it.
	Modern
)

var encodingNames = []string{"portable", "modern"}

// String is the name on the command line and in the manifest.
func (e Encoding) String() string { return nameOf(encodingNames, uint8(e)) }

// ParseEncoding is the inverse of String.
func ParseEncoding(s string) (Encoding, error) {
	i, err := parseName("encoding", encodingNames, s)
	return Encoding(i), err
}

// Table is a table of a data set; it is the name of its folder.
type Table uint8

// The tables.
const (
	// Packets has a row a frame.
	Packets Table = iota
	// Flows has a row a TCP connection.
	Flows
	// Resets has a row a RST: facts and verdict.
	Resets
	// Captures has a row an input file.
	Captures
	numTables
)

var tableNames = []string{"packets", "flows", "resets", "captures"}

// String is the table's name.
func (t Table) String() string { return nameOf(tableNames, uint8(t)) }

// Tables is a set of tables.
type Tables uint8

// AllTables is the default set.
const AllTables Tables = 1<<numTables - 1

// Only is the set of the tables given.
func Only(tables ...Table) (s Tables) {
	for _, t := range tables {
		s |= 1 << t
	}
	return s
}

// Has says that t is in the set: the caller need not make rows of a table that is not.
func (s Tables) Has(t Table) bool { return s>>t&1 == 1 }

// List is the set in table order.
func (s Tables) List() (out []Table) {
	for t := range numTables {
		if s.Has(t) {
			out = append(out, t)
		}
	}
	return out
}

// String is the set as ParseTables takes it.
func (s Tables) String() string {
	var names []string
	for _, t := range s.List() {
		names = append(names, t.String())
	}
	return strings.Join(names, ",")
}

// ParseTables reads a comma-separated list of tables.
func ParseTables(list string) (s Tables, err error) {
	for name := range strings.SplitSeq(list, ",") {
		t, err := parseName("table", tableNames, strings.TrimSpace(name))
		if err != nil {
			return 0, err
		}
		s |= 1 << t
	}
	return s, nil
}

// Options say what to write and where.
type Options struct {
	// Dir is the folder of the data set; not used for ArrowStream.
	Dir string
	// Format is the file format.
	Format Format
	// Encoding is for Parquet alone.
	Encoding Encoding
	// Tables to write; 0 means all. Rows of others are ignored at no cost. ArrowStream takes exactly one.
	Tables Tables
	// Overwrite allows to replace a folder with data in it, which stays whole until Commit.
	Overwrite bool
	// Stream receives an ArrowStream.
	Stream io.Writer
	// Workers is the number of encoder goroutines; 0 means one for each processor.
	Workers int
	// WhyrstVersion and RulesVersion go into every file and into the manifest.
	WhyrstVersion, RulesVersion string
}

func nameOf(names []string, i uint8) string {
	if int(i) < len(names) {
		return names[i]
	}
	return "invalid"
}

func parseName(what string, names []string, s string) (int, error) {
	for i, n := range names {
		if n == s {
			return i, nil
		}
	}
	return 0, fmt.Errorf("no %s %q: one of %s", what, s, strings.Join(names, ", "))
}
