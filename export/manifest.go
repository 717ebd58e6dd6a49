package export

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path"
	"path/filepath"
	"strings"

	"whyrst/extract/fact"
)

// Names of the files beside the tables.
const (
	manifestName = "whyrst.json"
	schemaName   = "schema.json"
)

// Manifest is whyrst.json: what the data set holds, written last. It holds nothing that differs from run to run.
type Manifest struct {
	// WhyrstVersion, SchemaVersion and RulesVersion are those of the writer.
	WhyrstVersion string `json:"whyrst_version"`
	SchemaVersion string `json:"schema_version"`
	RulesVersion  string `json:"rules_version"`
	// Format and Encoding are names of Format and Encoding.
	Format   string `json:"format"`
	Encoding string `json:"encoding,omitempty"`
	// Captures are the input files in the order in which they were begun.
	Captures []ManifestCapture `json:"captures"`
	// Tables are the tables in the order packets, flows, resets, captures.
	Tables []ManifestTable `json:"tables"`
}

// ManifestCapture is an input file.
type ManifestCapture struct {
	// Capture is the base name, Hash that of fact.Capture, empty if unknown.
	Capture string `json:"capture"`
	Hash    string `json:"hash,omitempty"`
	// Status is that of fact.Capture.
	Status string `json:"status"`
}

// ManifestTable is a table of the data set.
type ManifestTable struct {
	// Table is its name and the name of its folder.
	Table string `json:"table"`
	// Rows is the sum over its files.
	Rows int64 `json:"rows"`
	// Files are its files in capture order.
	Files []ManifestFile `json:"files"`
}

// ManifestFile is a file of a table.
type ManifestFile struct {
	// Path is relative to the data set, with slashes.
	Path string `json:"path"`
	// Capture is the input file whose rows it holds, empty for the captures table.
	Capture string `json:"capture,omitempty"`
	// Rows and Bytes are its sizes.
	Rows  int64 `json:"rows"`
	Bytes int64 `json:"bytes"`
	// MinTsNs and MaxTsNs bound ts_ns, nanoseconds since the epoch; absent when no row has one.
	MinTsNs *int64 `json:"min_ts_ns,omitempty"`
	MaxTsNs *int64 `json:"max_ts_ns,omitempty"`
}

// Table finds a table; nil if the data set does not have it.
func (m *Manifest) Table(t Table) *ManifestTable {
	for i := range m.Tables {
		if m.Tables[i].Table == t.String() {
			return &m.Tables[i]
		}
	}
	return nil
}

// manifest writes the captures table, gives files their final names and lists everything.
func (d *DataSet) manifest() (Manifest, error) {
	m := Manifest{WhyrstVersion: d.opt.WhyrstVersion, SchemaVersion: SchemaVersion, RulesVersion: d.opt.RulesVersion,
		Format: d.opt.Format.String(), Captures: []ManifestCapture{}}
	if d.opt.Format == Parquet {
		m.Encoding = d.opt.Encoding.String()
	}
	var captures []fact.Capture
	names := map[string]bool{}
	for _, w := range d.captures {
		captures = append(captures, w.row)
		m.Captures = append(m.Captures, ManifestCapture{w.row.Capture, w.row.Hash.V, w.row.Status})
		if err := d.nameFiles(w, names); err != nil {
			return m, err
		}
	}
	for _, t := range d.opt.Tables.List() {
		mt := ManifestTable{Table: t.String(), Files: []ManifestFile{}}
		for _, w := range d.captures {
			mt.Files = append(mt.Files, w.files[t]...)
		}
		if t == Captures || len(mt.Files) == 0 && d.stream == nil {
			files, err := d.remaining(t, captures)
			if err != nil {
				return m, err
			}
			mt.Files = append(mt.Files, files...)
		}
		for _, f := range mt.Files {
			mt.Rows += f.Rows
		}
		m.Tables = append(m.Tables, mt)
	}
	return m, nil
}

// remaining writes the files that belong to no capture: the captures table, and for a table without any row a
// file that gives readers its schema.
func (d *DataSet) remaining(t Table, captures []fact.Capture) ([]ManifestFile, error) {
	s := d.newSink(tables[t], "part-"+t.String())
	if t == Captures {
		r := rows{table: tables[t], sink: s}
		if err := appendRows(&r, captures, nil); err != nil {
			return nil, err
		}
		if err := r.flush(); err != nil {
			return nil, err
		}
	}
	return s.finish(true)
}

// nameFiles renames the files of a capture by its identity. Two inputs with the same name and content differ by a
// number, in the order of captures.
func (d *DataSet) nameFiles(w *CaptureWriter, taken map[string]bool) error {
	if d.stream != nil {
		return nil
	}
	name := fileName(&w.row)
	for i := 2; taken[name]; i++ {
		name = fmt.Sprintf("%s-%d", fileName(&w.row), i)
	}
	taken[name] = true
	for t := range w.files {
		for i := range w.files[t] {
			f := &w.files[t][i]
			dir, base := path.Split(f.Path)
			final := dir + name + strings.TrimPrefix(base, w.file)
			if err := os.Rename(filepath.Join(d.temp, filepath.FromSlash(f.Path)), filepath.Join(d.temp, filepath.FromSlash(final))); err != nil {
				return err
			}
			f.Path = final
		}
	}
	return nil
}

// pathHash stands in for the hash of a file that could not be read.
func pathHash(path string) string {
	h := fnv.New64a()
	h.Write([]byte(path))
	return hex.EncodeToString(h.Sum(nil))
}

func writeJSON(dir, name string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), append(text, '\n'), 0o666)
}
