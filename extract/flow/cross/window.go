package cross

import "math"

// Durations in nanoseconds of capture time.
const (
	millisecond int64 = 1_000_000
	second            = 1000 * millisecond
	minute            = 60 * second
)

// eventKind says what an event in a window counted, so that its leaving uncounts the same.
type eventKind uint8

const (
	evAccept    eventKind = iota // rec: service; a handshake complete
	evRefused                    // rec: service; a SYN refused
	evStale                      // rec: host; a stale tuple met by the client
	evStateLost                  // rec: host; a connection answered as unknown
	evHsReset                    // rec: service; a handshake reset without a byte of the server
	evHsOk                       // rec: service; a handshake served
	evOrphan                     // rec: host; an abort of a closing connection, port is S's
	evOpened                     // rec: service, host: client; counts as open when this leaves
	evEnded                      // rec: service, host: client; counts as open until this leaves
	evCancelled                  // counts nothing
)

// event is one entry of a window. It pins its records.
type event struct {
	at   int64
	rec  uint32
	host uint32
	port uint16
	kind eventKind
}

// window is a queue of the events of the last span nanoseconds, oldest first.
type window struct {
	span int64
	ring []event // length is a power of two
	head uint64  // index of the oldest, modulo len(ring)
	tail uint64  // one past the newest
}

// maxWindow bounds a window: 1.5 MiB. A full window lets its oldest event go early.
const maxWindow = 1 << 16

func (w *window) full() bool { return w.tail-w.head == maxWindow }

func (w *window) push(e event) {
	if int(w.tail-w.head) == len(w.ring) {
		w.grow()
	}
	w.ring[w.tail&uint64(len(w.ring)-1)] = e
	w.tail++
}

func (w *window) grow() {
	bigger := make([]event, max(64, 2*len(w.ring)))
	for i := w.head; i != w.tail; i++ {
		bigger[i&uint64(len(bigger)-1)] = w.ring[i&uint64(len(w.ring)-1)]
	}
	w.ring = bigger
}

// due reports whether the oldest event has left the span that ends at now.
func (w *window) due(now int64) bool {
	return w.head != w.tail && w.ring[w.head&uint64(len(w.ring)-1)].at < now-w.span
}

func (w *window) pop() event {
	e := w.ring[w.head&uint64(len(w.ring)-1)]
	w.head++
	return e
}

// The windows, by span. An event of lag is not counted for 0.5 s, and counted from then on.
const (
	win60s = iota
	win30s
	win10s
	win5s
	lag
	windows
)

var spans = [windows]int64{60 * second, 30 * second, 10 * second, 5 * second, 500 * millisecond}

// maxStepBack is how far the capture's time may step back before it counts as another time line: a clock
// set back, files in the wrong order, or one packet with a time far in the future before.
const maxStepBack = 10 * second

// advance moves the end of every window to ts, or leaves it where it is if ts is older.
func (t *Tracker) advance(ts int64) {
	if ts <= t.now {
		if ts >= t.now-maxStepBack {
			return
		}
		t.expire(math.MaxInt64 / 2)
		t.stats.StepsBack++
	}
	if t.start == 0 {
		t.start = ts
	}
	t.now = ts
	t.expire(ts)
}

func (t *Tracker) expire(now int64) {
	for i := range t.windows {
		w := &t.windows[i]
		for w.due(now) {
			t.leave(w.pop())
		}
	}
	for t.abortCut != t.abortNext && t.abort(t.abortCut).at < now-abortSpan {
		t.leaveAbort()
	}
	t.expireConns(now)
}

// enter adds an event at the present time to a window and pins its records. It returns the event's place,
// from 1, for cancel.
func (t *Tracker) enter(win int, e event) uint64 {
	w := &t.windows[win]
	if w.full() {
		t.leave(w.pop())
		t.stats.Shortened++
	}
	e.at = t.now
	t.pinEvent(e)
	w.push(e)
	return w.tail
}

// cancel takes an event back, if it is still in its window.
func (t *Tracker) cancel(win int, place uint64) {
	w := &t.windows[win]
	if i := place - 1; i >= w.head && i < w.tail {
		e := &w.ring[i&uint64(len(w.ring)-1)]
		t.leave(*e)
		e.kind = evCancelled
	}
}

// pinEvent keeps what leave will write to.
func (t *Tracker) pinEvent(e event) {
	switch e.kind {
	case evStale, evStateLost, evOrphan:
		t.hosts.pin(e.rec)
	case evOpened, evEnded:
		t.services.pin(e.rec)
		t.hosts.pin(e.host)
	default:
		t.services.pin(e.rec)
	}
}

// leave undoes what the event counted (or, for lag, does it now).
func (t *Tracker) leave(e event) {
	switch e.kind {
	case evCancelled:
	case evStale, evStateLost, evOrphan:
		t.leaveHost(t.hosts.at(e.rec), e)
		t.hosts.unpin(e.rec)
	case evOpened, evEnded:
		d := uint32(1)
		if e.kind == evEnded {
			d = ^uint32(0) // -1
		}
		if e.rec != 0 {
			t.services.at(e.rec).openLag += d
		}
		t.hosts.at(e.host).openLag += d
		t.services.unpin(e.rec)
		t.hosts.unpin(e.host)
	default:
		s := t.services.at(e.rec)
		switch e.kind {
		case evAccept:
			s.accepts--
		case evRefused:
			s.refused--
		case evHsReset:
			s.hsReset--
		case evHsOk:
			s.hsOk--
		}
		t.services.unpin(e.rec)
	}
}

func (t *Tracker) leaveHost(h *host, e event) {
	switch e.kind {
	case evStale:
		h.stale--
	case evStateLost:
		if h.stateLost--; h.stateLost == 0 {
			t.lostHosts--
		}
	case evOrphan:
		h.orphans--
		if t.orphanPorts.remove(key2(t.hosts.serialOf(e.rec), uint32(e.port))) {
			h.orphanPorts--
		}
	}
}
