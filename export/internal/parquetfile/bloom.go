package parquetfile

import (
	"bytes"

	"github.com/parquet-go/parquet-go/bloom"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"whyrst/export/internal/batch"
)

// maxHashes bounds a bloom filter. A dictionary has fewer values, and so has a row group of all tables but packets;
// where packets have more flows than that in a row group, the bounds of flow_id, which rises, do as well.
const maxHashes = 1 << 17

// bloomBits for each distinct value: one wrong answer in a hundred.
const bloomBits = 10

// hash adds the values of v to the bloom filter.
func (c *Chunk) hash(v *batch.Vec) {
	if c.crowded = c.crowded || len(c.hashes)+v.N > maxHashes; c.crowded {
		return
	}
	var h bloom.XXH64
	var buf []byte
	switch c.col.Vec {
	case batch.U16:
		for _, x := range v.U16 {
			c.hashes = append(c.hashes, h.Sum64Uint32(uint32(x)))
		}
	case batch.I64:
		for _, x := range v.I64 {
			c.hashes = append(c.hashes, h.Sum64Uint64(uint64(x)))
		}
	case batch.Addr, batch.String:
		for i := range v.N {
			buf = c.col.appendText(buf[:0], v, i)
			c.hashes = append(c.hashes, h.Sum64(buf))
		}
	default:
		panic("parquetfile: no bloom filter for column " + c.col.Name)
	}
}

// bloomFilter is the filter with its header; nil if there are no values, or too many.
func (c *Chunk) bloomFilter() []byte {
	if len(c.hashes) == 0 || c.crowded {
		return nil
	}
	filter := make(bloom.SplitBlockFilter, bloom.NumSplitBlocksOf(int64(len(c.hashes)), bloomBits))
	filter.InsertBulk(c.hashes)
	var out bytes.Buffer
	err := thrift.NewEncoder(new(thrift.CompactProtocol).NewWriter(&out)).Encode(&format.BloomFilterHeader{
		NumBytes:    int32(len(filter.Bytes())),
		Algorithm:   format.BloomFilterAlgorithm{Value: new(format.SplitBlockAlgorithm)},
		Hash:        format.BloomFilterHash{Value: new(format.XxHash)},
		Compression: format.BloomFilterCompression{Value: new(format.BloomFilterUncompressed)},
	})
	if err != nil {
		panic("parquetfile: bloom filter header: " + err.Error())
	}
	return append(out.Bytes(), filter.Bytes()...)
}
