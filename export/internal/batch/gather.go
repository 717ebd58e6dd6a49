package batch

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"whyrst/extract/fact"
)

// gatherFunc appends the known values of n rows (at most 64), size bytes apart from at on, to v. It
// returns which rows have a value, one bit a row.
type gatherFunc func(v *Vec, at unsafe.Pointer, size uintptr, n int) uint64

// gatherOf picks the loop for a field's Go type. Named types have the layout of the type they are made from, and
// so has an Opt of them.
func gatherOf(t reflect.Type, offset uintptr) (Kind, gatherFunc) {
	opt := strings.HasPrefix(t.Name(), "Opt[")
	if opt {
		t = t.Field(0).Type
	}
	switch t {
	case reflect.TypeFor[fact.MAC]():
		return MAC, mapped(offset, opt, func(v *Vec) *[]uint64 { return &v.U64 }, packMAC)
	case reflect.TypeFor[fact.Addr]():
		if !opt {
			return Addr, addresses(offset)
		}
	case reflect.TypeFor[[]string]():
		if !opt {
			return List, lists(offset)
		}
	}
	switch t.Kind() {
	case reflect.Bool:
		return Bool, bools(offset, opt)
	case reflect.Uint8:
		return U8, plain(offset, opt, func(v *Vec) *[]uint8 { return &v.U8 })
	case reflect.Uint16:
		return U16, plain(offset, opt, func(v *Vec) *[]uint16 { return &v.U16 })
	case reflect.Uint32:
		return U32, plain(offset, opt, func(v *Vec) *[]uint32 { return &v.U32 })
	case reflect.Int8:
		return I32, mapped(offset, opt, func(v *Vec) *[]int32 { return &v.I32 }, func(x *int8) int32 { return int32(*x) })
	case reflect.Int16:
		return I32, mapped(offset, opt, func(v *Vec) *[]int32 { return &v.I32 }, func(x *int16) int32 { return int32(*x) })
	case reflect.Int32:
		return I32, plain(offset, opt, func(v *Vec) *[]int32 { return &v.I32 })
	case reflect.Int64:
		return I64, plain(offset, opt, func(v *Vec) *[]int64 { return &v.I64 })
	case reflect.String:
		return String, plain(offset, opt, func(v *Vec) *[]string { return &v.Str })
	}
	panic(fmt.Sprintf("no column of Go type %v (optional: %v)", t, opt))
}

// plain copies values of type T, with or without Opt around them.
func plain[T any](offset uintptr, opt bool, values func(*Vec) *[]T) gatherFunc {
	if !opt {
		return func(v *Vec, at unsafe.Pointer, size uintptr, n int) uint64 {
			s := values(v)
			copyAll(room(s, v.N), unsafe.Add(at, offset), size, n)
			v.N += n
			*s = (*s)[:v.N]
			return all(n)
		}
	}
	return func(v *Vec, at unsafe.Pointer, size uintptr, n int) uint64 {
		s := values(v)
		mask, k := copyKnown(room(s, v.N), unsafe.Add(at, offset), size, n)
		v.N += k
		*s = (*s)[:v.N]
		return mask
	}
}

// The loops are functions of their own, without calls and with little to keep in registers: as closures they took
// three times as long (the compiler does not inline into a closure that it has inlined).

func copyAll[T any](dst *[block]T, at unsafe.Pointer, size uintptr, n int) {
	offset := uintptr(0)
	for i := range n {
		dst[i&(block-1)] = *(*T)(unsafe.Add(at, offset))
		offset += size
	}
}

// copyKnown copies the values that are known; mask gets their bits, from the top down, as a shift by a constant
// costs less than one by a variable.
func copyKnown[T any](dst *[block]T, at unsafe.Pointer, size uintptr, n int) (mask uint64, k int) {
	offset := uintptr(0)
	for range n {
		o := (*fact.Opt[T])(unsafe.Add(at, offset))
		dst[k&(block-1)] = o.V // overwritten by the next known value if this one is not
		known := bit(&o.Known)
		mask = mask>>1 | known<<63
		k += int(known)
		offset += size
	}
	return mask >> (block - n), k
}

// mapped is plain with a conversion, for rare types.
func mapped[T, V any](offset uintptr, opt bool, values func(*Vec) *[]V, convert func(*T) V) gatherFunc {
	return func(v *Vec, at unsafe.Pointer, size uintptr, n int) (mask uint64) {
		s := values(v)
		dst := room(s, v.N)
		at = unsafe.Add(at, offset)
		k := 0
		for i := range n {
			// Opt[T] begins with its value.
			x, known := unsafe.Add(at, uintptr(i)*size), uint64(1)
			if opt {
				known = bit(&(*fact.Opt[T])(x).Known)
			}
			dst[k] = convert((*T)(x))
			mask |= known << i
			k += int(known)
		}
		v.N += k
		*s = (*s)[:v.N]
		return mask
	}
}

func bools(offset uintptr, opt bool) gatherFunc {
	return func(v *Vec, at unsafe.Pointer, size uintptr, n int) uint64 {
		values, mask, k := uint64(0), all(n), n
		if opt {
			values, mask, k = packKnown(unsafe.Add(at, offset), size, n)
		} else {
			values = packAll(unsafe.Add(at, offset), size, n)
		}
		for len(v.Bits)*64 < v.N+k {
			v.Bits = append(v.Bits, 0)
		}
		if k > 0 {
			appendBits(v.Bits, v.N, values)
		}
		v.N += k
		return mask
	}
}

func packAll(at unsafe.Pointer, size uintptr, n int) (values uint64) {
	offset := uintptr(0)
	for range n {
		values = values>>1 | bit((*bool)(unsafe.Add(at, offset)))<<63
		offset += size
	}
	return values >> (block - n)
}

func packKnown(at unsafe.Pointer, size uintptr, n int) (values, mask uint64, k int) {
	offset := uintptr(0)
	for range n {
		o := (*fact.Opt[bool])(unsafe.Add(at, offset))
		known := bit(&o.Known)
		values |= (bit(&o.V) & known) << (k & 63)
		mask = mask>>1 | known<<63
		k += int(known)
		offset += size
	}
	return values, mask >> (block - n), k
}

func addresses(offset uintptr) gatherFunc {
	return func(v *Vec, at unsafe.Pointer, size uintptr, n int) uint64 {
		mask, k := copyAddresses(room(&v.Addr, v.N), unsafe.Add(at, offset), size, n)
		v.N += k
		v.Addr = v.Addr[:v.N]
		return mask
	}
}

func copyAddresses(dst *[block]Address, at unsafe.Pointer, size uintptr, n int) (mask uint64, k int) {
	offset := uintptr(0)
	for range n {
		a := (*fact.Addr)(unsafe.Add(at, offset))
		known := uint64(0)
		if a.Version != 0 {
			known = 1
			dst[k&(block-1)] = Address{binary.BigEndian.Uint64(a.Bytes[:8]), binary.BigEndian.Uint64(a.Bytes[8:]), a.Version}
		}
		mask = mask>>1 | known<<63
		k += int(known)
		offset += size
	}
	return mask >> (block - n), k
}

// Fact gives the address back as fact has it.
func (a Address) Fact() (f fact.Addr) {
	binary.BigEndian.PutUint64(f.Bytes[:8], a.Hi)
	binary.BigEndian.PutUint64(f.Bytes[8:], a.Lo)
	f.Version = a.Version
	return f
}

func lists(offset uintptr) gatherFunc {
	return func(v *Vec, at unsafe.Pointer, size uintptr, n int) uint64 {
		for i := range n {
			list := *(*[]string)(unsafe.Add(at, uintptr(i)*size+offset))
			v.Str = append(v.Str, list...)
			v.Len = append(v.Len, int32(len(list)))
		}
		v.N += n
		return all(n)
	}
}

func packMAC(m *fact.MAC) uint64 {
	return uint64(m[0])<<40 | uint64(m[1])<<32 | uint64(binary.BigEndian.Uint32(m[2:]))
}

// UnpackMAC is the inverse of how MAC values are packed.
func UnpackMAC(x uint64) fact.MAC {
	return fact.MAC{byte(x >> 40), byte(x >> 32), byte(x >> 24), byte(x >> 16), byte(x >> 8), byte(x)}
}

// room makes room for a block of values after the first at; the caller says how many it has used.
func room[T any](s *[]T, at int) *[block]T {
	if cap(*s)-at < block {
		*s = slices.Grow((*s)[:at], max(block, at))
	}
	return (*[block]T)((*s)[at : at+block])
}

func all(n int) uint64 { return ^uint64(0) >> (64 - n) }

// bit is 1 for true: what a bool's byte holds already.
func bit(b *bool) uint64 { return uint64(*(*uint8)(unsafe.Pointer(b))) }
