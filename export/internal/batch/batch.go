package batch

import (
	"math/bits"
	"slices"
	"sync/atomic"
	"unsafe"
)

// Vec is one column of a batch. Values are dense: a row that is not known has none.
type Vec struct {
	// Rows is the number of rows, N the number of those with a value.
	Rows, N int
	// Valid has a bit a row, least significant first; empty if the column can't be NULL, and all rows have values.
	Valid []uint64
	// Bits has a bit a value.
	Bits []uint64
	// One of these holds the values, as Kind says.
	U8   []uint8
	U16  []uint16
	U32  []uint32
	I32  []int32
	I64  []int64
	U64  []uint64
	Addr []Address
	Str  []string
	// Len is the number of strings of each value of a List.
	Len []int32
}

// Address is an IP address as two words; Version is 4 or 6.
type Address struct {
	Hi, Lo  uint64
	Version uint8
}

// Batch is some rows of one table. The zero value is not usable: New.
type Batch struct {
	Layout *Layout
	Vecs   []Vec
	// Rows is the number of rows.
	Rows int
	refs atomic.Int32
}

// New makes an empty batch.
func New(l *Layout) *Batch { return &Batch{Layout: l, Vecs: make([]Vec, len(l.Columns))} }

// Reset empties the batch and lets go of the rows' strings.
func (b *Batch) Reset() {
	b.Rows = 0
	for i := range b.Vecs {
		v := &b.Vecs[i]
		v.Rows, v.N = 0, 0
		clear(v.Str)
		v.Valid, v.Bits, v.Str, v.Len = v.Valid[:0], v.Bits[:0], v.Str[:0], v.Len[:0]
		v.U8, v.U16, v.U32, v.U64 = v.U8[:0], v.U16[:0], v.U32[:0], v.U64[:0]
		v.I32, v.I64, v.Addr = v.I32[:0], v.I64[:0], v.Addr[:0]
	}
}

// Share says that n readers will each call Release.
func (b *Batch) Share(n int) { b.refs.Store(int32(n)) }

// Release ends one reader's use; it is true for the last.
func (b *Batch) Release() bool { return b.refs.Add(-1) == 0 }

// block is the number of rows picked at once: one word of a bitmap, and 64 rows of packets (35 KB) stay in the
// first-level cache while their columns are picked.
const block = 64

// Append adds rows to a batch of their layout.
func Append[R any](b *Batch, rows []R) {
	base, size := rowsOf(b.Layout, rows), unsafe.Sizeof(*new(R))
	for i := 0; i < len(rows); i += block {
		n := min(block, len(rows)-i)
		at := unsafe.Add(base, uintptr(i)*size)
		for c := range b.Vecs {
			col, v := &b.Layout.Columns[c], &b.Vecs[c]
			if col.From < 0 {
				mask := col.gather(v, at, size, n)
				if col.Null {
					v.appendValid(mask, n)
				}
				v.Rows += n
			}
		}
		b.Rows += n
	}
	b.derive()
}

// derive fills ts from ts_ns.
func (b *Batch) derive() {
	for c := range b.Vecs {
		from := b.Layout.Columns[c].From
		if from < 0 {
			continue
		}
		v, src := &b.Vecs[c], &b.Vecs[from]
		n := v.N
		v.I64 = slices.Grow(v.I64[:n], src.N-n)[:src.N]
		for i, ns := range src.I64[n:src.N] {
			us := ns / 1000
			if us*1000 > ns { // times before 1970 round down too
				us--
			}
			v.I64[n+i] = us
		}
		v.Rows, v.N, v.Valid = src.Rows, src.N, append(v.Valid[:0], src.Valid...)
	}
}

// AppendAt puts rows of a sparse layout at the row numbers given, which rise from call to call; the rows between
// are NULL. SetRows ends the batch.
func AppendAt[R any](b *Batch, rows []R, at []int32) {
	base, size := rowsOf(b.Layout, rows), unsafe.Sizeof(*new(R))
	for i := 0; i < len(rows); i += block {
		n := min(block, len(rows)-i)
		for c := range b.Vecs {
			v := &b.Vecs[c]
			mask := b.Layout.Columns[c].gather(v, unsafe.Add(base, uintptr(i)*size), size, n)
			v.growValid(int(at[i+n-1]) + 1)
			for ; mask != 0; mask &= mask - 1 {
				row := at[i+bits.TrailingZeros64(mask)]
				v.Valid[row>>6] |= 1 << (row & 63)
			}
		}
	}
}

// SetRows gives a sparse batch its number of rows.
func (b *Batch) SetRows(n int) {
	b.Rows = n
	for i := range b.Vecs {
		b.Vecs[i].growValid(n)
		b.Vecs[i].Rows = n
	}
}

func (v *Vec) growValid(rows int) {
	for words := (rows + 63) / 64; len(v.Valid) < words; {
		v.Valid = append(v.Valid, 0)
	}
}

// appendValid appends the n lowest bits of mask after v.Rows bits.
func (v *Vec) appendValid(mask uint64, n int) {
	v.growValid(v.Rows + n)
	appendBits(v.Valid, v.Rows, mask)
}

// appendBits ors mask into words from bit at on; the bits there are 0.
func appendBits(words []uint64, at int, mask uint64) {
	words[at>>6] |= mask << (at & 63)
	if high := mask >> (64 - at&63); high != 0 {
		words[at>>6+1] |= high
	}
}
