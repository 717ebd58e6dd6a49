package main

import (
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress is the bar on long work. It shows nothing where nobody looks, and nothing for work that is done
// before anyone would wonder.
type progress struct {
	mu  sync.Mutex
	to  screen
	bar *progressbar.ProgressBar
	// from is when the work began.
	from time.Time
}

// later writes only once patience is over: the bar counts from the beginning, so that its rate is true, and shows
// itself when somebody may wonder.
type later struct {
	io.Writer
	from time.Time
}

func (l later) Write(p []byte) (int, error) {
	if time.Since(l.from) < patience {
		return len(p), nil
	}
	return l.Writer.Write(p)
}

// patience is how long a person waits before asking whether anything happens.
const patience = 500 * time.Millisecond

func newProgress(w io.Writer) *progress {
	return &progress{to: screenOf(w), from: time.Now()}
}

// update says how many of the input's stored bytes are done; total is 0 or less if nobody knows.
func (p *progress) update(done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.to.terminal {
		return
	}
	if total <= 0 {
		total = -1
	}
	if p.bar == nil {
		p.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(later{p.to, p.from}),
			progressbar.OptionSetDescription("reading"),
			progressbar.OptionShowBytes(true),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionFullWidth(),
			progressbar.OptionClearOnFinish(),
		)
	}
	if total > 0 && p.bar.GetMax64() != total {
		p.bar.ChangeMax64(total)
	}
	_ = p.bar.Set64(done) // a terminal that went away is no reason to stop
}

// done takes the bar away, so that what is printed next stands alone.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
	p.to.terminal = false
}
