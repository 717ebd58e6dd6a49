package zfixed

import (
	"encoding/binary"
	"math/bits"

	"github.com/klauspost/compress/huff0"
)

// width is the size of a value in bytes.
const width = 8

// maxBlock is Block_Maximum_Size, RFC 8878 3.1.1.2.4.
const maxBlock = 128 << 10

// Encoder holds buffers; it serves one goroutine.
type Encoder struct {
	huff huff0.Scratch
	lits []byte
	// low is how many low bytes of each value are literals.
	low int
}

// Append appends a frame whose content is prefix and then the values.
func (e *Encoder) Append(dst, prefix []byte, values []int64) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, 0xFD2FB528)
	// Single segment, content size in four bytes (RFC 8878 3.1.1.1).
	dst = append(dst, 0b10_1_00000)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(prefix)+width*len(values)))
	e.huff.Reuse = huff0.ReusePolicyNone
	for len(prefix) > maxBlock {
		dst, prefix = e.block(dst, prefix[:maxBlock], 0, false), prefix[maxBlock:]
	}
	e.lits = append(e.lits[:0], prefix...)
	if len(values) == 0 {
		return e.block(dst, e.lits, 0, true)
	}
	if e.low = lowBytes(values); e.low == width {
		return e.whole(dst, values)
	}
	// The first value is literal: there must be something to match.
	if len(e.lits)+width > maxBlock {
		dst = e.block(dst, e.lits, 0, false)
		e.lits = e.lits[:0]
	}
	e.lits = binary.LittleEndian.AppendUint64(e.lits, uint64(values[0]))
	dst = e.block(dst, e.lits, 0, len(values) == 1)
	return e.sequences(dst, values)
}

// whole writes what e.lits holds and all values as literals.
func (e *Encoder) whole(dst []byte, values []int64) []byte {
	for len(values) > 0 {
		n := min(len(values), (maxBlock-len(e.lits))/width)
		for _, v := range values[:n] {
			e.lits = binary.LittleEndian.AppendUint64(e.lits, uint64(v))
		}
		values = values[n:]
		dst = e.block(dst, e.lits, 0, len(values) == 0)
		e.lits = e.lits[:0]
	}
	return dst
}

// lowBytes picks how many low bytes to send as literals: each costs a byte a value at most, and every value that
// differs from its neighbour above them costs a block. All eight if that is cheapest.
func lowBytes(values []int64) int {
	const blockCost = 24 // headers, and the high bytes of the value that differs
	var changes [width + 1]int
	last := values[0]
	for _, v := range values[1:] {
		changes[(bits.Len64(uint64(v^last))+7)>>3]++
		last = v
	}
	best, least, above := width, len(values)*width, 0
	for k := width; k >= 1; k-- {
		if cost := len(values)*k + above*blockCost; k <= width-leastMatch && cost < least {
			best, least = k, cost
		}
		above += changes[k]
	}
	return best
}

// sequences writes the blocks of all values after the first.
func (e *Encoder) sequences(dst []byte, values []int64) []byte {
	keep := ^uint64(0) << (8 * e.low)
	// A block's content is at most maxBlock; the first one declares the offset and has one sequence.
	most := 1
	for i := 1; i < len(values); {
		e.lits = e.lits[:0]
		n := 0
		last := uint64(values[i-1])
		for ; n < most && i+n < len(values); n++ {
			v := uint64(values[i+n])
			if (v^last)&keep != 0 {
				break
			}
			e.lits = appendLow(e.lits, v, e.low)
			last = v
		}
		i += n
		if n < most && i < len(values) {
			// The value that differs ends the block as its last literals.
			e.lits = binary.LittleEndian.AppendUint64(e.lits, uint64(values[i]))
			i++
		}
		if n > 0 {
			first := most == 1
			most = maxBlock/width - 1
			dst = e.block(dst, e.lits, n, i == len(values))
			if first {
				dst = declareOffset(dst)
			}
			continue
		}
		dst = e.block(dst, e.lits, 0, i == len(values))
	}
	return dst
}

// appendLow appends the k low bytes of v.
func appendLow(dst []byte, v uint64, k int) []byte {
	return binary.LittleEndian.AppendUint64(dst, v)[:len(dst)+k]
}

// Codes of the sequences, RFC 8878 3.1.1.3.2.1. Literal lengths below 16 are their own code.
const (
	allRLE         = 0b01_01_01_00
	repeatedOffset = 0 // offset value 1: the last offset again
	thirdOffset    = 1 // offset value 2 or 3 by one more bit; 3 is 8 when a frame begins (3.1.1.5)
	leastMatch     = 3
)

// declareOffset turns the sequence at the end of dst, the frame's first, into one that takes 8 from the frame's
// three initial offsets. From then on it is the last offset.
func declareOffset(dst []byte) []byte {
	dst[len(dst)-3] = thirdOffset
	dst[len(dst)-1] = 0b11 // one bit, 1, and the bit that ends every bit stream
	return dst
}

// block appends a block: literals, then n sequences of e.low literals and a match of the rest of a value, then the
// literals left over.
func (e *Encoder) block(dst, lits []byte, n int, last bool) []byte {
	const raw, compressed = 0, 2
	at, kind := len(dst), uint32(compressed)
	dst = e.literals(append(dst, 0, 0, 0), lits)
	switch {
	case n == 0:
		if dst = append(dst, 0); len(dst)-at-3 >= len(lits) {
			// A compressed block must not be larger than its content may be.
			kind, dst = raw, append(dst[:at+3], lits...)
		}
	case n < 128:
		dst = append(dst, byte(n))
	default: // below 0x7F00, as maxBlock holds 16,384 values
		dst = append(dst, byte(n>>8+128), byte(n))
	}
	if n > 0 {
		dst = append(dst, allRLE, byte(e.low), repeatedOffset, byte(width-e.low-leastMatch))
		dst = append(dst, 1) // no bits but the one that ends the stream
	}
	header := uint32(len(dst)-at-3)<<3 | kind<<1
	if last {
		header |= 1
	}
	dst[at], dst[at+1], dst[at+2] = byte(header), byte(header>>8), byte(header>>16)
	return dst
}

// leastHuffman is where Huffman coding pays: a table costs 5 µs and some 100 bytes, and the short blocks between
// two changes of a high byte hold the bytes that do not compress.
const leastHuffman = 2 << 10

// literals appends a literals section (RFC 8878 3.1.1.3.1): Huffman coded, one byte repeated, or as they are.
func (e *Encoder) literals(dst, lits []byte) []byte {
	const raw, rle, compressed, treeless = 0, 1, 2, 3
	if len(lits) >= leastHuffman {
		out, reused, err := huff0.Compress4X(lits, &e.huff)
		switch {
		case err == huff0.ErrUseRLE:
			return append(sizeHeader(dst, rle, len(lits)), lits[0])
		case err == nil && len(out) < len(lits):
			kind := uint64(compressed)
			if reused {
				kind = treeless
			}
			e.huff.Reuse = huff0.ReusePolicyAllow
			return append(compressedHeader(dst, kind, len(lits), len(out)), out...)
		}
	}
	return append(sizeHeader(dst, raw, len(lits)), lits...)
}

// sizeHeader is the header of raw and repeated literals.
func sizeHeader(dst []byte, kind uint32, n int) []byte {
	switch h := kind | uint32(n)<<4; {
	case n < 1<<5:
		return append(dst, byte(kind|uint32(n)<<3))
	case n < 1<<12:
		return append(dst, byte(h|1<<2), byte(h>>8))
	default:
		return append(dst, byte(h|3<<2), byte(h>>8), byte(h>>16))
	}
}

// compressedHeader is the header of Huffman coded literals in four streams.
func compressedHeader(dst []byte, kind uint64, n, packed int) []byte {
	sizes := func(format uint64, bits, bytes int) []byte {
		h := kind | format<<2 | uint64(n)<<4 | uint64(packed)<<(4+bits)
		for range bytes {
			dst = append(dst, byte(h))
			h >>= 8
		}
		return dst
	}
	switch {
	case n < 1<<10:
		return sizes(1, 10, 3)
	case n < 1<<14:
		return sizes(2, 14, 4)
	default:
		return sizes(3, 18, 5)
	}
}
