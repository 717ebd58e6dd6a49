package cross

import (
	"whyrst/extract/fact"
	"whyrst/extract/seq"
)

// Twins: a packet that an address translator let pass untranslated belongs to a live connection with the
// same S and the same port of one of the ends, but another address of P (kubernetes#74839). Live connections
// are chained by (client, client port), for S the client, and by (server, client port), for S the server:
// translators keep the source port where they can.
const (
	byClient = iota
	byServer
)

// twinLink is a place in one of the two kinds of chains.
type twinLink struct{ prev, next uint32 }

// twinSpace is how far a twin's sequence number may lie from the trigger's.
const twinSpace = 1 << 20

// maxTwins bounds the candidates of one kind.
const maxTwins = 32

func (t *Tracker) twinKey(kind int, c *conn) uint64 {
	if kind == byClient {
		return key2(t.hosts.serialOf(c.client), uint32(c.cport))
	}
	return key2(t.hosts.serialOf(c.server), uint32(c.cport))
}

func (t *Tracker) linkTwins(i uint32, c *conn) {
	if t.live == nil {
		return
	}
	for kind := range c.twins {
		k := t.twinKey(kind, c)
		next := t.twins[kind][k]
		c.twins[kind] = twinLink{next: next}
		if next != 0 {
			t.conns.at(next).twins[kind].prev = i
		}
		t.twins[kind][k] = i
	}
}

func (t *Tracker) unlinkTwins(c *conn) {
	if t.live == nil {
		return
	}
	for kind := range c.twins {
		l := c.twins[kind]
		if l.next != 0 {
			t.conns.at(l.next).twins[kind].prev = l.prev
		}
		switch {
		case l.prev != 0:
			t.conns.at(l.prev).twins[kind].next = l.next
		case l.next != 0:
			t.twins[kind][t.twinKey(kind, c)] = l.next
		default:
			delete(t.twins[kind], t.twinKey(kind, c))
		}
		c.twins[kind] = twinLink{}
	}
}

// ask is a reset in search of the twin of its trigger.
type ask struct {
	s, p       fact.Addr
	sPort      uint16
	pPort      uint16
	triggerSeq seq.Num
	triggerAck fact.Opt[seq.Num]
}

// findTwin returns the flow id of the connection that the trigger belongs to.
func (t *Tracker) findTwin(q *ask) fact.Opt[int64] {
	host := t.hosts.find(q.s)
	if t.live == nil || host == 0 {
		return fact.Opt[int64]{}
	}
	serial := t.hosts.serialOf(host)
	for n, i := 0, t.twins[byClient][key2(serial, uint32(q.sPort))]; i != 0 && n < maxTwins; n++ {
		c := t.conns.at(i)
		if t.twinFits(q, c, fact.Client) {
			return fact.Some(c.flow)
		}
		i = c.twins[byClient].next
	}
	for n, i := 0, t.twins[byServer][key2(serial, uint32(q.pPort))]; i != 0 && n < maxTwins; n++ {
		c := t.conns.at(i)
		if c.sport == q.sPort && t.twinFits(q, c, fact.Server) {
			return fact.Some(c.flow)
		}
		i = c.twins[byServer].next
	}
	return fact.Opt[int64]{}
}

// twinFits compares the trigger with what the live connection, in which s is S, sends next. Sequence and
// acknowledgment number both by chance within 2^20 is 1 in 4 million.
func (t *Tracker) twinFits(q *ask, c *conn, s fact.Side) bool {
	peer := c.server
	if s == fact.Server {
		peer = c.client
	}
	if t.hosts.recs.at(peer).key == q.p {
		return false
	}
	nxtS, nxtP, ok := t.live.SndNxt(c.flow)
	if !ok {
		return false
	}
	if s == fact.Server {
		nxtS, nxtP = nxtP, nxtS
	}
	if !within(q.triggerSeq, nxtP) {
		return false
	}
	return !q.triggerAck.Known || within(q.triggerAck.V, nxtS)
}

func within(a, b seq.Num) bool {
	d := a.Sub(b)
	return d < twinSpace && d > -twinSpace
}
