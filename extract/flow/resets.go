package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/flow/cross"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

const rstRing = 16

// resets is what a connection remembers of its RSTs; only a connection that has one owns a resets.
type resets struct {
	ring         [rstRing]rstSeen
	n            int32 // total
	open         int32 // not sealed yet
	count        [2]int32
	primaryFrame int64
	primaryDir   uint8
	primaryForm  fact.Form
	replies      bool // replies to crossing data are among them
	survived     bool // the connection went on after the last primary
	setup        bool // the last primary belonged to a connection attempt that went on
	endTs        int64
	pend         *pending // newest first; sealed ones stay until they leave
	judged       *fact.Judged
	judgedFrame  int64
	story        *fact.Verdict // of the latest primary RST
}

// rstSeen is one RST of the connection.
type rstSeen struct {
	ts, frame int64
	seq, ack  seq.Num
	flags     uint16
	win       uint16
	ipid      uint16
	dir       uint8
	ttl       uint8
	form      fact.Form
	answers   bool // of reply form; that an abort coincides with a segment means nothing
	exact     bool
	hasTS     bool
	genuine   int8 // 1 yes, -1 no, 0 unknown
}

// ended says that a RST ended the connection as far as the capture shows.
func (r *resets) ended() bool { return r.n > 0 && !r.survived && !r.setup }

// last gives the i-th newest RST, nil if forgotten.
func (r *resets) back(i int32) *rstSeen {
	if i >= r.n || i >= rstRing {
		return nil
	}
	return &r.ring[(r.n-1-i)%rstRing]
}

func (r *resets) add(x rstSeen) {
	r.ring[r.n%rstRing] = x
	r.n++
	r.count[x.dir]++
}

// pending is a RST whose row waits for its seal.
type pending struct {
	r        fact.Reset
	c        *conn
	next     *pending // of the same connection, older
	mark     cross.Mark
	ts       int64
	deadline int64
	frame    int64
	due      int64 // frame number at which it is sealed whatever the time says
	d        uint8
	sealed   bool
	finished bool // the connection had ended before
	abort    bool
	replied  bool // of reply form
	nxtS     seq.Num
	nxtP     seq.Num
	ackP     seq.Num
	hasAckP  bool
	winP     uint32
	sig      packet.Packet // the header, for lineage at the seal
}

// reset follows a RST: finds out what it answers, fills the facts known now, and queues the row.
func (t *Tracker) reset(c *conn, d int, p *packet.Packet, ts int64, dup bool) {
	t.stats.Resets++
	if c.rsts == nil {
		c.rsts = t.newResets()
	}
	q := t.newPending()
	s, o := &c.side[d], &c.side[1-d]
	q.c, q.d, q.ts, q.frame, q.sig = c, uint8(d), ts, p.Frame, *p
	q.sig.Payload = nil
	q.deadline, q.due = ts+t.opt.Linger, p.Frame+1<<20
	q.nxtS, q.nxtP, q.ackP, q.hasAckP, q.winP = s.nxt, o.nxt, o.ack, o.has(sdAck), o.win
	var g *seg
	if !dup {
		g = c.trigger(d, p, ts)
	}
	form := c.form(d, p, g)
	q.replied, q.abort = isReply(form), form == fact.FormAbort
	q.finished = c.state&stFinished != 0 || c.rsts.ended()
	x := rstSeen{ts: ts, frame: p.Frame, seq: seq.Num(p.Seq), ack: seq.Num(p.Ack), flags: p.Flags, win: p.Window,
		ipid: p.IPID, dir: uint8(d), ttl: p.TTL, form: form, answers: q.replied && !c.strange(form, p, d),
		exact: o.has(sdAck) && o.ack == seq.Num(p.Seq), hasTS: p.OptMask&packet.OptTS != 0}
	t.fill(q, p, g, form)
	q.r.Role = c.role(&x, g, dup, &q.r)
	x.genuine = truth(q.r.Genuine)
	t.primary(c, q, &x)
	if !dup {
		c.rsts.add(x)
		if g != nil && q.replied {
			c.past.pair(g)
		}
		t.afterReset(c, q, &x)
		s.rsts++
		s.set(sdRstSent)
	}
	q.r.Index, q.r.PrimaryFrame = c.rsts.n, c.rsts.primaryFrame
	t.enqueue(q)
	var at fact.Opt[seq.Num]
	if g != nil {
		at = fact.Some(g.seq)
	}
	q.mark = t.cross.Reset(ts, c.cross, &q.r, at)
}

// strange says that a bare RST answers nothing in the capture and has another TTL than its sender's packets: a
// device may have sent it, so it is not taken for a reply whose trigger was lost.
func (c *conn) strange(form fact.Form, p *packet.Packet, d int) bool {
	near, _, ok := c.side[d].nearestTTL(p.TTL)
	return form == fact.FormReplyUnpaired && ok && near != p.TTL
}

func truth(b fact.Opt[bool]) int8 {
	switch {
	case !b.Known:
		return 0
	case b.V:
		return 1
	}
	return -1
}

// primary notes the RST that the flow's verdict is about. A RST after one that the connection survived begins a
// new story.
func (t *Tracker) primary(c *conn, q *pending, x *rstSeen) {
	if q.r.Role != fact.RolePrimary {
		return
	}
	rs := c.rsts
	if rs.primaryFrame == 0 {
		rs.judged = nil
	}
	rs.primaryFrame, rs.primaryDir, rs.primaryForm = x.frame, x.dir, x.form
	rs.survived, rs.endTs = false, x.ts
	rs.setup = q.r.SynPending || c.state&stHsAck == 0 && q.r.TriggerKind == fact.TriggerSynAck && q.r.SynackAckOk.Known && !q.r.SynackAckOk.V
}

// role places the RST among those of its connection (rst-causes 3.4).
func (c *conn) role(x *rstSeen, g *seg, dup bool, r *fact.Reset) fact.Role {
	rs := c.rsts
	switch {
	case dup && rs.n > 0, g == nil && rs.copied(x):
		return fact.RoleDupCapture
	case rs.n > 0 && x.dir != rs.primaryDir && x.answers && c.side[x.dir].ownTs <= rs.endTs:
		return fact.RoleReverse // the target has been silent since: that RST killed its socket, whoever sent it
	case rs.n == 0 || rs.survived || rs.setup && c.state&stHsAck != 0:
		return fact.RolePrimary
	case x.dir != rs.primaryDir:
		return fact.RoleReverse
	case r.Genuine.Known && r.Genuine.V && isReply(rs.primaryForm):
		return fact.RoleEndpointLate
	case x.answers && isReply(rs.primaryForm):
		rs.replies = true
		return fact.RoleReplyBurst
	case x.answers:
		rs.replies = true
		return fact.RoleAfterAbortReply
	}
	for i := int32(0); rs.back(i) != nil; i++ {
		if y := rs.back(i); y.dir == x.dir && y.seq == x.seq && y.ack == x.ack && y.ttl == x.ttl {
			return fact.RoleRepeat
		}
	}
	return fact.RoleVariant
}

// copied says that a RST is a second copy of one seen up to 5 ms before.
func (r *resets) copied(x *rstSeen) bool {
	for i := int32(0); r.back(i) != nil; i++ {
		y := r.back(i)
		if x.ts-y.ts > 5e6 {
			return false
		}
		if y.dir == x.dir && y.seq == x.seq && y.ack == x.ack && y.flags == x.flags && y.win == x.win &&
			y.ipid == x.ipid && abs(int(y.ttl)-int(x.ttl)) <= 2 {
			return true
		}
	}
	return false
}

func (t *Tracker) newResets() *resets {
	if n := len(t.freeRsts); n > 0 {
		r := t.freeRsts[n-1]
		t.freeRsts = t.freeRsts[:n-1]
		*r = resets{}
		return r
	}
	return new(resets)
}
