package parquetfile

import (
	"math/bits"
	"strings"

	"whyrst/export/internal/batch"
	"whyrst/export/internal/text"
)

// addresses is hashed for IP addresses.
type addresses struct {
	slots []uint32
	shift int
	vals  batch.Vec
}

func hashAddr(a batch.Address) uint64 {
	h := (a.Hi^uint64(a.Version))*spread ^ a.Lo
	return (h ^ h>>32) * spread
}

func (d *addresses) indexes(v *batch.Vec, ids []uint16) bool {
	for i, x := range v.Addr {
		if 2*len(d.vals.Addr) >= len(d.slots) {
			if len(d.vals.Addr) >= maxDict {
				return false
			}
			d.grow()
		}
		mask := uint64(len(d.slots) - 1)
		at := hashAddr(x) >> d.shift
		end := at + maxProbe
		for {
			id := d.slots[at&mask]
			if id == 0 {
				d.vals.Addr = append(d.vals.Addr, x)
				id = uint32(len(d.vals.Addr))
				d.slots[at&mask] = id
			} else if d.vals.Addr[id-1] != x {
				if at++; at == end {
					return false
				}
				continue
			}
			ids[i] = uint16(id - 1)
			break
		}
	}
	d.vals.N = len(d.vals.Addr)
	return true
}

func (d *addresses) grow() {
	d.slots = resized(d.slots)
	d.shift = 64 - bits.Len(uint(len(d.slots)-1))
	mask := uint64(len(d.slots) - 1)
	for i, x := range d.vals.Addr {
		at := hashAddr(x) >> d.shift
		for d.slots[at&mask] != 0 {
			at++
		}
		d.slots[at&mask] = uint32(i + 1)
	}
}

func (d *addresses) values() *batch.Vec { return &d.vals }

func (d *addresses) reset() {
	d.vals.Addr, d.vals.N, d.slots = d.vals.Addr[:0], 0, d.slots[:0]
}

// texts numbers strings, as they came and not as the table holds them, so that cleaning is done once for each.
type texts struct {
	ids   map[string]uint16
	vals  batch.Vec
	bytes int
}

func (d *texts) indexes(v *batch.Vec, ids []uint16) bool {
	last, lastID := "", -1
	for i, s := range v.Str {
		// Rows of one flow or file share their strings, and equal pointers compare at once.
		if lastID >= 0 && s == last {
			ids[i] = uint16(lastID)
			continue
		}
		id, ok := d.ids[s]
		if !ok {
			if id, ok = d.enter(s); !ok {
				return false
			}
		}
		ids[i], last, lastID = id, s, int(id)
	}
	return true
}

// enter adds s; two strings that are one when cleaned get one entry.
func (d *texts) enter(s string) (uint16, bool) {
	clean := text.Clean(s)
	if clean != s {
		if id, ok := d.ids[clean]; ok {
			d.ids[s] = id
			return id, true
		}
	}
	d.bytes += len(clean)
	if len(d.vals.Str) >= maxDict || d.bytes > maxDictText {
		return 0, false
	}
	id := uint16(len(d.vals.Str))
	// A clone, because s may be a part of something large.
	clean = strings.Clone(clean)
	d.vals.Str = append(d.vals.Str, clean)
	d.vals.N++
	d.ids[clean] = id
	if clean != s {
		d.ids[strings.Clone(s)] = id
	}
	return id, true
}

func (d *texts) values() *batch.Vec { return &d.vals }

func (d *texts) reset() {
	clear(d.ids)
	clear(d.vals.Str)
	d.vals.Str, d.vals.N, d.bytes = d.vals.Str[:0], 0, 0
}
