package cross

// abortSpan is how far aborts of one cause may lie apart, to either side (rst-causes 13).
const abortSpan = 200 * millisecond

// openBefore is when a connection must have been open to count in an open share (rst-causes 13).
const openBefore = 500 * millisecond

// abort is one end's abort of one connection.
type abort struct {
	at      int64
	opened  int64
	age     int64 // -1 if the beginning was not captured
	idle    int64 // -1 if unknown
	prev    uint64
	next    uint64
	flow    int64
	ord     uint32 // its number in the chain
	before  uint32 // aborts of the chain in the span before it, itself included
	after   uint32 // aborts in the span after it, once it has left
	rec     uint32 // record of the chain
	service uint32 // serial number of the connection's service
	server  bool   // the chain is a service's, not a client's
	left    bool   // the span after it is over
}

// chain is the aborts of one service, or of one client.
type chain struct {
	last uint64
	ord  uint32
	win  uint32 // in the last abortSpan
}

// maxAborts bounds the log: 3 MiB. Neighbours of an abort that left it before its seal are not counted.
const maxAborts = 1 << 15

// Serial numbers of aborts begin at 1; the log is a ring that holds the last len(aborts) of them.
func (t *Tracker) abort(n uint64) *abort { return &t.aborts[n&uint64(len(t.aborts)-1)] }

// kept reports whether the abort is still in the log.
func (t *Tracker) kept(n uint64) bool {
	return n != 0 && n < t.abortNext && t.abortNext-n <= uint64(len(t.aborts))
}

func (t *Tracker) chainOf(rec uint32, server bool) *chain {
	if server {
		return &t.services.at(rec).aborts
	}
	return &t.hosts.at(rec).aborts
}

// addAbort logs an abort at the present time and returns its serial number.
func (t *Tracker) addAbort(e abort) uint64 {
	t.roomForAbort()
	n := t.abortNext
	t.abortNext++
	ch := t.chainOf(e.rec, e.server)
	ch.ord++
	ch.win++
	e.at, e.ord, e.before = t.now, ch.ord, ch.win
	if t.kept(ch.last) {
		e.prev = ch.last
		t.abort(ch.last).next = n
	}
	ch.last = n
	*t.abort(n) = e
	if e.server {
		t.services.pin(e.rec)
	} else {
		t.hosts.pin(e.rec)
	}
	return n
}

// roomForAbort doubles the log, or lets the oldest abort leave.
func (t *Tracker) roomForAbort() {
	size := uint64(len(t.aborts))
	if t.abortNext <= size || size == maxAborts {
		if t.abortNext-t.abortCut == size {
			t.leaveAbort()
			t.stats.Shortened++
		}
		return
	}
	bigger := make([]abort, max(64, 2*size))
	for n := uint64(1); n < t.abortNext; n++ {
		if t.kept(n) {
			bigger[n&uint64(len(bigger)-1)] = *t.abort(n)
		}
	}
	t.aborts = bigger
}

// leaveAbort ends the span after the oldest abort whose span has not ended.
func (t *Tracker) leaveAbort() {
	e := t.abort(t.abortCut)
	t.abortCut++
	ch := t.chainOf(e.rec, e.server)
	ch.win--
	e.after, e.left = ch.ord-e.ord, true
	if e.server {
		t.services.unpin(e.rec)
	} else {
		t.hosts.unpin(e.rec)
	}
}

// maxNeighbours bounds how many aborts to either side are looked at one by one; the count itself is exact.
const maxNeighbours = 32

// cluster is what an abort's neighbours in time, itself included, have in common.
type cluster struct {
	count    int32 // all
	seen     int32 // looked at
	old      int32 // of those: open 0.5 s before the reset
	others   int32 // of those: other connections
	sameAge  int32 // of the others: age within 10 %
	sameIdle int32 // of the others: idle time within 10 %
	services [8]uint32
	nService int32
}

// clusterAround looks at the aborts of a chain within abortSpan of the reset m.
func (t *Tracker) clusterAround(ch *chain, m *Mark, own bool) (c cluster) {
	back := ch.last
	if own && t.kept(m.abort) {
		e := t.abort(m.abort)
		c.visit(e, m)
		c.count = int32(e.before + e.after)
		if !e.left {
			c.count = int32(e.before + ch.ord - e.ord)
		}
		back = e.prev
		for n, i := 0, e.next; n < maxNeighbours && t.kept(i) && t.abort(i).at <= m.at+abortSpan; n++ {
			c.visit(t.abort(i), m)
			i = t.abort(i).next
		}
	}
	for n := 0; n < maxNeighbours && t.kept(back) && t.abort(back).at >= m.at-abortSpan; n++ {
		if e := t.abort(back); e.at <= m.at+abortSpan {
			c.visit(e, m)
		}
		back = t.abort(back).prev
	}
	c.count = max(c.count, c.seen)
	return c
}

func (c *cluster) visit(e *abort, m *Mark) {
	c.seen++
	if e.opened <= m.at-openBefore {
		c.old++
	}
	c.addService(e.service)
	if e.flow == m.flow {
		return
	}
	c.others++
	if e.age >= 0 && m.age >= 0 && near(e.age, m.age, 10) {
		c.sameAge++
	}
	// Under half a second nobody waits: equally short pauses are no timer.
	if e.idle >= openBefore && m.idle >= openBefore && near(e.idle, m.idle, 10) {
		c.sameIdle++
	}
}

func (c *cluster) addService(serial uint32) {
	for _, s := range c.services[:c.nService] {
		if s == serial {
			return
		}
	}
	if int(c.nService) < len(c.services) {
		c.services[c.nService] = serial
		c.nService++
	}
}

// differ reports whether neither ages nor idle times are common: at most half of the others share this
// one's. One connection that fits by chance among many must not decide either way.
func (c *cluster) differ() bool { return 2*c.sameAge <= c.others && 2*c.sameIdle <= c.others }

// openShare is the share of the open connections that were aborted, in permille.
func (c *cluster) openShare(open uint32) int32 {
	if c.seen == 0 {
		return 0
	}
	return int32(min(1000, int64(c.count)*int64(c.old)*1000/(int64(c.seen)*int64(open))))
}

// near reports whether a and b differ by at most percent of the larger one.
func near(a, b, percent int64) bool {
	d := a - b
	if d < 0 {
		d = -d
	}
	return d <= max(a, b)/100*percent
}
