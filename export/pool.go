package export

import (
	"sync"

	"whyrst/export/internal/batch"
	"whyrst/export/internal/parquetfile"
)

// pool runs the encoder goroutines. Work is a column of a batch; work of one column of one row group is done in
// the order of its coming, by one goroutine at a time, and all else in parallel: bytes do not depend on how many
// goroutines there are.
type pool struct {
	mu      sync.Mutex
	wake    sync.Cond
	ready   []*column // columns with work that no goroutine has taken
	stopped bool
	running sync.WaitGroup
}

// column is one column of a row group in the making.
type column struct {
	chunk    *parquetfile.Chunk
	group    *rowGroup
	finished parquetfile.Finished
	queue    []work // guarded by pool.mu
	taken    bool   // a goroutine has it, or it is in pool.ready
}

// work is a batch to append, or the end of the row group if batch is nil.
type work struct {
	batch *batch.Batch
	vec   int
}

func newPool(workers int) *pool {
	p := &pool{}
	p.wake.L = &p.mu
	for range workers {
		p.running.Go(p.encode)
	}
	return p
}

// submit queues the same work for several columns: vec counts from 0 with them.
func (p *pool) submit(columns []column, b *batch.Batch) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range columns {
		c := &columns[i]
		c.queue = append(c.queue, work{b, i})
		if !c.taken {
			c.taken = true
			p.ready = append(p.ready, c)
		}
	}
	p.wake.Broadcast()
}

// encode is an encoder goroutine.
func (p *pool) encode() {
	scratch := parquetfile.NewScratch()
	for {
		c, w, ok := p.next()
		if !ok {
			return
		}
		if w.batch == nil {
			c.finished = c.chunk.Finish(scratch)
			p.done(c)
			c.group.columnDone()
			continue
		}
		c.chunk.Append(&w.batch.Vecs[w.vec], scratch)
		p.done(c)
		if w.batch.Release() {
			c.group.sink.recycle(w.batch)
		}
	}
}

// next waits for a column with work.
func (p *pool) next() (*column, work, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.ready) == 0 && !p.stopped {
		p.wake.Wait()
	}
	if p.stopped {
		return nil, work{}, false
	}
	var c *column
	var w work
	c, p.ready = pop(p.ready)
	w, c.queue = pop(c.queue)
	return c, w, true
}

// pop takes the first of a queue; an empty queue begins at the start of its memory again.
func pop[T any](queue []T) (T, []T) {
	first := queue[0]
	if len(queue) == 1 {
		return first, queue[:0]
	}
	return first, queue[1:]
}

// done gives a column back; the order of ready is that of batches, so that old ones are released first.
func (p *pool) done(c *column) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.taken = len(c.queue) > 0; c.taken {
		p.ready = append(p.ready, c)
		p.wake.Signal()
	}
}

// stop ends the goroutines; work that waits is dropped.
func (p *pool) stop() {
	p.mu.Lock()
	p.stopped = true
	p.wake.Broadcast()
	p.mu.Unlock()
	p.running.Wait()
}
