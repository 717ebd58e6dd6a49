package parquetfile

import (
	"encoding/binary"

	"github.com/parquet-go/parquet-go/encoding/rle"

	"whyrst/export/internal/batch"
)

// appendValid appends the definition levels of a column without repetition, with their length as V1 pages have it:
// one run where all rows are alike, else the bitmap as it is, which is what bit packing one bit wide makes of it.
func appendValid(dst []byte, v *batch.Vec) []byte {
	at := len(dst)
	dst = append(dst, 0, 0, 0, 0)
	switch v.N {
	case 0, v.Rows:
		level := byte(0)
		if v.N > 0 {
			level = 1
		}
		dst = append(binary.AppendUvarint(dst, uint64(v.Rows)<<1), level)
	default:
		groups := (v.Rows + 7) / 8
		dst = binary.AppendUvarint(dst, uint64(groups)<<1|1)
		dst = append(dst, bytesOf(v.Valid)[:groups]...)
	}
	binary.LittleEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	return dst
}

// listLevels makes the levels of a list column: one entry for an element, for an empty list and for NULL.
func (s *Scratch) listLevels(c *Column, v *batch.Vec) {
	s.def, s.rep = s.def[:0], s.rep[:0]
	full, _ := c.levels()
	k := 0
	for row := range v.Rows {
		if c.Null && v.Valid[row>>6]>>(row&63)&1 == 0 {
			s.def, s.rep = append(s.def, 0), append(s.rep, 0)
			continue
		}
		n := v.Len[k]
		k++
		if n == 0 {
			s.def, s.rep = append(s.def, full-1), append(s.rep, 0)
		}
		for i := range n {
			s.def, s.rep = append(s.def, full), append(s.rep, byte(min(i, 1)))
		}
	}
}

// appendLevels appends levels with their length.
func (s *Scratch) appendLevels(dst, levels []byte, width int) []byte {
	enc := rle.Encoding{BitWidth: width}
	out, err := enc.EncodeLevels(s.levels[:0], levels)
	if err != nil {
		panic("parquetfile: levels: " + err.Error())
	}
	s.levels = out
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(out)))
	return append(dst, out...)
}
