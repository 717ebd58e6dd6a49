package cross

// idleTimes are the idle times after which connections of one server were reset, the last ones.
type idleTimes struct {
	at   [maxIdleTimes]int64
	us   [maxIdleTimes]int64
	flow [maxIdleTimes]int64
	n    uint32
}

const (
	maxIdleTimes = 32
	// minIdleUs: nobody sets an idle timer under a second.
	minIdleUs = 1_000_000
	// idleMemory is how long an idle time counts: long enough for a timer of an hour to show three times.
	idleMemory = 4 * 3600 * second
	// idleShare: a timer explains a fair part of a server's resets after a pause. Of 32 random pauses three
	// agree within 2 % in 1 case of 12, eight of them never.
	idleShare = 4
)

// noteIdle adds an idle time of a connection to server.
func (t *Tracker) noteIdle(server uint32, flow, us int64) {
	i := t.idles.get(t.hosts.serialOf(server))
	t.idles.touch(i)
	x := t.idles.at(i)
	k := x.n % maxIdleTimes
	x.at[k], x.us[k], x.flow[k] = t.now, us, flow
	x.n++
}

// idleCluster counts the connections of server that were reset after the idle time us, within 2 % (at least
// 10 ms), the asking flow included; 1 if they are under a quarter of all.
func (t *Tracker) idleCluster(server uint32, flow, us int64) int32 {
	n, all := int32(1), int32(1)
	i := t.idles.find(t.hosts.serialOf(server))
	if i == 0 {
		return n
	}
	x := t.idles.at(i)
	for k := range min(x.n, maxIdleTimes) {
		if x.flow[k] == flow || x.at[k] < t.now-idleMemory {
			continue
		}
		all++
		if d := x.us[k] - us; d <= max(us/50, 10_000) && -d <= max(us/50, 10_000) {
			n++
		}
	}
	if n*idleShare < all {
		return 1
	}
	return n
}

// finWait2 is what a host's answers to late FINs show of the life of its FIN_WAIT2 sockets: answered by an
// ACK, the socket still lived; answered by a RST, it was gone.
type finWait2 struct {
	alive    int64
	goneAt   [4]int64 // the life after which it was gone
	goneFlow [4]int64
	n        uint32
}

// minFinWait2: a RST within a second shows a socket that never waited (TCP_LINGER2 below 0, process killed).
const minFinWait2 = second

func (t *Tracker) noteAlive(s uint32, life int64) {
	i := t.finWaits.get(t.hosts.serialOf(s))
	t.finWaits.touch(i)
	x := t.finWaits.at(i)
	x.alive = max(x.alive, life)
}

func (t *Tracker) noteGone(s uint32, flow, life int64) {
	if life < minFinWait2 {
		return
	}
	i := t.finWaits.get(t.hosts.serialOf(s))
	t.finWaits.touch(i)
	x := t.finWaits.at(i)
	k := x.n % uint32(len(x.goneAt))
	x.goneAt[k], x.goneFlow[k] = life, flow
	x.n++
}

// finWait2Life returns the shortest time after which S's socket was gone, as other connections show it: the
// timer is at most that. 0 if nothing was learned: fewer than two were gone (or one, but another lived half as
// long), or one lived longer than another's was gone.
func (t *Tracker) finWait2Life(s uint32, flow int64) int64 {
	i := t.finWaits.find(t.hosts.serialOf(s))
	if i == 0 {
		return 0
	}
	x := t.finWaits.at(i)
	shortest, n := int64(0), 0
	for k := range min(x.n, uint32(len(x.goneAt))) {
		if x.goneFlow[k] == flow {
			continue
		}
		if n++; n == 1 || x.goneAt[k] < shortest {
			shortest = x.goneAt[k]
		}
	}
	if n == 0 || x.alive >= shortest || n == 1 && x.alive < shortest/2 {
		return 0
	}
	return shortest
}

// name counts the connections of one TLS server name, and those reset with nothing but the ClientHello said,
// in this and the previous period.
type name struct {
	period int64
	total  [2]uint32
	reset  [2]uint32
}

const (
	namePeriod = 5 * minute
	maxName    = 255
)

func (n *name) turn(now int64) {
	p := now / namePeriod
	switch {
	case p == n.period:
		return
	case p == n.period+1:
		n.total[1], n.reset[1] = n.total[0], n.reset[0]
	default:
		n.total[1], n.reset[1] = 0, 0
	}
	n.total[0], n.reset[0], n.period = 0, 0, p
}

// ratio returns the share of resets in permille; false if fewer than five connections are known.
func (n *name) ratio(now int64) (int32, bool) {
	n.turn(now)
	total := int64(n.total[0]) + int64(n.total[1])
	if total < 5 {
		return 0, false
	}
	return int32(min(1000, 1000*(int64(n.reset[0])+int64(n.reset[1]))/total)), true
}
