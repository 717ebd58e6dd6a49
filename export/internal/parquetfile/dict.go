package parquetfile

import (
	"math/bits"

	"whyrst/export/internal/batch"
)

// maxDict bounds a dictionary: indexes have at most 16 bits.
const maxDict = 1 << 16

// maxDictText bounds the text of a dictionary in bytes.
const maxDictText = 4 << 20

// maxProbe bounds a search in a hash table. Values come from packets: whoever sends numbers that collide makes
// their column PLAIN, not slow.
const maxProbe = 256

// dict numbers the distinct values of a column chunk in order of first appearance. The values lie in a Vec of
// their own, so that PLAIN encoding, bounds and hashes are those of pages.
type dict interface {
	// indexes sets ids[i] to the number of value i of v. It is false, and the dictionary of no more use, when
	// there would be more than maxDict, or values that collide.
	indexes(v *batch.Vec, ids []uint16) bool
	values() *batch.Vec
	reset()
}

// newDict is nil for columns without dictionary.
func newDict(k batch.Kind) dict {
	switch k {
	case batch.U8:
		return &direct[uint8]{table: make([]uint32, 1<<8), in: func(v *batch.Vec) *[]uint8 { return &v.U8 }}
	case batch.U16:
		return &direct[uint16]{table: make([]uint32, 1<<16), in: func(v *batch.Vec) *[]uint16 { return &v.U16 }}
	case batch.U32:
		return &hashed[uint32]{in: func(v *batch.Vec) *[]uint32 { return &v.U32 }}
	case batch.I32:
		return &hashed[int32]{in: func(v *batch.Vec) *[]int32 { return &v.I32 }}
	case batch.I64:
		return &hashed[int64]{in: func(v *batch.Vec) *[]int64 { return &v.I64 }}
	case batch.MAC:
		return &hashed[uint64]{in: func(v *batch.Vec) *[]uint64 { return &v.U64 }}
	case batch.Addr:
		return &addresses{}
	case batch.String, batch.List:
		return &texts{ids: map[string]uint16{}}
	}
	return nil
}

// direct looks small numbers up in a table; an entry is the index plus one.
type direct[T uint8 | uint16] struct {
	table []uint32
	vals  batch.Vec
	in    func(*batch.Vec) *[]T
}

func (d *direct[T]) indexes(v *batch.Vec, ids []uint16) bool {
	vals := d.in(&d.vals)
	table := d.table
	for i, x := range *d.in(v) {
		id := table[x]
		if id == 0 {
			*vals = append(*vals, x)
			d.vals.N++
			id = uint32(len(*vals))
			table[x] = id
		}
		ids[i] = uint16(id - 1)
	}
	return true
}

func (d *direct[T]) values() *batch.Vec { return &d.vals }

func (d *direct[T]) reset() {
	vals := d.in(&d.vals)
	for _, x := range *vals {
		d.table[x] = 0
	}
	*vals, d.vals.N = (*vals)[:0], 0
}

// hashed looks numbers up in an open hash table of indexes plus one, at most half full.
type hashed[T uint32 | int32 | int64 | uint64] struct {
	slots []uint32
	shift int
	vals  batch.Vec
	in    func(*batch.Vec) *[]T
}

// spread is 2^64 divided by the golden ratio: the high bits of a product with it depend on all bits of the key.
const spread = 0x9E3779B97F4A7C15

func (d *hashed[T]) indexes(v *batch.Vec, ids []uint16) bool {
	vals := d.in(&d.vals)
	known := *vals
	for i, x := range *d.in(v) {
		if 2*len(known) >= len(d.slots) {
			if len(known) >= maxDict {
				return false
			}
			*vals = known
			d.grow()
		}
		mask := uint64(len(d.slots) - 1)
		at := uint64(x) * spread >> d.shift
		end := at + maxProbe
		for {
			id := d.slots[at&mask]
			if id == 0 {
				known = append(known, x)
				id = uint32(len(known))
				d.slots[at&mask] = id
			} else if known[id-1] != x {
				if at++; at == end {
					return false
				}
				continue
			}
			ids[i] = uint16(id - 1)
			break
		}
	}
	*vals, d.vals.N = known, len(known)
	return true
}

// grow doubles the table and enters the values anew.
func (d *hashed[T]) grow() {
	d.slots = resized(d.slots)
	d.shift = 64 - bits.Len(uint(len(d.slots)-1))
	mask := uint64(len(d.slots) - 1)
	for i, x := range *d.in(&d.vals) {
		at := uint64(x) * spread >> d.shift
		for d.slots[at&mask] != 0 {
			at++
		}
		d.slots[at&mask] = uint32(i + 1)
	}
}

// resized is an empty table of twice the size, the old one's memory if that is there.
func resized(slots []uint32) []uint32 {
	n := max(1024, 2*len(slots))
	if cap(slots) >= n {
		slots = slots[:n]
		clear(slots)
		return slots
	}
	return make([]uint32, n)
}

func (d *hashed[T]) values() *batch.Vec { return &d.vals }

// reset keeps the memory and starts with a small table again, which stays in the cache for small dictionaries.
func (d *hashed[T]) reset() {
	vals := d.in(&d.vals)
	*vals, d.vals.N = (*vals)[:0], 0
	d.slots = d.slots[:0]
}
