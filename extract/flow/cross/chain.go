package cross

import "whyrst/extract/fact"

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
