package parquetfile

import (
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"whyrst/export/internal/batch"
)

// page writes v as a page of its own.
func (c *Chunk) page(v *batch.Vec, s *Scratch) {
	levels := v.Rows
	s.body = s.body[:0]
	if c.col.Vec == batch.List {
		s.listLevels(c.col, v)
		levels = len(s.def)
		def, _ := c.col.levels()
		s.body = s.appendLevels(s.body, s.rep, 1)
		s.body = s.appendLevels(s.body, s.def, int(def))
	} else if c.col.Null {
		s.body = appendValid(s.body, v)
	}
	encoding, b := c.encode(v, s), (*bounds)(nil)
	if c.col.Ordered || encoding != format.RLEDictionary {
		b = &s.bounds
		b.reset()
		b.add(c.col, v)
	}
	c.emit(s, format.Zstd, encoding, v, levels, b)
}

// encode appends the values of v to the body in the encoding that it returns.
func (c *Chunk) encode(v *batch.Vec, s *Scratch) format.Encoding {
	n := textLen(v)
	if c.dict != nil && !c.plain && n > 0 {
		before := c.dict.values().N
		s.ids = s.ids[:n]
		if c.dict.indexes(v, s.ids) && c.pays(c.dict.values().N-before, n) {
			s.body = s.indexValues(s.body, c.dict.values().N)
			return format.RLEDictionary
		}
		c.plain = true
	}
	if c.col.Bloom {
		c.hash(v)
	}
	if !c.wide(v, s) {
		s.body = c.col.appendPlain(s.body, v)
		return format.Plain
	}
	if c.delta {
		out, err := new(delta.BinaryPackedEncoding).EncodeInt64(s.packed[:0], s.wide)
		if err != nil {
			panic("parquetfile: delta: " + err.Error())
		}
		s.packed = out
		s.body = append(s.body, out...)
		return format.DeltaBinaryPacked
	}
	c.frame(s)
	return format.Plain
}

// frame compresses a page of 64-bit integers, its levels in s.body, by zfixed or by zstd proper. Every eighth page
// tries both: zfixed takes an eighth of the time and is better or little worse for what rises or falls slowly, but
// finds no repetition (acknowledgments come in pairs).
func (c *Chunk) frame(s *Scratch) {
	try := c.plainPages%8 == 0
	s.whole = len(s.body) + 8*len(s.wide)
	if try || c.fixed {
		s.packed = s.fixed.Append(s.packed[:0], s.body, s.wide)
		if !try {
			return
		}
	}
	s.body = append(s.body, bytesOf(s.wide)...)
	s.other = s.zstd.EncodeAll(s.body, s.other[:0])
	if try {
		if c.fixed = len(s.packed) <= len(s.other)*3/2; c.fixed {
			return
		}
	}
	s.packed, s.other = s.other, s.packed
}

// pays says that a dictionary is worth having after a page of n values that brought so many new ones. An entry
// costs about as much as a PLAIN value, an index half of it. 16-bit numbers are soon all there.
func (c *Chunk) pays(added, n int) bool {
	return c.col.Vec == batch.U8 || c.col.Vec == batch.U16 && n >= 4096 || added <= n/3
}

// wide widens 64-bit integers into s.wide; false for all other types.
func (c *Chunk) wide(v *batch.Vec, s *Scratch) bool {
	s.wide = s.wide[:0]
	switch c.col.Vec {
	case batch.I64:
		s.wide = append(s.wide, v.I64...)
	case batch.U32:
		for _, x := range v.U32 {
			s.wide = append(s.wide, int64(x))
		}
	default:
		return false
	}
	return true
}

// emit writes the page whose body is in s: v tells rows and values, levels their number with list elements, b the
// bounds if they are wanted.
func (c *Chunk) emit(s *Scratch, codec format.CompressionCodec, encoding format.Encoding, v *batch.Vec, levels int, b *bounds) {
	info := pageInfo{offset: int64(len(c.pages)), firstRow: c.rows, nulls: int64(v.Rows - v.N), null: v.N == 0}
	s.page = format.PageHeader{Type: format.DataPage, DataPageHeader: thrift.New(format.DataPageHeader{
		NumValues: int32(levels), Encoding: encoding,
		DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE,
		Statistics: format.Statistics{NullCount: info.nulls},
	})}
	var uncompressed int
	c.pages, uncompressed = s.appendPage(c.pages, codec)
	info.size = int32(int64(len(c.pages)) - info.offset)
	if b != nil {
		if c.col.Ordered {
			info.low, info.high = b.encoded(c.col.physical())
		}
		if encoding != format.RLEDictionary {
			c.bounds.merge(b)
		}
	}
	c.info = append(c.info, info)
	c.codec = codec
	c.size += int64(uncompressed)
	c.rows += int64(v.Rows)
	c.values += int64(levels)
	c.nulls += info.nulls
	switch encoding {
	case format.RLEDictionary:
		c.dictPages++
	case format.DeltaBinaryPacked:
		c.deltaPages++
	default:
		c.plainPages++
	}
}
