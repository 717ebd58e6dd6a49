package parquetfile

import (
	"bufio"
	"encoding/binary"
	"io"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// ColumnsKey is the metadata key of the columns' documentation: the part of schema.json that is about the table.
const ColumnsKey = "whyrst.columns"

// KeyValue is an entry of the file's metadata.
type KeyValue struct{ Key, Value string }

// File writes a Parquet file, row group by row group.
type File struct {
	out     *bufio.Writer
	offset  int64
	columns []Column
	meta    format.FileMetaData
	groups  [][]Finished // their indexes and filters, which come at the end
	sorting []format.SortingColumn
}

const magic = "PAR1"

// NewFile begins a file. sortedBy are indexes of columns by which rows rise.
func NewFile(w io.Writer, columns []Column, createdBy string, sortedBy ...int) (*File, error) {
	f := &File{out: bufio.NewWriterSize(w, 1<<18), columns: columns}
	f.meta = format.FileMetaData{Version: 1, Schema: schemaElements(columns), CreatedBy: createdBy}
	for range columns {
		f.meta.ColumnOrders = append(f.meta.ColumnOrders, format.ColumnOrder{Value: new(format.TypeDefinedOrder)})
	}
	for _, i := range sortedBy {
		f.sorting = append(f.sorting, format.SortingColumn{ColumnIdx: int32(i)})
	}
	return f, f.write([]byte(magic))
}

// Size is what was written so far.
func (f *File) Size() int64 { return f.offset }

// Rows is what was written so far.
func (f *File) Rows() int64 { return f.meta.NumRows }

func (f *File) write(b []byte) error {
	n, err := f.out.Write(b)
	f.offset += int64(n)
	return err
}

// WriteRowGroup writes the chunks of all columns. They may be reset when it returns.
func (f *File) WriteRowGroup(chunks []Finished, rows int64) error {
	g := format.RowGroup{NumRows: rows, FileOffset: f.offset, SortingColumns: f.sorting, Ordinal: int16(len(f.meta.RowGroups))}
	for i := range chunks {
		c := &chunks[i]
		start := f.offset
		if err := f.write(c.dict); err != nil {
			return err
		}
		if err := f.write(c.pages); err != nil {
			return err
		}
		c.meta.DataPageOffset += start
		if len(c.dict) > 0 {
			c.meta.DictionaryPageOffset = start
		}
		for p := range c.offsets.PageLocations {
			c.offsets.PageLocations[p].Offset += start
		}
		g.TotalByteSize += c.meta.TotalUncompressedSize
		g.TotalCompressedSize += c.meta.TotalCompressedSize
		g.Columns = append(g.Columns, format.ColumnChunk{MetaData: c.meta})
		c.dict, c.pages = nil, nil
	}
	f.meta.NumRows += rows
	f.meta.RowGroups = append(f.meta.RowGroups, g)
	f.groups = append(f.groups, chunks)
	return nil
}

// Close writes bloom filters, page index and footer, and flushes. It does not close what it writes to.
func (f *File) Close(metadata []KeyValue) error {
	for _, kv := range metadata {
		f.meta.KeyValueMetadata = append(f.meta.KeyValueMetadata, format.KeyValue{Key: kv.Key, Value: kv.Value})
	}
	for _, section := range []func(*Finished, *format.ColumnChunk) error{f.bloom, f.columnIndex, f.offsetIndex} {
		for g := range f.groups {
			for i := range f.groups[g] {
				if err := section(&f.groups[g][i], &f.meta.RowGroups[g].Columns[i]); err != nil {
					return err
				}
			}
		}
	}
	start := f.offset
	if err := f.encode(&f.meta); err != nil {
		return err
	}
	length := binary.LittleEndian.AppendUint32(nil, uint32(f.offset-start))
	if err := f.write(append(length, magic...)); err != nil {
		return err
	}
	return f.out.Flush()
}

func (f *File) bloom(c *Finished, m *format.ColumnChunk) error {
	if c.bloom == nil {
		return nil
	}
	m.MetaData.BloomFilterOffset, m.MetaData.BloomFilterLength = f.offset, int32(len(c.bloom))
	return f.write(c.bloom)
}

func (f *File) columnIndex(c *Finished, m *format.ColumnChunk) error {
	if c.index == nil {
		return nil
	}
	m.ColumnIndexOffset = f.offset
	err := f.encode(c.index)
	m.ColumnIndexLength = int32(f.offset - m.ColumnIndexOffset)
	return err
}

func (f *File) offsetIndex(c *Finished, m *format.ColumnChunk) error {
	m.OffsetIndexOffset = f.offset
	err := f.encode(&c.offsets)
	m.OffsetIndexLength = int32(f.offset - m.OffsetIndexOffset)
	return err
}

// encode writes a thrift structure.
func (f *File) encode(v any) error {
	w := &counted{f: f}
	return thrift.NewEncoder(new(thrift.CompactProtocol).NewWriter(w)).Encode(v)
}

// counted writes through the file, so that its offset stays right.
type counted struct{ f *File }

func (w *counted) Write(b []byte) (int, error) {
	if err := w.f.write(b); err != nil {
		return 0, err
	}
	return len(b), nil
}

func int64Of(b []byte) int64 { return int64(binary.LittleEndian.Uint64(b)) }
