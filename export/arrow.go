package export

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"

	"whyrst/export/internal/batch"
)

// arrowSink writes one table of one capture as Arrow records, a record a page, in the goroutine that gives it the
// rows. Pages of packets wait, not encoded, for their verdicts: a record has all its columns.
type arrowSink struct {
	data    *DataSet
	table   *table
	records *records
	out     recordWriter
	file    *os.File // nil for a stream
	path    string
	waiting []*batch.Batch
	free    [2][]*batch.Batch // rows and verdicts
	rows    int64
	span    span
}

// recordWriter is what ipc's file and stream writers have in common.
type recordWriter interface {
	Write(arrow.Record) error
	Close() error
}

func newArrowSink(d *DataSet, t *table, name string) *arrowSink {
	path := filepath.Join(t.name, name+"-0000.arrow")
	return &arrowSink{data: d, table: t, path: path, records: newRecords(d, t)}
}

func (s *arrowSink) take() (*batch.Batch, error)     { return s.batch(0, s.table.layout) }
func (s *arrowSink) takeLate() (*batch.Batch, error) { return s.batch(1, s.table.verdict) }

func (s *arrowSink) batch(kind int, l *batch.Layout) (*batch.Batch, error) {
	if s.data.isAborted() {
		return nil, errAborted
	}
	if n := len(s.free[kind]); n > 0 {
		b := s.free[kind][n-1]
		s.free[kind] = s.free[kind][:n-1]
		return b, nil
	}
	return batch.New(l), nil
}

func (s *arrowSink) add(b *batch.Batch, sp span) error {
	s.span.join(sp)
	if s.table.verdict == nil {
		return s.write(b, nil)
	}
	s.waiting = append(s.waiting, b)
	return nil
}

func (s *arrowSink) addLate(late *batch.Batch) error {
	var b *batch.Batch
	b, s.waiting = pop(s.waiting)
	return s.write(b, late)
}

func (s *arrowSink) write(b, late *batch.Batch) error {
	if s.out == nil {
		if err := s.open(); err != nil {
			return err
		}
	}
	rec := s.records.build(b, late)
	defer rec.Release()
	s.rows += int64(b.Rows)
	for kind, used := range []*batch.Batch{b, late} {
		if used != nil {
			used.Reset()
			s.free[kind] = append(s.free[kind], used)
		}
	}
	if err := s.out.Write(rec); err != nil {
		return fmt.Errorf("%s: %w", s.name(), err)
	}
	return nil
}

func (s *arrowSink) name() string {
	if s.file == nil {
		return "Arrow stream"
	}
	return s.file.Name()
}

func (s *arrowSink) open() error {
	f, err := os.Create(filepath.Join(s.data.temp, s.path))
	if err != nil {
		return err
	}
	out, err := ipc.NewFileWriter(f, ipc.WithSchema(s.records.schema), ipc.WithAllocator(s.data.alloc), ipc.WithLZ4())
	if err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", f.Name(), err)
	}
	s.file, s.out = f, out
	return nil
}

func (s *arrowSink) finish(empty bool) ([]ManifestFile, error) {
	if s.data.isAborted() {
		return nil, errAborted
	}
	if len(s.waiting) > 0 {
		panic("export: pages without verdicts")
	}
	if s.out == nil {
		if !empty {
			return nil, nil
		}
		if err := s.open(); err != nil {
			return nil, err
		}
	}
	err := s.out.Close()
	size, seekErr := s.file.Seek(0, io.SeekEnd)
	if err = errors.Join(err, seekErr, s.file.Close()); err != nil {
		return nil, fmt.Errorf("%s: %w", s.name(), err)
	}
	m := ManifestFile{Path: filepath.ToSlash(s.path), Rows: s.rows, Bytes: size}
	m.MinTsNs, m.MaxTsNs = s.span.bounds()
	return []ManifestFile{m}, nil
}

func (s *arrowSink) abort() {
	if s.file != nil {
		s.file.Close()
	}
}

// streamSink is arrowSink for the one stream of a data set, which all captures share.
type streamSink struct{ arrowSink }

func newStreamSink(d *DataSet, t *table) *streamSink {
	s := &streamSink{arrowSink{data: d, table: t, records: newRecords(d, t)}}
	s.out = ipc.NewWriter(d.opt.Stream, ipc.WithSchema(s.records.schema), ipc.WithAllocator(d.alloc))
	return s
}

// finish ends a capture: its rows are counted, the stream goes on.
func (s *streamSink) finish(bool) ([]ManifestFile, error) {
	if s.data.isAborted() {
		return nil, errAborted
	}
	m := ManifestFile{Path: "-", Rows: s.rows}
	m.MinTsNs, m.MaxTsNs = s.span.bounds()
	s.rows, s.span = 0, span{}
	return []ManifestFile{m}, nil
}

// close ends the stream, with its schema even if there was no row.
func (s *streamSink) close() error {
	if err := s.out.Close(); err != nil {
		return fmt.Errorf("%s: %w", s.name(), err)
	}
	return nil
}
