package parquetfile

import (
	"bytes"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// Finished is a column chunk ready to be written; it holds the chunk's memory until that is Reset.
type Finished struct {
	dict, pages []byte
	meta        format.ColumnMetaData // offsets from the start of the chunk
	index       *format.ColumnIndex   // nil unless the column is Ordered
	offsets     format.OffsetIndex    // from the start of the chunk
	bloom       []byte
}

// Finish ends the chunk.
func (c *Chunk) Finish(s *Scratch) Finished {
	codec := format.Zstd
	if len(c.info) == 0 {
		codec = format.Uncompressed // one value or NULL all along: nothing to compress
	}
	c.flush(s, codec)
	if c.rows == 0 {
		c.codec = codec
	}
	f := Finished{pages: c.pages}
	if c.dictPages > 0 {
		f.dict = c.dictionaryPage(s)
	}
	size := int64(len(f.dict) + len(f.pages))
	f.meta = format.ColumnMetaData{
		Type: c.col.physical(), PathInSchema: c.col.path(), Codec: c.codec, NumValues: c.values,
		TotalUncompressedSize: c.size, TotalCompressedSize: size, DataPageOffset: int64(len(f.dict)),
	}
	f.meta.Statistics.NullCount = c.nulls
	f.meta.Statistics.MinValue, f.meta.Statistics.MaxValue = c.bounds.encoded(f.meta.Type)
	c.encodings(&f.meta)
	c.index(&f)
	if c.col.Bloom {
		f.bloom = c.bloomFilter()
	}
	return f
}

// dictionaryPage makes the page of the distinct values and counts them in.
func (c *Chunk) dictionaryPage(s *Scratch) []byte {
	values := c.dict.values()
	c.bounds.add(c.col, values)
	if c.col.Bloom {
		c.hash(values)
	}
	s.body = c.col.appendPlain(s.body[:0], values)
	s.page = format.PageHeader{Type: format.DictionaryPage, DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{
		NumValues: int32(values.N), Encoding: format.Plain,
	})}
	page, uncompressed := s.appendPage(nil, c.codec)
	c.size += int64(uncompressed)
	return page
}

// encodings lists what the pages use; readers skip row groups by dictionary where all data pages have one.
func (c *Chunk) encodings(m *format.ColumnMetaData) {
	m.Encoding = append(m.Encoding, format.RLE)
	count := func(t format.PageType, e format.Encoding, n int32) {
		if n > 0 {
			m.EncodingStats = append(m.EncodingStats, format.PageEncodingStats{PageType: t, Encoding: e, Count: n})
		}
	}
	if c.dictPages > 0 || c.plainPages > 0 {
		m.Encoding = append(m.Encoding, format.Plain)
	}
	if c.dictPages > 0 {
		m.Encoding = append(m.Encoding, format.RLEDictionary)
		count(format.DictionaryPage, format.Plain, 1)
	}
	if c.deltaPages > 0 {
		m.Encoding = append(m.Encoding, format.DeltaBinaryPacked)
	}
	count(format.DataPage, format.RLEDictionary, c.dictPages)
	count(format.DataPage, format.Plain, c.plainPages)
	count(format.DataPage, format.DeltaBinaryPacked, c.deltaPages)
}

// index makes the page index.
func (c *Chunk) index(f *Finished) {
	start := int64(len(f.dict))
	for _, p := range c.info {
		f.offsets.PageLocations = append(f.offsets.PageLocations, format.PageLocation{
			Offset: start + p.offset, CompressedPageSize: p.size, FirstRowIndex: p.firstRow})
	}
	if !c.col.Ordered {
		return
	}
	f.index = &format.ColumnIndex{BoundaryOrder: c.order()}
	for _, p := range c.info {
		f.index.NullPages = append(f.index.NullPages, p.null)
		f.index.MinValues = append(f.index.MinValues, p.low)
		f.index.MaxValues = append(f.index.MaxValues, p.high)
		f.index.NullCounts = append(f.index.NullCounts, p.nulls)
	}
}

// order says whether the bounds of the pages rise. Ordered columns are 64-bit integers.
func (c *Chunk) order() format.BoundaryOrder {
	var last *pageInfo
	for i := range c.info {
		p := &c.info[i]
		if p.null {
			continue
		}
		if last != nil && (int64Less(p.low, last.low) || int64Less(p.high, last.high)) {
			return format.Unordered
		}
		last = p
	}
	return format.Ascending
}

func int64Less(a, b []byte) bool {
	return int64Of(a) < int64Of(b)
}

func (b *bounds) merge(o *bounds) {
	if !o.known {
		return
	}
	if !b.known {
		b.known, b.low, b.high = true, o.low, o.high
		b.lowText, b.highText = append(b.lowText[:0], o.lowText...), append(b.highText[:0], o.highText...)
		return
	}
	b.low, b.high = min(b.low, o.low), max(b.high, o.high)
	if bytes.Compare(o.lowText, b.lowText) < 0 {
		b.lowText = append(b.lowText[:0], o.lowText...)
	}
	if bytes.Compare(o.highText, b.highText) > 0 {
		b.highText = append(b.highText[:0], o.highText...)
	}
}
