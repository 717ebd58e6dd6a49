package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/flow/cross"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// instance finds the connection that p belongs to, or opens one. A SYN with another ISN opens a new instance of
// the tuple even if the old one never closed; while it is tentative, old traffic that goes on takes the tuple
// back (rst-causes 9, flow table).
func (t *Tracker) instance(p *packet.Packet, d int, ts, stream int64) *conn {
	h := t.key.hash(t.table.seed)
	c := t.table.find(&t.key, h)
	if c == nil {
		return t.open(h, d, p, ts, stream, nil)
	}
	if p.Flags&packet.FlagSYN != 0 && p.Flags&(packet.FlagRST|packet.FlagFIN) == 0 {
		if c.opensAnew(d, p) {
			return t.open(h, d, p, ts, stream, c)
		}
		return c
	}
	if c.state&stTentative != 0 && c.prev >= 0 {
		if old := t.table.at(c.prev); old.goesOn(c, d, p) {
			c.prev = -1
			t.table.put(old, h)
			t.end(c, fact.EndReuse)
			return old
		}
	}
	return c
}

// opensAnew says whether a SYN or SYN-ACK begins another connection on c's tuple.
func (c *conn) opensAnew(d int, p *packet.Packet) bool {
	s, o := &c.side[d], &c.side[1-d]
	n := seq.Num(p.Seq)
	if p.Flags&packet.FlagACK == 0 {
		if s.has(sdSyn) {
			return s.base != n
		}
		// The other side alone has sent a SYN: simultaneous open (RFC 9293 3.5). Anything else is old.
		return s.has(sdBase) || !(o.has(sdSyn) && c.state&stSynAck == 0)
	}
	switch {
	case !s.has(sdBase):
		// Nothing from this side yet: an answer, unless the other side is in mid-stream.
		return o.has(sdBase) && !o.has(sdSyn) && seq.Num(p.Ack) != o.nxt
	case s.has(sdSyn) && s.base == n, o.has(sdSyn) && seq.Num(p.Ack) == o.base+1:
		return false
	}
	return c.state&stFinished != 0 || !s.has(sdSyn)
}

// goesOn says whether p continues the old connection rather than the tentative one: it carries data or FIN that
// fits the old sequence space. A pure ACK does not: it may be the challenge that betrays the stale state.
func (c *conn) goesOn(tentative *conn, d int, p *packet.Packet) bool {
	const near = 1 << 20
	if p.PayLen == 0 && p.Flags&packet.FlagFIN == 0 || p.Flags&packet.FlagRST != 0 {
		return false
	}
	ns := &tentative.side[d]
	if ns.has(sdBase) && seq.Num(p.Seq) == ns.base+1 {
		return false
	}
	s := &c.side[d]
	diff := seq.Num(p.Seq).Sub(s.nxt)
	return s.has(sdBase) && diff > -near && diff < near
}

// open starts a connection with p as its first packet; old is the tuple's earlier instance, if any.
func (t *Tracker) open(h uint64, d int, p *packet.Packet, ts, stream int64, old *conn) *conn {
	t.evict()
	c := t.table.alloc()
	c.key = t.key
	t.live++
	t.flowID++
	t.stats.Flows++
	c.flowID, c.stream, c.instance = t.flowID, stream, 1
	c.firstTs, c.lastTs, c.prevTs, c.firstFrame = ts, ts, ts, p.Frame
	c.firstFlags, c.firstDir = p.Flags, uint8(d)
	if p.NVLAN > 0 {
		c.vlan, c.hasVLAN = p.VLAN[0], true
	}
	c.tunnel, c.tunnelID, c.hasTunnelID = uint8(p.Tunnel), p.TunnelID, p.HasTunnelID
	c.roles(d, p)
	if old != nil {
		c.instance = old.instance + 1
		c.prevAge, c.prevClosed = ts-old.lastTs, old.closeOrder()
		c.before = old.id
		old.laterSyn()
		if old.open() && p.Flags&packet.FlagACK == 0 {
			c.state |= stTentative
			c.prev = old.id
		}
	}
	t.table.put(c, h)
	if old != nil && c.prev < 0 {
		t.end(old, fact.EndReuse)
	}
	x := c.crossConn(p)
	c.cross = t.cross.Open(ts, &x)
	return c
}

// roles tells client from server by the first packet; a later SYN or the application may know better.
func (c *conn) roles(d int, p *packet.Packet) {
	sport, dport := p.SrcPort, p.DstPort
	switch {
	case p.Flags&(packet.FlagSYN|packet.FlagACK) == packet.FlagSYN:
		c.client, c.basis = uint8(d), fact.BasisSyn
	case p.Flags&packet.FlagSYN != 0 && !illegalFlags(p.Flags):
		c.client, c.basis = uint8(1-d), fact.BasisSynAck
	case dport < 1024 && sport >= 1024, dport < 32768 && sport >= 32768:
		c.client, c.basis = uint8(d), fact.BasisPort
	case sport < 1024 && dport >= 1024, sport < 32768 && dport >= 32768:
		c.client, c.basis = uint8(1-d), fact.BasisPort
	default:
		c.client, c.basis = uint8(d), fact.BasisFirst
	}
	c.appClient = c.client
}

// open says that the connection had not ended when its tuple was used again.
func (c *conn) open() bool {
	return c.state&stFinished == 0 && (c.rsts == nil || !c.rsts.ended())
}

// closeOrder says how the connection ended, for the next instance of the tuple.
func (c *conn) closeOrder() fact.CloseOrder {
	cl, sv := &c.side[c.client], &c.side[1-c.client]
	switch {
	case c.rsts != nil && c.rsts.ended():
		return fact.CloseRst
	case !cl.has(sdFin) && !sv.has(sdFin):
		return fact.CloseOpen
	case !sv.has(sdFin) || cl.has(sdFin) && cl.finTs <= sv.finTs:
		return fact.CloseClientFirst
	}
	return fact.CloseServerFirst
}

// confirm ends the older instance once the new one is answered.
func (t *Tracker) confirm(c *conn) {
	if c.state&stTentative == 0 {
		return
	}
	c.state &^= stTentative
	if c.prev >= 0 {
		old := t.table.at(c.prev)
		c.prev = -1
		t.end(old, fact.EndReuse)
	}
}

// addr gives the address and port of side d.
func (c *conn) addr(d uint8) (fact.Addr, uint16) {
	if d == 0 {
		return fact.AddrOf(c.key.a, c.key.ver), c.key.pa
	}
	return fact.AddrOf(c.key.b, c.key.ver), c.key.pb
}

// crossConn introduces the connection to the cross-flow facts.
func (c *conn) crossConn(p *packet.Packet) cross.Conn {
	x := cross.Conn{FlowID: c.flowID, First: c.who(c.firstDir)}
	x.Client, x.ClientPort = c.addr(c.client)
	x.Server, x.ServerPort = c.addr(1 - c.client)
	switch f := p.Flags & (packet.FlagSYN | packet.FlagACK | packet.FlagRST); {
	case f == packet.FlagSYN:
		x.Opening = cross.OpenSyn
	case f == packet.FlagSYN|packet.FlagACK:
		x.Opening = cross.OpenSynAck
	case f == packet.FlagRST|packet.FlagACK && p.Seq == 0:
		x.Opening = cross.OpenRefusal
	case f&packet.FlagRST != 0:
		x.Opening = cross.OpenRst
	}
	return x
}

// who is the role of side d.
func (c *conn) who(d uint8) fact.Side {
	if d == c.client {
		return fact.Client
	}
	return fact.Server
}
