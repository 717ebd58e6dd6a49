package parquetfile

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"whyrst/export/internal/batch"
	"whyrst/export/internal/zfixed"
)

// Scratch is what one encoder goroutine needs beside the chunks.
type Scratch struct {
	zstd     *zstd.Encoder
	fixed    zfixed.Encoder
	ids      []uint16
	body     []byte // of the page, not compressed
	packed   []byte // and compressed
	other    []byte
	whole    int // size of the body if packed holds the page already, else 0
	levels   []byte
	def, rep []byte
	header   bytes.Buffer
	thrift   *thrift.Encoder
	page     format.PageHeader
	bounds   bounds
	wide     []int64
}

// NewScratch makes a Scratch.
func NewScratch() *Scratch {
	s := &Scratch{}
	// The window is that of the largest usual page; the fastest level costs as much as snappy and is smaller.
	s.zstd, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithEncoderCRC(false), zstd.WithWindowSize(256<<10), zstd.WithLowerEncoderMem(true))
	s.thrift = thrift.NewEncoder(new(thrift.CompactProtocol).NewWriter(&s.header))
	return s
}

// room makes room for n indexes.
func (s *Scratch) room(n int) { s.ids = slices.Grow(s.ids[:0], max(n, 1))[:max(n, 1)] }

// pageInfo is what the chunk must know of a page that it has.
type pageInfo struct {
	offset    int64 // in Chunk.pages
	size      int32 // with header
	firstRow  int64
	nulls     int64
	null      bool // throughout
	low, high []byte
}

// indexValues appends the indexes in s.ids, 8 or 16 bits wide by the size of the dictionary.
func (s *Scratch) indexValues(body []byte, distinct int) []byte {
	ids := s.ids
	width := byte(8)
	if distinct > 256 {
		width = 16
	}
	body = append(body, width)
	if constant(bytesOf(ids), 2) {
		body = binary.AppendUvarint(body, uint64(len(ids))<<1)
		return binary.LittleEndian.AppendUint16(body, ids[0])[:len(body)+int(width)/8]
	}
	groups := (len(ids) + 7) / 8
	body = binary.AppendUvarint(body, uint64(groups)<<1|1)
	if width == 16 {
		body = append(body, bytesOf(ids)...)
	} else {
		at := len(body)
		body = append(body, bytesOf(ids)[:len(ids)]...) // makes room
		for i, id := range ids {
			body[at+i] = byte(id)
		}
	}
	for i := len(ids); i < groups*8; i++ {
		body = append(body, make([]byte, width/8)...)
	}
	return body
}

// constant says that all values, each size bytes wide, are the same: then the bytes equal themselves moved by one.
func constant(b []byte, size int) bool {
	return len(b) > 0 && bytes.Equal(b[size:], b[:len(b)-size])
}

// uniform says that all values of v are the same.
func uniform(k batch.Kind, v *batch.Vec) bool {
	if v.N == 0 {
		return false
	}
	switch k {
	case batch.U8:
		return constant(v.U8, 1)
	case batch.U16:
		return constant(bytesOf(v.U16), 2)
	case batch.U32:
		return constant(bytesOf(v.U32), 4)
	case batch.I32:
		return constant(bytesOf(v.I32), 4)
	case batch.I64:
		return constant(bytesOf(v.I64), 8)
	case batch.MAC:
		return constant(bytesOf(v.U64), 8)
	case batch.Addr:
		for _, a := range v.Addr {
			if a != v.Addr[0] {
				return false
			}
		}
		return true
	case batch.String:
		for _, s := range v.Str {
			if s != v.Str[0] {
				return false
			}
		}
		return true
	}
	return false
}

// appendPage appends a page: its header and its body, compressed or not. The header's sizes and CRC are set here.
func (s *Scratch) appendPage(dst []byte, codec format.CompressionCodec) (out []byte, uncompressed int) {
	body, size := s.body, len(s.body)
	switch {
	case s.whole > 0:
		body, size, s.whole = s.packed, s.whole, 0
	case codec == format.Zstd:
		s.packed = s.zstd.EncodeAll(s.body, s.packed[:0])
		body = s.packed
	}
	s.page.UncompressedPageSize, s.page.CompressedPageSize = int32(size), int32(len(body))
	s.page.CRC = int32(crc32.ChecksumIEEE(body))
	s.header.Reset()
	if err := s.thrift.Encode(&s.page); err != nil {
		panic("parquetfile: page header: " + err.Error())
	}
	dst = append(dst, s.header.Bytes()...)
	return append(dst, body...), s.header.Len() + size
}
