package parquetfile

import (
	"encoding/binary"
	"unsafe"

	"whyrst/export/internal/batch"
	"whyrst/export/internal/text"
	"whyrst/extract/fact"
)

// appendPlain appends all values of v in PLAIN encoding.
func (c *Column) appendPlain(dst []byte, v *batch.Vec) []byte {
	switch c.Vec {
	case batch.Bool:
		return appendBools(dst, v)
	case batch.U8:
		if c.Kind != fact.KindEnum {
			return widen4(dst, v.U8)
		}
	case batch.U16:
		return widen4(dst, v.U16)
	case batch.I32:
		return append(dst, bytesOf(v.I32)...)
	case batch.U32:
		for _, x := range v.U32 {
			dst = binary.LittleEndian.AppendUint64(dst, uint64(x))
		}
		return dst
	case batch.I64:
		return append(dst, bytesOf(v.I64)...)
	}
	for i := range textLen(v) {
		at := len(dst)
		dst = c.appendText(append(dst, 0, 0, 0, 0), v, i)
		binary.LittleEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	}
	return dst
}

// textLen is the number of texts of a column that is one: a list has more or fewer than values.
func textLen(v *batch.Vec) int {
	if len(v.Str) > 0 || len(v.Len) > 0 {
		return len(v.Str)
	}
	return v.N
}

// appendText appends value i of a column that is text in the table.
func (c *Column) appendText(dst []byte, v *batch.Vec, i int) []byte {
	switch c.Vec {
	case batch.U8:
		return append(dst, c.enum(v.U8[i])...)
	case batch.MAC:
		return batch.UnpackMAC(v.U64[i]).Append(dst)
	case batch.Addr:
		return v.Addr[i].Fact().Append(dst)
	}
	return append(dst, text.Clean(v.Str[i])...)
}

// enum is the text of an enum; one beyond the constants shows as "invalid", as in fact.
func (c *Column) enum(x uint8) string {
	if int(x) < len(c.Values) {
		return c.Values[x]
	}
	return "invalid"
}

func widen4[T uint8 | uint16](dst []byte, values []T) []byte {
	for _, x := range values {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(x))
	}
	return dst
}

// appendBools appends the bits of v, the last byte filled with zeros.
func appendBools(dst []byte, v *batch.Vec) []byte {
	return append(dst, bytesOf(v.Bits)[:(v.N+7)/8]...)
}

// bytesOf views little-endian memory as bytes; whyrst is built for little-endian machines only (init checks).
func bytesOf[T uint8 | uint16 | uint32 | uint64 | int32 | int64](s []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(*new(T))))
}

func init() {
	if one := [1]uint16{1}; bytesOf(one[:])[0] != 1 {
		panic("parquetfile: this machine is big-endian")
	}
}
