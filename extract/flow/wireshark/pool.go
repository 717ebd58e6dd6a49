package wireshark

// Rings of unacknowledged segments have 2 segments or a power of two more: most connections have few segments under
// way, some have thousands.
const (
	firstBits = 1
	classes   = 14 // the last one holds maxUnacked
	chunkBits = 12
)

// pool holds the rings of all lists. It has no pointers but to its chunks, and gives rings of a list that ran
// empty to the next one, so that a segment and its ACK meet memory that is still in the cache.
type pool struct {
	class [classes]struct {
		chunks [][]unacked
		free   []int32
		next   int32
	}
	room int // segments that the rings in use have room for
}

func ringSize(class int8) int { return 1 << (firstBits + class) }

// perChunk is how many rings of a class share a chunk, as a power of two.
func perChunk(class int8) uint { return uint(max(0, chunkBits-firstBits-int(class))) }

// ring returns the ring of a list that is not empty.
func (p *pool) ring(l *unackedList) []unacked {
	size, per := ringSize(l.class), perChunk(l.class)
	at := int(l.ring) & (1<<per - 1) * size
	return p.class[l.class].chunks[l.ring>>per][at : at+size : at+size]
}

// take gives an empty list a ring of a class.
func (p *pool) take(l *unackedList, class int8) {
	k := &p.class[class]
	l.class, l.head = class, 0
	p.room += ringSize(class)
	if n := len(k.free); n > 0 {
		l.ring, k.free = k.free[n-1], k.free[:n-1]
		return
	}
	l.ring = k.next
	k.next++
	if per := perChunk(class); int(l.ring>>per) == len(k.chunks) {
		k.chunks = append(k.chunks, make([]unacked, ringSize(class)<<per))
	}
}

// give takes the ring of a list that ran empty.
func (p *pool) give(l *unackedList) {
	p.room -= ringSize(l.class)
	p.class[l.class].free = append(p.class[l.class].free, l.ring)
}

// grow moves a full list into a ring of twice the size.
func (p *pool) grow(l *unackedList) {
	old, from := *l, p.ring(l)
	p.take(l, old.class+1)
	to := p.ring(l)
	n := copy(to, from[old.head:])
	copy(to[n:], from[:old.head])
	p.give(&old)
}

// drop empties a list.
func (p *pool) drop(l *unackedList) {
	if l.n > 0 {
		l.n = 0
		p.give(l)
	}
}
