package flow

import "math/rand/v2"

// table maps keys to connections: an open-addressing index over a slab. The slab grows by chunks, so a *conn
// stays valid, and conns are recycled through a free list.
type table struct {
	seed   uint64
	slots  []slot
	mask   uint64
	used   int
	chunks [][]conn
	free   []int32
	next   int32
}

// slot is a cell of the index: 32 bits of the hash spare most key comparisons. id is -1 if the cell is empty.
type slot struct {
	tag uint32
	id  int32
}

const chunkSize = 512

func newTable() *table {
	t := &table{seed: rand.Uint64()}
	t.resize(1 << 12)
	return t
}

func (t *table) resize(n int) {
	old := t.slots
	t.slots = make([]slot, n)
	t.mask = uint64(n - 1)
	for i := range t.slots {
		t.slots[i].id = -1
	}
	for _, s := range old {
		if s.id >= 0 {
			t.insertSlot(t.at(s.id).key.hash(t.seed), s.id)
		}
	}
}

func (t *table) insertSlot(h uint64, id int32) {
	i := h & t.mask
	for t.slots[i].id >= 0 {
		i = (i + 1) & t.mask
	}
	t.slots[i] = slot{tag: uint32(h >> 32), id: id}
}

// at returns the connection with this id.
func (t *table) at(id int32) *conn { return &t.chunks[id/chunkSize][id%chunkSize] }

// find returns the current connection of k, or nil.
func (t *table) find(k *key, h uint64) *conn {
	tag := uint32(h >> 32)
	for i := h & t.mask; t.slots[i].id >= 0; i = (i + 1) & t.mask {
		if t.slots[i].tag == tag {
			if c := t.at(t.slots[i].id); c.key == *k {
				return c
			}
		}
	}
	return nil
}

// alloc takes a zeroed connection from the slab; it is not in the index yet.
func (t *table) alloc() *conn {
	var id int32
	if n := len(t.free); n > 0 {
		id, t.free = t.free[n-1], t.free[:n-1]
	} else {
		id = t.next
		t.next++
		if int(id)/chunkSize == len(t.chunks) {
			t.chunks = append(t.chunks, make([]conn, chunkSize))
		}
	}
	c := t.at(id)
	*c = conn{id: id, prev: -1, before: -1, inUse: true}
	return c
}

// put makes c the current connection of its key, instead of the one that may be there.
func (t *table) put(c *conn, h uint64) {
	tag := uint32(h >> 32)
	for i := h & t.mask; t.slots[i].id >= 0; i = (i + 1) & t.mask {
		if t.slots[i].tag == tag && t.at(t.slots[i].id).key == c.key {
			t.slots[i].id = c.id
			return
		}
	}
	if 10*(t.used+1) > 7*len(t.slots) {
		t.resize(2 * len(t.slots))
	}
	t.insertSlot(h, c.id)
	t.used++
}

// remove takes c out of the index if it is its key's current connection.
func (t *table) remove(c *conn) {
	h := c.key.hash(t.seed)
	i := h & t.mask
	for t.slots[i].id != c.id {
		if t.slots[i].id < 0 {
			return
		}
		i = (i + 1) & t.mask
	}
	t.used--
	// Backward shift: close the gap, so that no tombstones slow later look-ups down.
	for j := (i + 1) & t.mask; t.slots[j].id >= 0; j = (j + 1) & t.mask {
		home := t.at(t.slots[j].id).key.hash(t.seed) & t.mask
		if (j-home)&t.mask >= (j-i)&t.mask {
			t.slots[i] = t.slots[j]
			i = j
		}
	}
	t.slots[i].id = -1
}

// release gives c back to the slab.
func (t *table) release(c *conn) { t.free = append(t.free, c.id) }
