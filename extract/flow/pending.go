package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// newPending takes a recycled record; beyond the bound the oldest pending reset is sealed early.
func (t *Tracker) newPending() *pending {
	if len(t.queue)-t.head >= t.opt.MaxPending {
		if q := t.queue[t.head]; !q.sealed {
			t.seal(q, fact.SealedEvicted)
		}
		t.drain()
	}
	if n := len(t.freePend); n > 0 {
		q := t.freePend[n-1]
		t.freePend = t.freePend[:n-1]
		*q = pending{}
		return q
	}
	return new(pending)
}

// enqueue lets a row wait for its seal.
func (t *Tracker) enqueue(q *pending) {
	rs := q.c.rsts
	q.next, rs.pend = rs.pend, q
	rs.open++
	t.queue = append(t.queue, q)
}

// sealDue seals the resets whose linger is over. The frame bound serves captures whose time stands still.
func (t *Tracker) sealDue() {
	any := false
	for _, q := range t.queue[t.head:] {
		if q.deadline > t.now && q.due > t.frame {
			break
		}
		if !q.sealed {
			t.seal(q, fact.SealedLinger)
		}
		any = true
	}
	if any {
		t.drain()
	}
}

// sealFlow seals what is pending of one connection.
func (t *Tracker) sealFlow(c *conn, by fact.SealedBy) {
	for q := c.rsts.pend; q != nil; q = q.next {
		if !q.sealed {
			t.seal(q, by)
		}
	}
	t.drain()
}

// drain lets sealed rows leave from the front of the queue, so that they leave in frame order.
func (t *Tracker) drain() {
	for t.head < len(t.queue) && t.queue[t.head].sealed {
		q := t.queue[t.head]
		t.head++
		t.emitReset(q)
		t.leave(q)
	}
	if t.head > len(t.queue)/2 && t.head > 64 || t.head == len(t.queue) {
		t.queue = t.queue[:copy(t.queue, t.queue[t.head:])]
		t.head = 0
	}
}

// SealedThrough is the last frame up to which every RST has left.
func (t *Tracker) SealedThrough() int64 {
	if t.head < len(t.queue) {
		return t.queue[t.head].frame - 1
	}
	return t.frame
}

// leave recycles a row that left and ends its connection's wait.
func (t *Tracker) leave(q *pending) {
	c := q.c
	rs := c.rsts
	rs.open--
	for at := &rs.pend; *at != nil; at = &(*at).next {
		if *at == q {
			*at = q.next
			break
		}
	}
	q.c, q.next = nil, nil
	t.freePend = append(t.freePend, q)
	if c.ended && rs.open == 0 {
		t.finish(c)
	}
}

// emitReset hands the row over. It keeps the verdict of the first primary RST for the flow, and that of the latest
// for the RSTs that follow it: they repeat the story that they belong to.
func (t *Tracker) emitReset(q *pending) {
	rs := q.c.rsts
	if q.r.Role != fact.RolePrimary {
		t.opt.Output.Reset(&q.r, rs.story)
		return
	}
	rs.story = t.opt.Output.Reset(&q.r, nil)
	if rs.story != nil && rs.judged == nil {
		rs.judged = &fact.Judged{Role: q.r.Role, Effect: q.r.Effect, Verdict: *rs.story}
		rs.judgedFrame = q.frame
	}
}

// after lets a packet that follows a RST of its connection bear witness: does S live, does P go on?
func (t *Tracker) after(c *conn, d int, p *packet.Packet, ts int64, k class) {
	if c.rsts == nil {
		return
	}
	for q := c.rsts.pend; q != nil; q = q.next {
		if q.sealed {
			continue
		}
		if int(q.d) == d {
			q.senderAfter(c, p, ts, k)
		} else {
			q.peerAfter(c, p, ts, k)
		}
	}
}

// lifeSpan is how far from its last number a sender that lives on can be: a full window of a fast path. Farther off
// is another connection of the same ports whose SYN the capture missed.
const lifeSpan = 1 << 24

// senderAfter looks for life of S: within 2 s, later than 1 ms (mirror ports reorder less), in the same instance.
func (q *pending) senderAfter(c *conn, p *packet.Packet, ts int64, k class) {
	r, dt := &q.r, ts-q.ts
	if p.Flags&packet.FlagSYN != 0 {
		if near := abs(int(p.TTL) - int(q.sig.TTL)); p.Flags&packet.FlagACK != 0 && near >= 3 && !r.SynackSeen {
			q.alive(fact.AliveSynack, dt, p.Frame)
		}
		return
	}
	end := segEnd(p)
	if off := end.Sub(q.nxtS); off > lifeSpan || off < -lifeSpan {
		return
	}
	if k == clNew && p.PayLen > 0 && end.After(q.nxtS) {
		r.SNewBytes += int64(end.Sub(seq.Max(q.nxtS, seq.Num(p.Seq))))
	}
	if dt <= 1e6 || dt > 2e9 {
		return
	}
	switch {
	case k == clNew && p.PayLen > 0 && end.After(q.nxtS):
		q.alive(fact.AliveNewData, dt, p.Frame)
	case p.Flags&packet.FlagFIN != 0 && k == clNew:
		q.alive(fact.AliveFin, dt, p.Frame)
	case (k == clRtx || k == clNew) && end.Sub(seq.Num(p.Seq)) > 0:
		q.alive(fact.AliveRetx, dt, p.Frame)
	case p.Flags&packet.FlagACK != 0 && seq.Num(p.Ack).After(q.nxtP):
		q.alive(fact.AliveAck, dt, p.Frame)
	}
}

// alive keeps the first sign of life; new data outweighs the others.
func (q *pending) alive(k fact.AliveKind, dt, frame int64) {
	r := &q.r
	if r.SAliveKind == fact.AliveNone || k == fact.AliveNewData && r.SAliveKind != fact.AliveNewData {
		r.SAliveKind, r.SAliveAfterUs, r.SAliveFrame = k, fact.Some(dt/1000), fact.Some(frame)
	}
	q.survived()
}

// survived notes that the connection went on after q. Only the latest primary RST can say so: what follows one of
// its answers is still the older story.
func (q *pending) survived() {
	if rs := q.c.rsts; !q.finished && q.r.Role == fact.RolePrimary && rs.primaryFrame == q.frame {
		rs.survived = true
	}
}

// peerAfter looks at what P does with the RST (rst-causes 3.2).
func (q *pending) peerAfter(c *conn, p *packet.Packet, ts int64, k class) {
	r, dt := &q.r, ts-q.ts
	o := &c.side[1-q.d]
	reach := o.rtt + o.rtt/2 + 50e6
	if p.PayLen > 0 && dt <= reach {
		r.PDataAfterRst++
	}
	if p.Flags&packet.FlagSYN != 0 {
		return
	}
	ack := seq.Num(p.Ack)
	advancing := q.hasAckP && p.Flags&packet.FlagACK != 0 && ack.After(q.ackP)
	switch {
	case dt > reach && (k == clNew && p.PayLen > 0 || advancing):
		q.effect(fact.EffectIgnored, p.Frame)
		q.survived()
	case p.PayLen == 0 && p.Flags&(packet.FlagFIN|packet.FlagRST) == 0 && k == clNone && q.hasAckP && ack == q.ackP &&
		seq.Num(p.Seq) == q.nxtP && r.SeqInWindow != fact.SeqExact && r.SeqInWindow != fact.SeqUnknown && dt <= reach+1e9:
		q.effect(fact.EffectChallenged, p.Frame)
	}
}

func (q *pending) effect(e fact.Effect, frame int64) {
	r := &q.r
	if r.Effect == fact.EffectUnknown || e == fact.EffectIgnored && r.Effect == fact.EffectChallenged {
		r.Effect, r.EffectFrame = e, fact.Some(frame)
	}
}

// laterSyn tells the pending resets of an old instance that its tuple was opened anew.
func (c *conn) laterSyn() {
	if c.rsts == nil {
		return
	}
	for q := c.rsts.pend; q != nil; q = q.next {
		if !q.sealed {
			q.r.LaterSynSameTuple = true
		}
	}
}

// laterSynOk tells the pending resets of c's own attempt, and of the instance before it, that a SYN-ACK came.
func (t *Tracker) laterSynOk(c *conn) {
	for _, x := range [2]*conn{c, t.before(c)} {
		if x == nil || x.rsts == nil {
			continue
		}
		for q := x.rsts.pend; q != nil; q = q.next {
			if !q.sealed {
				q.r.LaterSynSameTuple, q.r.LaterSynOk = true, true
			}
		}
	}
}

// before is the earlier instance of c's tuple if the slab still holds it.
func (t *Tracker) before(c *conn) *conn {
	if c.before < 0 {
		return nil
	}
	if b := t.table.at(c.before); b.inUse && b.instance == c.instance-1 && b.key == c.key {
		return b
	}
	return nil
}
