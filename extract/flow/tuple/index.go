package tuple

// Index maps hashes to record numbers by open addressing. It knows no keys: the caller compares them in his
// records, of those few whose 32 bits of hash agree. As a slot holds its whole hash, growing and deleting touch
// the slots alone.
type Index struct {
	slots []slot
	mask  uint32
	used  int
}

// slot is a cell; id is -1 if it is empty.
type slot struct {
	hash uint32
	id   int32
}

const firstSlots = 1 << 12

// NewIndex returns an empty Index.
func NewIndex() Index {
	var x Index
	x.resize(firstSlots)
	return x
}

// Len is the number of entries.
func (x *Index) Len() int { return x.used }

// First returns the place of the first entry with hash h, -1 if there is none.
func (x *Index) First(h uint32) int { return x.from(h, h&x.mask) }

// Next returns the place of the next entry with hash h behind the one at place at, -1 if there is none.
func (x *Index) Next(h uint32, at int) int { return x.from(h, (uint32(at)+1)&x.mask) }

// from looks from slot i on. The index is never full, so that an empty slot ends the search.
func (x *Index) from(h, i uint32) int {
	for x.slots[i].id >= 0 {
		if x.slots[i].hash == h {
			return int(i)
		}
		i = (i + 1) & x.mask
	}
	return -1
}

// At returns the record number at a place.
func (x *Index) At(at int) int32 { return x.slots[at].id }

// Replace puts another record number at a place.
func (x *Index) Replace(at int, id int32) { x.slots[at].id = id }

// Add enters a record number, beside others of the same hash. Places found before are no longer valid.
func (x *Index) Add(h uint32, id int32) {
	if 10*(x.used+1) > 7*len(x.slots) {
		x.resize(2 * len(x.slots))
	}
	x.insert(slot{hash: h, id: id})
	x.used++
}

// Delete removes the entry of a hash and record number; it reports false if there is none. Places found before
// are no longer valid.
func (x *Index) Delete(h uint32, id int32) bool {
	i := h & x.mask
	for x.slots[i].id != id {
		if x.slots[i].id < 0 {
			return false
		}
		i = (i + 1) & x.mask
	}
	x.used--
	// Backward shift: close the gap, so that no tombstones slow later look-ups down.
	for j := (i + 1) & x.mask; x.slots[j].id >= 0; j = (j + 1) & x.mask {
		home := x.slots[j].hash & x.mask
		if (j-home)&x.mask >= (j-i)&x.mask {
			x.slots[i] = x.slots[j]
			i = j
		}
	}
	x.slots[i].id = -1
	return true
}

func (x *Index) insert(s slot) {
	i := s.hash & x.mask
	for x.slots[i].id >= 0 {
		i = (i + 1) & x.mask
	}
	x.slots[i] = s
}

func (x *Index) resize(n int) {
	old := x.slots
	x.slots, x.mask = make([]slot, n), uint32(n-1)
	for i := range x.slots {
		x.slots[i].id = -1
	}
	for _, s := range old {
		if s.id >= 0 {
			x.insert(s)
		}
	}
}
