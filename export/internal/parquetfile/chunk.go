package parquetfile

import (
	"encoding/binary"

	"github.com/parquet-go/parquet-go/format"

	"whyrst/export/internal/batch"
)

// Chunk encodes one column of one row group. Batches are appended in row order; a run of batches that are one
// value, or NULL, throughout becomes one page.
type Chunk struct {
	col   *Column
	delta bool
	dict  dict
	plain bool // the dictionary was given up
	fixed bool // PLAIN pages are compressed by zfixed
	run   run

	pages  []byte
	info   []pageInfo
	rows   int64
	values int64 // levels: rows, or list elements, empty lists and NULLs
	nulls  int64
	size   int64 // of all pages with headers, uncompressed
	codec  format.CompressionCodec
	// dictPages, plainPages and deltaPages count data pages by encoding.
	dictPages, plainPages, deltaPages int32
	bounds                            bounds   // of pages without dictionary; Finish adds the dictionary's
	hashes                            []uint64 // for the bloom filter
	crowded                           bool     // too many for one
}

// run is a page to come: rows that are all NULL (id < 0) or all of one value.
type run struct {
	rows int
	id   int32
	bool bool
}

// NewChunk makes the encoder of a column; Reset makes it ready for the next row group. With delta, integers
// without dictionary are DELTA_BINARY_PACKED.
func NewChunk(c *Column, delta bool) *Chunk {
	return &Chunk{col: c, delta: delta, dict: newDict(c.Vec)}
}

// Reset empties the chunk and keeps its memory.
func (c *Chunk) Reset() {
	if c.dict != nil {
		c.dict.reset()
	}
	c.bounds.reset()
	*c = Chunk{col: c.col, delta: c.delta, dict: c.dict, pages: c.pages[:0], info: c.info[:0], hashes: c.hashes[:0], bounds: c.bounds}
}

// Append adds a batch's column.
func (c *Chunk) Append(v *batch.Vec, s *Scratch) {
	if v.Rows == 0 {
		return
	}
	s.room(v.N + len(v.Str))
	switch {
	case v.N == 0 && c.col.Vec != batch.List || v.N == 0 && c.col.Null:
		c.extend(run{rows: v.Rows, id: -1}, s)
	case v.N == v.Rows && !c.plain && c.dict != nil && uniform(c.col.Vec, v):
		one := oneAt(v, 0)
		if c.dict.indexes(&one, s.ids[:1]) {
			c.extend(run{rows: v.Rows, id: int32(s.ids[0])}, s)
			return
		}
		c.plain = true
		fallthrough
	default:
		c.flush(s, format.Zstd)
		c.page(v, s)
	}
}

// oneAt is value i of v.
func oneAt(v *batch.Vec, i int) (one batch.Vec) {
	one.Rows, one.N = 1, 1
	one.U8, one.U16, one.U32, one.U64 = at(v.U8, i), at(v.U16, i), at(v.U32, i), at(v.U64, i)
	one.I32, one.I64, one.Addr, one.Str = at(v.I32, i), at(v.I64, i), at(v.Addr, i), at(v.Str, i)
	return one
}

func at[T any](s []T, i int) []T {
	if len(s) == 0 {
		return nil
	}
	return s[i : i+1]
}

// extend makes the run longer, or ends it and begins another.
func (c *Chunk) extend(r run, s *Scratch) {
	if c.run.rows > 0 && c.run.id != r.id {
		c.flush(s, format.Zstd)
	}
	c.run.id = r.id
	c.run.rows += r.rows
}

// flush writes the run as a page.
func (c *Chunk) flush(s *Scratch, codec format.CompressionCodec) {
	r := c.run
	c.run = run{}
	if r.rows == 0 {
		return
	}
	n := batch.Vec{Rows: r.rows}
	if r.id >= 0 {
		n.N = r.rows
	}
	s.body = s.body[:0]
	if c.col.Vec == batch.List { // NULL throughout
		s.body = runOf(s.body, r.rows, 0)
	}
	if c.col.Null {
		s.body = appendValid(s.body, &n)
	}
	encoding := format.Plain
	if r.id >= 0 {
		encoding = format.RLEDictionary
		width := byte(8)
		if r.id > 255 {
			width = 16
		}
		s.body = binary.AppendUvarint(append(s.body, width), uint64(r.rows)<<1)
		s.body = binary.LittleEndian.AppendUint16(s.body, uint16(r.id))[:len(s.body)+int(width)/8]
	}
	var b *bounds
	if c.col.Ordered && r.id >= 0 {
		b = &s.bounds
		b.reset()
		one := oneAt(c.dict.values(), int(r.id))
		b.add(c.col, &one)
	}
	c.emit(s, codec, encoding, &n, r.rows, b)
}

// runOf appends a run of one level, with its length.
func runOf(dst []byte, n int, level byte) []byte {
	at := len(dst)
	dst = append(binary.AppendUvarint(append(dst, 0, 0, 0, 0), uint64(n)<<1), level)
	binary.LittleEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	return dst
}
