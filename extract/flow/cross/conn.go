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

// class is what a connection of the last 60 s says about its client.
type class uint8

const (
	classNone       class = iota // not decided yet, or not begun by the client
	classProductive              // carried payload
	classBarren                  // ended, or stayed silent, without
)

func (c *conn) classify() class {
	switch {
	case !c.is(inWindow) || !c.is(clientSpoke):
		return classNone
	case c.is(clientPaid | serverPaid):
		return classProductive
	case c.is(hasEnded) || c.is(isSilent) && !c.is(synAcked|serverSpoke):
		return classBarren
	}
	return classNone
}

// reclass moves the connection to the class that it has now.
func (t *Tracker) reclass(c *conn) {
	now := c.classify()
	if now == c.class {
		return
	}
	h := t.hosts.at(c.client)
	high := c.sport >= 1024
	switch c.class {
	case classProductive:
		h.productive--
		if high {
			h.highProductive--
		}
	case classBarren:
		h.barren--
		t.unfan(c, h)
	}
	c.class = now
	switch now {
	case classProductive:
		h.productive++
		if high {
			h.highProductive++
		}
	case classBarren:
		h.barren++
		t.fan(c, h)
	}
}

func (t *Tracker) fan(c *conn, h *host) {
	serial := t.hosts.serialOf(c.client)
	if t.fanPorts.add(key2(serial, uint32(c.sport))) {
		h.fanPorts++
	}
	if t.fanHosts.add(key2(serial, t.hosts.serialOf(c.server))) {
		h.fanHosts++
	}
}

func (t *Tracker) unfan(c *conn, h *host) {
	serial := t.hosts.serialOf(c.client)
	if t.fanPorts.remove(key2(serial, uint32(c.sport))) {
		h.fanPorts--
	}
	if t.fanHosts.remove(key2(serial, t.hosts.serialOf(c.server))) {
		h.fanHosts--
	}
}

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

// linkClient puts the connection at the end of its client's chain.
func (t *Tracker) linkClient(i uint32, c *conn) {
	if c.is(linkedToClient) {
		return
	}
	c.flags |= linkedToClient
	h := t.hosts.at(c.client)
	c.cprev, c.cnext = h.lastConn, 0
	if h.lastConn != 0 {
		t.conns.at(h.lastConn).cnext = i
	}
	h.lastConn = i
}

func (t *Tracker) unlinkClient(i uint32, c *conn) {
	if !c.is(linkedToClient) {
		return
	}
	if c.cprev != 0 {
		t.conns.at(c.cprev).cnext = c.cnext
	}
	if c.cnext != 0 {
		t.conns.at(c.cnext).cprev = c.cprev
	} else {
		t.hosts.at(c.client).lastConn = c.cprev
	}
}

// beginOpen counts the connection among the open ones, from 0.5 s later on.
func (t *Tracker) beginOpen(i uint32, c *conn) {
	if c.is(countsOpen | hasEnded) {
		return
	}
	c.flags |= countsOpen
	t.open++
	t.enter(lag, event{kind: evOpened, rec: c.service, host: c.client})
	t.linkTwins(i, c)
}

// endOpen undoes beginOpen, from 0.5 s later on.
func (t *Tracker) endOpen(c *conn) {
	if !c.is(countsOpen) {
		return
	}
	c.flags &^= countsOpen
	t.open--
	t.enter(lag, event{kind: evEnded, rec: c.service, host: c.client})
	t.unlinkTwins(c)
	if !c.is(inWindow) {
		t.unpair(c)
	}
}

// side returns the record of one end's host.
func (c *conn) side(s fact.Side) uint32 {
	if s == fact.Client {
		return c.client
	}
	return c.server
}
