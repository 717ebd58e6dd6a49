package lua

import (
	"encoding/binary"

	"whyrst/extract/fact"
)

// Index is a hash table over a file of verdicts, by tuple: with it beside the file the plugin reads nothing before
// a packet asks, and then one block. It is 32 bytes (magic, size of the file of verdicts, number of slots), a bit for
// each hash of two ports that some tuple has, in both orders, then slots of ten bytes: where a block begins (6, little-endian) and how long it is (4; 0 for an empty slot). The hash must be
// exact in the doubles of Lua 5.2.
type Index struct {
	size    int64 // bytes of the file of verdicts so far
	entries []indexEntry
}

type indexEntry struct {
	ports  [2]uint16
	hash   uint32
	offset int64
	length uint32
}

const (
	// IndexSuffix is added to the name of the file of verdicts.
	IndexSuffix = ".idx"
	indexMagic  = "whyrst index 1\n\n"
	slotBytes   = 10
	hashPrime   = 16777213
	portBytes   = 1 << 22
	portPrime   = 33554393
	// largeFile is the size from which on loading a file would be felt.
	largeFile = 4 << 20
)

// hashKey is the plugin's hash of a hexadecimal key.
func hashKey(key string) uint32 {
	h := uint64(0)
	for i := range len(key) {
		h = (h*31 + uint64(key[i])) % hashPrime
	}
	return uint32(h)
}

// add notes the block of the next tuple, which begins where the file ends so far.
func (x *Index) add(f *fact.Flow, key string, length int) {
	x.entries = append(x.entries, indexEntry{[2]uint16{f.ClientPort, f.ServerPort}, hashKey(key), x.size, uint32(length)})
}

// Wanted says that the file is large enough for an index to be worth it.
func (x *Index) Wanted() bool { return x.size > largeFile }

// Bytes is the index as the plugin reads it.
func (x *Index) Bytes() []byte {
	slots := uint64(2*len(x.entries) + 1)
	const first = 32 + portBytes
	b := make([]byte, first+slots*slotBytes)
	copy(b, indexMagic)
	binary.LittleEndian.PutUint64(b[16:], uint64(x.size))
	binary.LittleEndian.PutUint64(b[24:], slots)
	for _, e := range x.entries {
		for _, pair := range [2]uint32{uint32(e.ports[0])<<16 | uint32(e.ports[1]), uint32(e.ports[1])<<16 | uint32(e.ports[0])} {
			h := pair % portPrime
			b[32+h/8] |= 1 << (h % 8)
		}
		at := uint64(e.hash) % slots
		for binary.LittleEndian.Uint32(b[first+at*slotBytes+6:]) != 0 {
			at = (at + 1) % slots
		}
		slot := b[first+at*slotBytes:]
		binary.LittleEndian.PutUint32(slot, uint32(e.offset))
		binary.LittleEndian.PutUint16(slot[4:], uint16(e.offset>>32))
		binary.LittleEndian.PutUint32(slot[6:], e.length)
	}
	return b
}
