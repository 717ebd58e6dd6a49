package export

import (
	"sync/atomic"

	"whyrst/export/internal/parquetfile"
)

// rowGroup is a row group in the making.
type rowGroup struct {
	sink           *parquetSink
	columns        []column // of the rows, then those of the verdict
	rows, lateRows int64
	open           bool         // takes more pages
	pending        atomic.Int32 // columns that are not finished
	done           bool         // guarded by sink.mu
	span           span
}

// columnDone counts a finished column; the last one has the row group written if all before it are.
func (g *rowGroup) columnDone() {
	if g.pending.Add(-1) > 0 {
		return
	}
	s := g.sink
	s.mu.Lock()
	defer s.mu.Unlock()
	g.done = true
	if s.writing {
		return // whoever writes will find it
	}
	s.writing = true
	for len(s.queue) > 0 && s.queue[0].done {
		next := s.queue[0]
		s.mu.Unlock()
		err := s.failed()
		if err == nil {
			err = s.write(next)
		}
		next.reset()
		s.mu.Lock()
		if err != nil && s.err.Load() == nil {
			s.err.Store(&err)
		}
		s.queue = s.queue[1:]
		s.free = append(s.free, next)
	}
	s.writing = false
	s.idle.Broadcast()
}

func (g *rowGroup) reset() {
	for i := range g.columns {
		g.columns[i].chunk.Reset()
		g.columns[i].finished = parquetfile.Finished{}
	}
	g.rows, g.lateRows, g.done, g.span = 0, 0, false, span{}
}
