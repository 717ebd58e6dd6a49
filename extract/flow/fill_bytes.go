package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/flow/app"
	"whyrst/extract/flow/idle"
	"whyrst/extract/seq"
)

func fillBytes(r *fact.Reset, c *conn, s, o *side, q *pending) {
	r.BytesS, r.BytesP = s.unique, o.unique
	ackS, hasS := s.ack, s.has(sdAck)
	if q.abort {
		// The abort often carries the delayed ACK (rst-causes 13).
		if own := seq.Num(q.sig.Ack); !hasS || own.After(ackS) {
			ackS, hasS = own, true
		}
	}
	if n, ok := s.unacked(o, o.ack, o.has(sdAck)); ok {
		r.UnackedS = fact.Some(n)
		rtt := s.rtt + o.rtt
		r.UnackedSStale = fact.Some(n > 0 && (n >= 2*int64(max(o.mss, 536)) || s.tail.rtx > 0 || q.ts-s.lastNewTs > rtt+200e6))
	}
	if n, ok := o.unacked(s, ackS, hasS); ok {
		r.UnackedP = fact.Some(n)
	}
	if r.UnackedS.Known && r.UnackedP.Known {
		r.AllAcked = fact.Some(r.UnackedS.V == 0 && r.UnackedP.V == 0)
	}
	r.PAckedBySBefore = s.has(sdDataAckd)
	r.MissingS, r.MissingP = s.lost(o), o.lost(s)
	r.BytesPSinceData = o.sinceData
	if c.lastFrame != 0 {
		r.LastFrom, r.LastFrame, r.LastKind = fact.Some(c.who(c.lastDir)), fact.Some(c.lastFrame), c.lastKind
	}
	if s.lastFrame != 0 {
		r.GapSUs = fact.Some((q.ts - s.lastTs) / 1000)
	}
	if o.lastFrame != 0 {
		r.GapPUs = fact.Some((q.ts - o.lastTs) / 1000)
		if s.rtt > 0 && o.rtt > 0 {
			r.GapPRtts = fact.Some((q.ts - o.lastTs) / (s.rtt + o.rtt))
		}
	}
	if s.lastDataTs != 0 {
		r.LastDataFrameS, r.LastDataGapSUs = fact.Some(s.lastDataFrame), fact.Some((q.ts-s.lastDataTs)/1000)
		if s.rtt > 0 && o.rtt > 0 {
			r.LastDataGapSRtts = fact.Some((q.ts - s.lastDataTs) / (s.rtt + o.rtt))
		}
	}
	if o.lastDataTs != 0 {
		r.LastDataFrameP, r.LastDataGapPUs = fact.Some(o.lastDataFrame), fact.Some((q.ts-o.lastDataTs)/1000)
		r.FirstDataGapPUs = fact.Some((q.ts - o.firstDataTs) / 1000)
	}
	switch c.bulk.dir(q.ts) {
	case int(q.d):
		r.BulkDir = fact.BulkSToP
	case int(1 - q.d):
		r.BulkDir = fact.BulkPToS
	}
}

// lost counts bytes of s that o acknowledged but the capture does not hold.
func (s *side) lost(o *side) int64 {
	if !s.has(sdBase) || !o.has(sdAck) {
		return 0
	}
	n := int64(0)
	for _, h := range s.holes[:s.nholes] {
		if to := seq.Min(h.to, o.ack); to.After(h.from) {
			n += int64(to.Sub(h.from))
		}
	}
	// One beyond the end may be a FIN that was not captured.
	if beyond := int64(o.ack.Sub(s.nxt)); beyond > 1 {
		n += beyond
	}
	return n
}

// fillIdle measures the silence before the RST; before a reply it is that before its trigger's run.
func fillIdle(r *fact.Reset, c *conn, s, o *side, q *pending, g *seg, timers *idle.Table) {
	if c.lastFrame == 0 || c.firstFrame == q.frame {
		return
	}
	n := q.ts - c.lastTs
	if q.replied && g != nil {
		n = g.gap
	}
	r.IdleUs = fact.Some(n / 1000)
	if s.rtt > 0 && o.rtt > 0 {
		r.IdleRtts = fact.Some(n / (s.rtt + o.rtt))
	}
	if name, ok := timers.Match(n / 1000); ok {
		r.IdleTimer = fact.Some(name)
	}
}

// fillExchange decides who asked and whether the last request was answered (rst-causes 13: requester,
// exchange_complete, answered_push).
func fillExchange(r *fact.Reset, c *conn, s, o *side, q *pending) {
	if side, ok := c.requester(r); ok {
		r.Requester = fact.Some(side)
		r.SIsRequester = fact.Some(side == r.From)
	}
	r.AnsweredPush = o.pushed
	switch {
	case s.dataPackets == 0 && o.dataPackets == 0:
		return
	case !r.UnackedS.Known || !r.UnackedP.Known:
		return
	}
	openS := r.UnackedS.V
	if r.SIsRequester.Known && !r.SIsRequester.V && openS < 2*int64(max(o.mss, 536)) &&
		q.ts-s.lastNewTs <= s.rtt+o.rtt+200e6 && s.tail.rtx == 0 {
		openS = 0 // one delayed ACK of the final response may be under way
	}
	r.ReqUnansweredUs = c.unanswered(r, s, o, q)
	if openS > 0 || r.UnackedP.V > 0 {
		r.ExchangeComplete = fact.Some(false)
		return
	}
	if done := c.framedDone(); done != app.Unknown {
		r.ExchangeComplete = fact.Some(done == app.Yes)
		return
	}
	switch {
	case !r.SIsRequester.Known:
	case r.SIsRequester.V:
		r.ExchangeComplete = fact.Some(o.lastDataTs > s.lastDataTs)
	default:
		r.ExchangeComplete = fact.Some(s.lastDataTs > o.lastDataTs)
	}
}

// unanswered is the time for which P, having acknowledged S's request, has sent nothing.
func (c *conn) unanswered(r *fact.Reset, s, o *side, q *pending) (u fact.Opt[int64]) {
	if r.SIsRequester.Known && r.SIsRequester.V && r.UnackedS.V == 0 && s.lastDataTs > o.lastDataTs {
		u = fact.Some((q.ts - s.lastDataTs) / 1000)
	}
	return u
}

// requester is the sender of the first payload that is no greeting; HTTP and TLS have clients by definition.
func (c *conn) requester(r *fact.Reset) (fact.Side, bool) {
	cl, sv := &c.side[c.client], &c.side[1-c.client]
	switch {
	case r.AppProto == fact.AppHTTP || r.AppProto == fact.AppTLS || r.AppProto == fact.AppHTTP2:
		return fact.Client, true
	case c.banner&bnBigServer != 0:
		return fact.Server, true
	case cl.dataPackets > 0:
		return fact.Client, true
	case sv.dataPackets > 0:
		return 0, false // a greeting so far
	}
	return 0, false
}

// framedDone asks the application's framing whether the last exchange is complete.
func (c *conn) framedDone() app.Truth {
	if c.app == nil {
		return app.Unknown
	}
	f := c.app.Facts()
	switch {
	case f.HTTP.Seen:
		return f.HTTP.LastComplete
	case f.TLS[0].Seen && !f.TLS[0].LastComplete || f.TLS[1].Seen && !f.TLS[1].LastComplete:
		return app.No
	}
	return app.Unknown
}

// fillUnread grades how well unread received data explains an abort (rst-causes 3.1).
func fillUnread(r *fact.Reset, c *conn, s, o *side, q *pending) {
	switch {
	case o.unique == 0 && r.MissingP == 0:
		r.UnreadGrade = fact.UnreadX
	case r.PDataAfterClose, r.HTTPReqExcess.Known && r.HTTPReqExcess.V > 0 && r.From == fact.Server,
		r.HTTPEarlyStatus.Known && r.From == fact.Server:
		r.UnreadGrade = fact.Unread3
	case o.lastDataTs <= s.lastDataTs:
		r.UnreadGrade = fact.Unread0
	case q.ts-o.lastDataTs <= max(s.rtt, 50e6):
		r.UnreadGrade = fact.Unread2
	default:
		r.UnreadGrade = fact.Unread1
	}
}
