package export

import (
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"whyrst/extract/fact"
)

// Reader reads a data set back into rows.
type Reader struct {
	dir      string
	manifest Manifest
}

// Open reads the manifest of a data set. Errors carry the path.
func Open(dir string) (*Reader, error) {
	r := &Reader{dir: dir}
	name := filepath.Join(dir, manifestName)
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("no data set: %w", err)
	}
	if err := json.Unmarshal(text, &r.manifest); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if _, err := ParseFormat(r.manifest.Format); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// Manifest is what the data set says of itself.
func (r *Reader) Manifest() Manifest { return r.manifest }

// Select picks rows and columns; the zero value picks all.
type Select struct {
	// Columns are the columns to read; nil means all. The fields of others keep their zero values.
	Columns []string
	// Capture, if not empty, is the input file whose rows are wanted.
	Capture string
	// Flow, if known, is the flow_id whose rows are wanted. Not for captures.
	Flow fact.Opt[int64]
	// FirstFrame and LastFrame, if known, bound frame_number. For packets and resets only.
	FirstFrame, LastFrame fact.Opt[int64]
}

// Packets reads the packets table in batches, in the order of captures and frames. Rows are the reader's and valid
// until the next batch. A file that lacks a column leaves its field zero (Missing tells); columns that fact does not
// know are passed over. After an error nothing more comes.
func (r *Reader) Packets(s Select) iter.Seq2[[]fact.Packet, error] {
	columns := append(settersOf(fact.PacketColumns), judgedSetters(func(p *fact.Packet) **fact.Judged { return &p.Judged })...)
	return read(r, Packets, columns, s, func(p *fact.Packet) (fact.Opt[int64], int64) { return p.FlowID, p.FrameNumber })
}

// Flows reads the flows table as Packets does its own.
func (r *Reader) Flows(s Select) iter.Seq2[[]fact.Flow, error] {
	columns := append(settersOf(fact.FlowColumns), judgedSetters(func(f *fact.Flow) **fact.Judged { return &f.Judged })...)
	return read(r, Flows, columns, s, func(f *fact.Flow) (fact.Opt[int64], int64) { return fact.Some(f.FlowID), 0 })
}

// Resets reads the resets table as Packets does its own.
func (r *Reader) Resets(s Select) iter.Seq2[[]fact.JudgedReset, error] {
	return read(r, Resets, settersOf(fact.JudgedResetColumns), s, func(j *fact.JudgedReset) (fact.Opt[int64], int64) {
		return fact.Some(j.FlowID), j.FrameNumber
	})
}

// Captures reads the captures table as Packets does its own.
func (r *Reader) Captures(s Select) iter.Seq2[[]fact.Capture, error] {
	return read(r, Captures, settersOf(fact.CaptureColumns), s, nil)
}

// Missing lists the columns of a table that fact has and the data set, written by another version, has not.
func (r *Reader) Missing(t Table) ([]string, error) {
	var missing []string
	m := r.manifest.Table(t)
	if m == nil || len(m.Files) == 0 {
		return nil, fmt.Errorf("%s: the data set has no table %v", r.dir, t)
	}
	f, err := r.open(m.Files[0].Path)
	if err != nil {
		return nil, err
	}
	defer f.close()
	for i := range tables[t].columns {
		if name := tables[t].columns[i].Name; !f.has(name) {
			missing = append(missing, name)
		}
	}
	return missing, nil
}

// tableFile is a file of a table: Parquet or Arrow.
type tableFile interface {
	has(column string) bool
	// groups is the number of row groups or record batches, rows that of the rows of one.
	groups() int
	rows(group int) int64
	// may says whether a group can hold rows that s wants, by its statistics.
	may(group int, s *Select) bool
	// values reads a column of a group from its first row on.
	values(group int, column string) (values, error)
	close() error
}

// values reads one column row by row.
type values interface {
	next(v *value) error
	close() error
}

// value is one value of a table, valid until the next one is read.
type value struct {
	null bool
	num  int64    // of numbers, booleans and times
	text []byte   // of strings
	list []string // of lists; the list is the receiver's to keep
}

func (r *Reader) open(path string) (tableFile, error) {
	name := filepath.Join(r.dir, filepath.FromSlash(path))
	var f tableFile
	err := guard(func() (err error) {
		if r.manifest.Format == Parquet.String() {
			f, err = openParquet(name)
		} else {
			f, err = openArrow(name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

// guard makes an error of a panic: the libraries that read files panic on some that are damaged (seen: arrow v17
// where a message lies outside of the file).
func guard(read func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("damaged: %v", p)
		}
	}()
	return read()
}
