package cross

import "whyrst/extract/fact"

// conn is one connection, remembered while it is live and at least 60 s after it began (if it began with a
// packet that nobody ever answered: 60 s at most, live or not).
type conn struct {
	flow   int64
	opened int64
	ended  int64 // by a RST or Close, 0 if neither came
	client uint32
	server uint32
	// service, pair and name are 0 where their table had no room.
	service uint32
	pair    uint32
	name    uint32
	gen     uint32
	older   uint32 // all connections, by opened
	newer   uint32
	cprev   uint32 // those in which the client spoke, per client, in the order of that
	cnext   uint32
	twins   [2]twinLink
	flags   connFlags
	cport   uint16
	sport   uint16
	class   class
	// unaskedBy is who sent the unasked answer, if isUnasked.
	unaskedBy fact.Side
}

type connFlags uint32

const (
	isLive         connFlags = 1 << iota // between Open and Close
	isSyn                                // began with a SYN
	inWindow                             // began in the last 60 s
	clientSpoke                          // the client sent a packet
	serverSpoke                          //
	bothSpoke                            // counted in Tracker.both
	countedOne                           // counted in Tracker.oneSided
	synAcked                             // SYN-ACK seen
	established                          // handshake complete
	clientPaid                           // the client sent payload
	serverPaid                           //
	hasEnded                             // FIN both ways, or a RST
	isSilent                             // a SYN older than 1 s, no answer so far
	countsOpen                           // entered evOpened
	wasReset                             // a RST was seen
	clientAborted                        //
	serverAborted                        //
	lostState                            // counted in stateLost
	wasOrphan                            // counted in orphans
	wasStale                             // counted in stale
	isUnasked                            // registered in Tracker.unasked
	nameReset                            // counted in name.reset
	countedHsReset                       //
	linkedToClient                       // in the client's chain
)

func (c *conn) is(f connFlags) bool { return c.flags&f != 0 }

// recall returns the connection of a handle, live or not, nil if the Tracker does not remember it.
func (t *Tracker) recall(h Handle) *conn {
	i := uint32(h)
	if i == 0 {
		return nil
	}
	if c := t.conns.at(i); c.gen == uint32(h>>32) && c.client != 0 {
		return c
	}
	return nil
}

// get returns the live connection of a handle, nil if the Tracker does not remember it.
func (t *Tracker) get(h Handle) *conn {
	if c := t.recall(h); c != nil && c.is(isLive) {
		return c
	}
	return nil
}

// newConn returns a slot at the end of the list by age, the oldest connection's if there is no other.
func (t *Tracker) newConn() uint32 {
	var i uint32
	switch {
	case t.freeConn != 0:
		i = t.freeConn
		t.freeConn = t.conns.at(i).newer
	case t.conns.n < t.maxConns:
		i = t.conns.grow()
	default:
		t.forgetOldest()
		i = t.freeConn
		t.freeConn = t.conns.at(i).newer
	}
	gen := t.conns.at(i).gen + 1
	*t.conns.at(i) = conn{gen: gen, older: t.newestConn, opened: t.now}
	if t.newestConn != 0 {
		t.conns.at(t.newestConn).newer = i
	} else {
		t.oldestConn = i
	}
	t.newestConn = i
	if t.silentNext == 0 {
		t.silentNext = i
	}
	if t.windowNext == 0 {
		t.windowNext = i
	}
	return i
}

// forgetOldest forgets the connection that began first; false if there is none. While open connections take
// at most half of the room they are spared: a flood of SYNs must not hide them.
func (t *Tracker) forgetOldest() bool {
	for t.windowNext != 0 && t.open <= t.maxConns/2 {
		i := t.windowNext
		c := t.conns.at(i)
		t.windowNext = c.newer
		t.leaveWindow(c)
		if !c.is(isLive) || !c.is(countsOpen) {
			t.stats.Conns++
			t.freeSlot(i)
			return true
		}
	}
	i := t.oldestConn
	if i == 0 {
		return false
	}
	t.stats.Conns++
	c := t.conns.at(i)
	if c.is(inWindow) {
		t.leaveWindow(c)
	}
	t.endOpen(c)
	t.freeSlot(i)
	return true
}

// silentAfter is when a SYN without an answer counts as unanswered: the initial retransmission timeout of
// RFC 6298 2.1, after which its sender thinks so too.
const silentAfter = second

// connWindow is how long a beginning counts.
const connWindow = 60 * second

// expireConns takes the connections that have become older than the limits out of the counts.
func (t *Tracker) expireConns(now int64) {
	for t.silentNext != 0 {
		c := t.conns.at(t.silentNext)
		if c.opened >= now-silentAfter {
			break
		}
		t.silentNext = c.newer
		if c.is(isSyn) {
			c.flags |= isSilent
			t.reclass(c)
		}
	}
	for t.windowNext != 0 {
		i := t.windowNext
		c := t.conns.at(i)
		if c.opened >= now-connWindow {
			break
		}
		t.windowNext = c.newer
		t.leaveWindow(c)
		if !c.is(isLive) || !c.is(countsOpen) {
			t.freeSlot(i)
		}
	}
}

// leaveWindow takes the connection out of the counts of the last 60 s.
func (t *Tracker) leaveWindow(c *conn) {
	c.flags &^= inWindow
	t.reclass(c)
	t.unregisterUnasked(c)
}

// freeSlot forgets the connection, which counts nowhere any more but in its chains.
func (t *Tracker) freeSlot(i uint32) {
	c := t.conns.at(i)
	if t.silentNext == i {
		t.silentNext = c.newer
	}
	if t.windowNext == i {
		t.windowNext = c.newer
	}
	if c.older != 0 {
		t.conns.at(c.older).newer = c.newer
	} else {
		t.oldestConn = c.newer
	}
	if c.newer != 0 {
		t.conns.at(c.newer).older = c.older
	} else {
		t.newestConn = c.older
	}
	t.unlinkClient(i, c)
	t.unpair(c)
	t.hosts.unpin(c.client)
	t.hosts.unpin(c.server)
	t.services.unpin(c.service)
	t.names.unpin(c.name)
	*c = conn{gen: c.gen, newer: t.freeConn}
	t.freeConn = i
}
