package cross

// chunkLen is how many elements a slab allocates at once: no copying as it grows, and a small capture pays
// for one chunk.
const chunkLen = 256

// slab hands out elements by index, from 1; 0 means none. Elements never move.
type slab[T any] struct {
	chunks []*[chunkLen]T
	n      uint32
}

func (s *slab[T]) at(i uint32) *T { return &s.chunks[i/chunkLen][i%chunkLen] }

// grow returns the index of a new element.
func (s *slab[T]) grow() uint32 {
	s.n++
	if int(s.n/chunkLen) >= len(s.chunks) {
		s.chunks = append(s.chunks, new([chunkLen]T))
	}
	return s.n
}

// table is a bounded map from K to records. A record that something refers to is pinned and stays; the
// others are kept as long as there is room, and make it for new ones in the order in which they were last
// used. Lookups by key only: the map's own order never shows.
type table[K comparable, V any] struct {
	index     map[K]uint32
	recs      slab[record[K, V]]
	free      uint32 // chained by newer
	oldest    uint32 // unpinned records, by last use
	newest    uint32
	max       uint32
	serial    uint32
	forgotten int64
}

type record[K comparable, V any] struct {
	key  K
	v    V
	refs uint32
	// serial tells this use of the slot from earlier ones: keys of other tables are made of it, so that
	// what they know of a forgotten record is never taken for knowledge about its successor.
	serial       uint32
	older, newer uint32
}

func newTable[K comparable, V any](max int) table[K, V] {
	return table[K, V]{index: make(map[K]uint32), max: uint32(max)}
}

// at returns the record's value; index 0 has none.
func (t *table[K, V]) at(i uint32) *V { return &t.recs.at(i).v }

// serialOf returns the number of this use of the slot.
func (t *table[K, V]) serialOf(i uint32) uint32 { return t.recs.at(i).serial }

// find returns the record of k, 0 if there is none.
func (t *table[K, V]) find(k K) uint32 { return t.index[k] }

// get returns the record of k, a fresh unpinned one if there was none, and 0 if every record is pinned.
func (t *table[K, V]) get(k K) uint32 {
	if i := t.index[k]; i != 0 {
		return i
	}
	i := t.slot()
	if i == 0 {
		return 0
	}
	t.serial++
	*t.recs.at(i) = record[K, V]{key: k, serial: t.serial}
	t.index[k] = i
	t.link(i)
	return i
}

// slot finds room: a freed slot, a new one, or that of the record unused for longest.
func (t *table[K, V]) slot() uint32 {
	switch {
	case t.free != 0:
		i := t.free
		t.free = t.recs.at(i).newer
		return i
	case t.recs.n < t.max:
		return t.recs.grow()
	case t.oldest != 0:
		i := t.oldest
		t.unlink(i)
		delete(t.index, t.recs.at(i).key)
		t.forgotten++
		return i
	}
	return 0
}

// pin keeps the record until the matching unpin. Index 0 is ignored.
func (t *table[K, V]) pin(i uint32) {
	if i == 0 {
		return
	}
	r := t.recs.at(i)
	if r.refs == 0 {
		t.unlink(i)
	}
	r.refs++
}

// unpin undoes one pin. Index 0 is ignored.
func (t *table[K, V]) unpin(i uint32) {
	if i == 0 {
		return
	}
	r := t.recs.at(i)
	if r.refs == 0 {
		panic("cross: unpin of a record that nothing pins")
	}
	if r.refs--; r.refs == 0 {
		t.link(i)
	}
}

// touch marks an unpinned record as just used.
func (t *table[K, V]) touch(i uint32) {
	if i != 0 && i != t.newest && t.recs.at(i).refs == 0 {
		t.unlink(i)
		t.link(i)
	}
}

func (t *table[K, V]) link(i uint32) {
	r := t.recs.at(i)
	r.older, r.newer = t.newest, 0
	if t.newest != 0 {
		t.recs.at(t.newest).newer = i
	} else {
		t.oldest = i
	}
	t.newest = i
}

func (t *table[K, V]) unlink(i uint32) {
	r := t.recs.at(i)
	if r.older != 0 {
		t.recs.at(r.older).newer = r.newer
	} else {
		t.oldest = r.newer
	}
	if r.newer != 0 {
		t.recs.at(r.newer).older = r.older
	} else {
		t.newest = r.older
	}
	r.older, r.newer = 0, 0
}

// multiset counts keys; a key is present while its count is above 0.
type multiset map[uint64]uint32

// add reports whether k is new.
func (m multiset) add(k uint64) bool {
	n := m[k]
	m[k] = n + 1
	return n == 0
}

// remove reports whether k is gone.
func (m multiset) remove(k uint64) bool {
	n := m[k]
	if n > 1 {
		m[k] = n - 1
		return false
	}
	delete(m, k)
	return n == 1
}

// key2 makes one key of a record's serial number and a second number.
func key2(serial uint32, x uint32) uint64 { return uint64(serial)<<32 | uint64(x) }
