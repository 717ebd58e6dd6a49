package export

import (
	"errors"

	"whyrst/export/internal/batch"
)

// errAborted is what methods return after Abort.
var errAborted = errors.New("export: aborted")

// maxBatches is how many batches of a table are under way in one capture: one that is filled, one that is encoded,
// one for the unevenness of the columns.
const maxBatches = 3

// recycler lends batches; when all are out, the caller waits for the encoders.
type recycler struct {
	layout  *batch.Layout
	free    chan *batch.Batch
	made    int
	aborted <-chan struct{}
}

func newRecycler(l *batch.Layout, aborted <-chan struct{}) *recycler {
	return &recycler{layout: l, free: make(chan *batch.Batch, maxBatches), aborted: aborted}
}

func (r *recycler) take() (*batch.Batch, error) {
	select {
	case b := <-r.free:
		return b, nil
	default:
	}
	if r.made < maxBatches {
		r.made++
		return batch.New(r.layout), nil
	}
	select {
	case b := <-r.free:
		return b, nil
	case <-r.aborted:
		return nil, errAborted
	}
}

func (r *recycler) put(b *batch.Batch) {
	b.Reset()
	r.free <- b
}

// span is the range of ts_ns.
type span struct {
	low, high int64
	known     bool
}

func (s *span) join(o span) {
	switch {
	case !o.known:
	case !s.known:
		*s = o
	default:
		s.low, s.high = min(s.low, o.low), max(s.high, o.high)
	}
}

func (s *span) bounds() (low, high *int64) {
	if !s.known {
		return nil, nil
	}
	l, h := s.low, s.high
	return &l, &h
}

// spanOf is the range of a column of 64-bit integers.
func spanOf(v *batch.Vec) (s span) {
	for _, x := range v.I64 {
		if !s.known {
			s = span{x, x, true}
		}
		s.low, s.high = min(s.low, x), max(s.high, x)
	}
	return s
}
