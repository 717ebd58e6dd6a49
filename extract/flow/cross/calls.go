package cross

import "whyrst/extract/fact"

// Open tells the first packet of a connection instance, a RST included (Reset follows). A reused port is a
// new instance: Close the old one before, if it has ended. Every Open wants one Close.
func (t *Tracker) Open(ts int64, a *Conn) Handle {
	t.advance(ts)
	client := t.pinHost(a.Client)
	server := t.pinHost(a.Server)
	if client == 0 || server == 0 {
		t.hosts.unpin(client)
		t.hosts.unpin(server)
		t.stats.Untracked++
		return 0
	}
	service := t.pinService(server, a.ServerPort)
	i := t.newConn()
	c := t.conns.at(i)
	c.flow, c.client, c.server, c.service = a.FlowID, client, server, service
	c.cport, c.sport = a.ClientPort, a.ServerPort
	c.flags = isLive | inWindow
	if a.Opening == OpenSyn {
		t.openedBySyn(c, a)
	}
	switch {
	case a.Opening == OpenSynAck || a.Opening == OpenRefusal || a.Opening == OpenRst:
		t.registerUnasked(c, a.Opening, a.First)
	default:
		t.hear(i, c, a.First)
	}
	return Handle(uint64(c.gen)<<32 | uint64(i))
}

// openedBySyn notes what a SYN tells of its sender.
func (t *Tracker) openedBySyn(c *conn, a *Conn) {
	c.flags |= isSyn
	t.hosts.at(c.client).notePort(a.ClientPort)
	if c.service != 0 {
		t.notePair(c)
	}
	t.meetTCP(c.client, a)
}

// hear notes that a side sent a packet that is no unasked answer.
func (t *Tracker) hear(i uint32, c *conn, from fact.Side) {
	if from == fact.Client {
		c.flags |= clientSpoke
		t.linkClient(i, c)
	} else {
		c.flags |= serverSpoke
	}
	t.spoke(c.side(from), c.side(1-from))
	t.reclass(c)
}

// Spoke tells the first packet of the side that did not send the connection's first one, a RST included.
func (t *Tracker) Spoke(ts int64, h Handle, from fact.Side) {
	t.advance(ts)
	c := t.get(h)
	if c == nil {
		return
	}
	if !c.is(bothSpoke) {
		c.flags |= bothSpoke
		t.both++
		if c.is(countedOne) {
			t.oneSided--
		}
	}
	t.hear(uint32(h), c, from)
	if !c.is(isSyn | isUnasked) {
		t.beginOpen(uint32(h), c)
	}
}

// OneSided tells, once a connection, that one direction is missing although its bytes were acknowledged
// (flow_one_sided). A lone SYN, SYN-ACK or RST shows nothing of the kind.
func (t *Tracker) OneSided(ts int64, h Handle) {
	t.advance(ts)
	if c := t.get(h); c != nil && !c.is(bothSpoke|countedOne) {
		c.flags |= countedOne
		t.oneSided++
	}
}

// SynAck tells the first SYN-ACK that acknowledges the client's SYN.
func (t *Tracker) SynAck(ts int64, h Handle) {
	t.advance(ts)
	if c := t.get(h); c != nil {
		c.flags |= synAcked
		t.reclass(c)
	}
}

// Established tells that the handshake is complete: SYN, SYN-ACK and the ACK of it.
func (t *Tracker) Established(ts int64, h Handle) {
	t.advance(ts)
	c := t.get(h)
	if c == nil || c.is(established) {
		return
	}
	c.flags |= established | synAcked
	c.flags &^= hasEnded // a stale tuple's RST came first: this attempt succeeded after all
	c.ended = 0
	t.reclass(c)
	t.beginOpen(uint32(h), c)
	if c.service != 0 {
		t.services.at(c.service).accepts++
		t.enter(win60s, event{kind: evAccept, rec: c.service})
	}
}

// Payload tells the first payload of a side (no keep-alive byte, not the RST's own).
func (t *Tracker) Payload(ts int64, h Handle, from fact.Side) {
	t.advance(ts)
	c := t.get(h)
	if c == nil {
		return
	}
	if from == fact.Client {
		c.flags |= clientPaid
	} else if !c.is(serverPaid) {
		c.flags |= serverPaid
		if c.is(established) && c.service != 0 {
			t.services.at(c.service).hsOk++
			t.enter(win10s, event{kind: evHsOk, rec: c.service})
		}
	}
	t.reclass(c)
}

// ServerName tells the TLS server name of the connection, once.
func (t *Tracker) ServerName(ts int64, h Handle, server string) {
	t.advance(ts)
	c := t.get(h)
	if c == nil || c.name != 0 || len(server) > maxName {
		return
	}
	c.name = t.names.get(server)
	t.names.pin(c.name)
	if c.name != 0 {
		n := t.names.at(c.name)
		n.turn(t.now)
		n.total[0]++
	}
}

// Clock tells TSval and TTL of the first packet that is no RST of a side, once a side and connection.
// tsval is unknown if the packet has no timestamp option (RFC 7323).
func (t *Tracker) Clock(ts int64, h Handle, from fact.Side, tsval fact.Opt[uint32], ttl uint8) {
	t.advance(ts)
	c := t.get(h)
	if c == nil {
		return
	}
	s := c.side(from)
	k := t.clocks.get(key2(t.hosts.serialOf(s), t.hosts.serialOf(c.side(1-from))))
	t.clocks.touch(k)
	x, host := t.clocks.at(k), t.hosts.at(s)
	if tsval.Known {
		host.clock.note(x.sample(t.now, tsval.V), t.now)
	}
	host.path.note(x.ttl.sample(ttl), t.now)
}

// FinWait2 tells that s answered the FIN of its peer with an ACK although its own FIN had gone out (and been
// acknowledged) lifeNs earlier, the peer having sent no payload in between: its socket still existed.
func (t *Tracker) FinWait2(ts int64, h Handle, s fact.Side, lifeNs int64) {
	t.advance(ts)
	if c := t.get(h); c != nil {
		t.noteAlive(c.side(s), lifeNs)
	}
}

// Close tells that the record of the connection ended, and why. The Handle is dead afterwards, save for
// Seal.
func (t *Tracker) Close(ts int64, h Handle, why fact.EndReason) {
	t.advance(ts)
	c := t.get(h)
	if c == nil {
		return
	}
	if why == fact.EndFin || why == fact.EndRst {
		c.flags |= hasEnded
	}
	if c.ended == 0 {
		c.ended = t.now
	}
	t.endOpen(c)
	c.flags &^= isLive
	if c.is(inWindow) {
		t.reclass(c)
	} else {
		t.freeSlot(uint32(h))
	}
}

// UDP tells the first datagram of a UDP tuple (any sampling that keeps first datagrams does).
func (t *Tracker) UDP(ts int64, src, dst fact.Addr, sport, dport uint16) {
	t.advance(ts)
	t.meetUDP(src, dst, dport)
	t.meetUDP(dst, src, sport)
}
