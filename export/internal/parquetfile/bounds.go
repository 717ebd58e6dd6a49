package parquetfile

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/parquet-go/parquet-go/format"

	"whyrst/export/internal/batch"
)

// bounds are the smallest and largest of some values, as numbers or as text.
type bounds struct {
	known             bool
	low, high         int64
	lowText, highText []byte
}

// maxBound is the longest text that is kept as a bound; statistics of longer ones are left out rather than cut,
// since a cut upper bound is not one.
const maxBound = 64

// add widens b by all values of v.
func (b *bounds) add(c *Column, v *batch.Vec) {
	if v.N == 0 || c.Vec == batch.List {
		return
	}
	switch c.Vec {
	case batch.Bool:
		ones := 0
		for _, word := range v.Bits {
			ones += bits.OnesCount64(word)
		}
		low, high := int64(0), int64(0)
		if ones == v.N {
			low = 1
		}
		if ones > 0 {
			high = 1
		}
		b.number(low, high)
	case batch.U16:
		numbers(b, v.U16)
	case batch.U32:
		numbers(b, v.U32)
	case batch.I32:
		numbers(b, v.I32)
	case batch.I64:
		numbers(b, v.I64)
	case batch.U8:
		if c.physical() == format.Int32 {
			numbers(b, v.U8)
			return
		}
		fallthrough
	default:
		b.texts(c, v)
	}
}

func numbers[T uint8 | uint16 | uint32 | int32 | int64](b *bounds, values []T) {
	low, high := values[0], values[0]
	for _, x := range values {
		low, high = min(low, x), max(high, x)
	}
	b.number(int64(low), int64(high))
}

func (b *bounds) number(low, high int64) {
	if !b.known {
		b.known, b.low, b.high = true, low, high
		return
	}
	b.low, b.high = min(b.low, low), max(b.high, high)
}

func (b *bounds) texts(c *Column, v *batch.Vec) {
	var buf []byte
	for i := range v.N {
		buf = c.appendText(buf[:0], v, i)
		if !b.known || bytes.Compare(buf, b.lowText) < 0 {
			b.lowText = append(b.lowText[:0], buf...)
		}
		if !b.known || bytes.Compare(buf, b.highText) > 0 {
			b.highText = append(b.highText[:0], buf...)
		}
		b.known = true
	}
}

// reset forgets all values.
func (b *bounds) reset() { *b = bounds{lowText: b.lowText[:0], highText: b.highText[:0]} }

// encoded gives the bounds as statistics hold them; nil where there are none.
func (b *bounds) encoded(t format.Type) (low, high []byte) {
	if !b.known {
		return nil, nil
	}
	switch t {
	case format.Boolean:
		return []byte{byte(b.low)}, []byte{byte(b.high)}
	case format.Int32:
		return binary.LittleEndian.AppendUint32(nil, uint32(b.low)), binary.LittleEndian.AppendUint32(nil, uint32(b.high))
	case format.Int64:
		return binary.LittleEndian.AppendUint64(nil, uint64(b.low)), binary.LittleEndian.AppendUint64(nil, uint64(b.high))
	}
	if len(b.lowText) > maxBound || len(b.highText) > maxBound {
		return nil, nil
	}
	// An empty bound must not look like a missing one.
	return append([]byte{}, b.lowText...), append([]byte{}, b.highText...)
}
