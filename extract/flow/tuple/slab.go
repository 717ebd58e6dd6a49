package tuple

// Slab holds records of one type under small numbers. Records without pointers make it memory that the garbage
// collector does not scan.
type Slab[T any] struct {
	chunks [][]T
	free   []int32
	next   int32
}

// chunk is the number of records that the slab grows by.
const chunk = 512

// At returns the record with this number.
func (s *Slab[T]) At(id int32) *T { return &s.chunks[uint32(id)/chunk][uint32(id)%chunk] }

// Alloc takes a zeroed record.
func (s *Slab[T]) Alloc() (int32, *T) {
	var id int32
	if n := len(s.free); n > 0 {
		id, s.free = s.free[n-1], s.free[:n-1]
	} else {
		id = s.next
		s.next++
		if int(id)/chunk == len(s.chunks) {
			s.chunks = append(s.chunks, make([]T, chunk))
		}
	}
	r := s.At(id)
	var zero T
	*r = zero
	return id, r
}

// Free gives a record back.
func (s *Slab[T]) Free(id int32) { s.free = append(s.free, id) }

// Numbers is how many numbers were ever in use at once: records have numbers below it.
func (s *Slab[T]) Numbers() int32 { return s.next }
