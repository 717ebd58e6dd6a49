package export

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"whyrst/export/internal/batch"
	"whyrst/export/internal/parquetfile"
)

// maxFileBytes is where a file ends and the next begins, at a row group. Tests make it small.
var maxFileBytes int64 = 512 << 20

// parquetSink writes one table of one capture.
type parquetSink struct {
	data  *DataSet
	table *table
	name  string // of the files, before number and suffix
	base  *recycler
	late  *recycler

	// group takes pages, lateGroups[0] takes their verdicts; both belong to the caller.
	group      *rowGroup
	lateGroups []*rowGroup

	mu      sync.Mutex
	idle    sync.Cond
	queue   []*rowGroup // in order, not yet written
	free    []*rowGroup
	writing bool
	file    *os.File
	parquet *parquetfile.File
	files   []ManifestFile
	span    span
	err     atomic.Pointer[error]
}

func newParquetSink(d *DataSet, t *table, name string) *parquetSink {
	s := &parquetSink{data: d, table: t, name: name, base: newRecycler(t.layout, d.aborted)}
	if t.verdict != nil {
		s.late = newRecycler(t.verdict, d.aborted)
	}
	s.idle.L = &s.mu
	return s
}

func (s *parquetSink) take() (*batch.Batch, error)     { return s.base.take() }
func (s *parquetSink) takeLate() (*batch.Batch, error) { return s.late.take() }

func (s *parquetSink) recycle(b *batch.Batch) {
	if b.Layout == s.table.layout {
		s.base.put(b)
	} else {
		s.late.put(b)
	}
}

func (s *parquetSink) failed() error {
	if err := s.err.Load(); err != nil {
		return *err
	}
	return nil
}

// add takes a page of rows.
func (s *parquetSink) add(b *batch.Batch, sp span) error {
	if s.group == nil {
		s.group = s.begin()
	}
	g := s.group
	g.rows += int64(b.Rows)
	g.span.join(sp)
	n := len(s.table.layout.Columns)
	b.Share(n)
	s.data.pool.submit(g.columns[:n], b)
	if g.rows >= int64(s.table.groupRows) {
		s.end()
	}
	return s.failed()
}

// addLate takes the verdicts of a page, in the order of pages.
func (s *parquetSink) addLate(b *batch.Batch) error {
	g := s.lateGroups[0]
	g.lateRows += int64(b.Rows)
	late := g.columns[len(s.table.layout.Columns):]
	b.Share(len(late))
	s.data.pool.submit(late, b)
	s.endLate()
	return s.failed()
}

// begin starts a row group.
func (s *parquetSink) begin() *rowGroup {
	s.mu.Lock()
	defer s.mu.Unlock()
	var g *rowGroup
	if n := len(s.free); n > 0 {
		g, s.free = s.free[n-1], s.free[:n-1]
	} else {
		g = &rowGroup{sink: s, columns: make([]column, len(s.table.columns))}
		for i := range g.columns {
			g.columns[i] = column{group: g, chunk: parquetfile.NewChunk(&s.table.columns[i], s.data.opt.Encoding == Modern)}
		}
	}
	g.open = true
	g.pending.Store(int32(len(g.columns)))
	s.queue = append(s.queue, g)
	if s.table.verdict != nil {
		s.lateGroups = append(s.lateGroups, g)
	}
	return g
}

// end ends the row group that takes pages.
func (s *parquetSink) end() {
	g := s.group
	s.group, g.open = nil, false
	s.data.pool.submit(g.columns[:len(s.table.layout.Columns)], nil)
	s.endLate()
}

// endLate ends the verdicts of the oldest row group if they are complete.
func (s *parquetSink) endLate() {
	if len(s.lateGroups) == 0 {
		return
	}
	if g := s.lateGroups[0]; !g.open && g.lateRows == g.rows {
		s.lateGroups = s.lateGroups[1:]
		s.data.pool.submit(g.columns[len(s.table.layout.Columns):], nil)
	}
}

// write writes a row group; one goroutine at a time.
func (s *parquetSink) write(g *rowGroup) error {
	if s.file == nil {
		if err := s.openFile(); err != nil {
			return err
		}
	}
	finished := make([]parquetfile.Finished, len(g.columns))
	for i := range g.columns {
		finished[i] = g.columns[i].finished
	}
	if err := s.parquet.WriteRowGroup(finished, g.rows); err != nil {
		return fmt.Errorf("%s: %w", s.file.Name(), err)
	}
	s.span.join(g.span)
	if s.parquet.Size() >= maxFileBytes {
		return s.closeFile()
	}
	return nil
}

func (s *parquetSink) openFile() error {
	path := filepath.Join(s.table.name, fmt.Sprintf("%s-%04d.parquet", s.name, len(s.files)))
	f, err := os.Create(filepath.Join(s.data.temp, path))
	if err != nil {
		return err
	}
	p, err := parquetfile.NewFile(f, s.table.columns, s.data.createdBy(), s.table.sortedBy...)
	if err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", f.Name(), err)
	}
	s.file, s.parquet = f, p
	s.files = append(s.files, ManifestFile{Path: filepath.ToSlash(path)})
	return nil
}

func (s *parquetSink) closeFile() error {
	f := s.file
	s.file = nil
	err := s.parquet.Close(s.data.metadata(s.table))
	if err == nil {
		err = f.Close()
	} else {
		f.Close()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name(), err)
	}
	m := &s.files[len(s.files)-1]
	m.Rows, m.Bytes = s.parquet.Rows(), s.parquet.Size()
	m.MinTsNs, m.MaxTsNs = s.span.bounds()
	s.span = span{}
	return nil
}

// abort wakes whoever waits in finish, when the encoders have stopped.
func (s *parquetSink) abort() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.idle.Broadcast()
	if s.file != nil {
		s.file.Close()
	}
}

// finish writes what is left, at least one file if empty, and lists the files.
func (s *parquetSink) finish(empty bool) ([]ManifestFile, error) {
	if s.group != nil {
		s.end()
	}
	if len(s.lateGroups) > 0 {
		panic("export: row groups without verdicts")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.data.isAborted() && (len(s.queue) > 0 || s.writing) {
		s.idle.Wait()
	}
	err := s.failed()
	if s.data.isAborted() {
		err = errAborted
	}
	if err == nil && empty && len(s.files) == 0 {
		err = s.openFile()
	}
	if s.file != nil {
		if err == nil {
			err = s.closeFile()
		} else {
			s.file.Close()
		}
	}
	return s.files, err
}
