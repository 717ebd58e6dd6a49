package export

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// parquetFile reads a Parquet file by parquet-go.
type parquetFile struct {
	file    *os.File
	parquet *parquet.File
	columns map[string]int // of leaves, by the name of the top-level column
}

func openParquet(name string) (tableFile, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	p, err := parquet.OpenFile(f, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(1<<16))
	if err != nil {
		f.Close()
		return nil, err
	}
	out := &parquetFile{file: f, parquet: p, columns: map[string]int{}}
	for i, path := range p.Schema().Columns() {
		out.columns[path[0]] = i
	}
	return out, nil
}

func (f *parquetFile) close() error { return f.file.Close() }

func (f *parquetFile) has(column string) bool {
	_, ok := f.columns[column]
	return ok
}

func (f *parquetFile) groups() int          { return len(f.parquet.RowGroups()) }
func (f *parquetFile) rows(group int) int64 { return f.parquet.RowGroups()[group].NumRows() }

// may looks at the bounds of flow_id and frame_number, and at the bloom filter of flow_id.
func (f *parquetFile) may(group int, s *Select) bool {
	if low, high, ok := f.bounds(group, "frame_number"); ok {
		if s.FirstFrame.Known && high < s.FirstFrame.V || s.LastFrame.Known && low > s.LastFrame.V {
			return false
		}
	}
	if low, high, ok := f.bounds(group, "flow_id"); ok && s.Flow.Known {
		if s.Flow.V < low || s.Flow.V > high {
			return false
		}
		chunk := f.parquet.RowGroups()[group].ColumnChunks()[f.columns["flow_id"]]
		if b := chunk.BloomFilter(); b != nil {
			found, err := b.Check(parquet.Int64Value(s.Flow.V))
			return found || err != nil // an error shows again, with more about it, when the values are read
		}
	}
	return true
}

func (f *parquetFile) bounds(group int, column string) (low, high int64, ok bool) {
	i, ok := f.columns[column]
	if !ok {
		return 0, 0, false
	}
	m := &f.parquet.Metadata().RowGroups[group].Columns[i].MetaData
	lowest, highest := m.Statistics.MinValue, m.Statistics.MaxValue
	if m.Type != format.Int64 || len(lowest) != 8 || len(highest) != 8 {
		return 0, 0, false
	}
	return int64(binary.LittleEndian.Uint64(lowest)), int64(binary.LittleEndian.Uint64(highest)), true
}

func (f *parquetFile) values(group int, column string) (values, error) {
	i := f.columns[column]
	leaf := f.parquet.Root().Column(column)
	c := &parquetValues{pages: f.parquet.RowGroups()[group].ColumnChunks()[i].Pages(), buf: make([]parquet.Value, 512)}
	if !leaf.Leaf() {
		c.list = true
		c.full = 1
		if leaf.Optional() {
			c.full = 2
		}
	}
	return c, nil
}

// parquetValues reads a column chunk.
type parquetValues struct {
	pages parquet.Pages
	page  parquet.Page
	vals  parquet.ValueReader
	buf   []parquet.Value
	at, n int
	list  bool
	full  int // definition level of an element
}

func (c *parquetValues) close() error {
	c.release()
	return c.pages.Close()
}

func (c *parquetValues) release() {
	if c.page != nil {
		parquet.Release(c.page)
	}
}

// peek is the next value, still to be taken by c.at++; nil at the end of the chunk.
func (c *parquetValues) peek() (*parquet.Value, error) {
	for c.at == c.n {
		if c.vals == nil {
			c.release()
			page, err := c.pages.ReadPage()
			if c.page = page; errors.Is(err, io.EOF) {
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
			c.vals = page.Values()
		}
		n, err := c.vals.ReadValues(c.buf)
		c.at, c.n = 0, n
		if errors.Is(err, io.EOF) {
			c.vals = nil
		} else if err != nil {
			return nil, err
		}
	}
	return &c.buf[c.at], nil
}

func (c *parquetValues) next(v *value) error {
	p, err := c.peek()
	if err != nil {
		return err
	}
	if p == nil {
		return io.ErrUnexpectedEOF
	}
	if c.list {
		return c.nextList(p, v)
	}
	c.at++
	v.null = p.IsNull()
	if v.null {
		return nil
	}
	switch p.Kind() {
	case parquet.Boolean:
		v.num = 0
		if p.Boolean() {
			v.num = 1
		}
	case parquet.Int32:
		v.num = int64(p.Int32())
	case parquet.Int64:
		v.num = p.Int64()
	case parquet.ByteArray:
		v.text = p.ByteArray()
	default:
		return fmt.Errorf("values of type %v", p.Kind())
	}
	return nil
}

// nextList reads the elements of a row; p is the first.
func (c *parquetValues) nextList(p *parquet.Value, v *value) error {
	v.list = nil
	v.null = p.DefinitionLevel() < c.full-1
	for first := true; ; first = false {
		if !first && p.RepetitionLevel() == 0 {
			return nil
		}
		if p.DefinitionLevel() == c.full {
			v.list = append(v.list, string(p.ByteArray()))
		}
		c.at++
		var err error
		if p, err = c.peek(); p == nil || err != nil {
			return err
		}
	}
}
