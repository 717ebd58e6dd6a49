package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// seal ends the wait for evidence: what is still open of the row is decided.
func (t *Tracker) seal(q *pending, by fact.SealedBy) {
	q.sealed = true
	r, c := &q.r, q.c
	s, o := &c.side[q.d], &c.side[1-q.d]
	r.SealedBy = by
	end := max(c.lastTs, min(t.now, q.deadline))
	r.FlowTailUs = fact.Some((end - q.ts) / 1000)
	r.PSeen = r.PSeen || o.packets > 0
	r.OneSided = r.OneSided || c.oneSided()
	r.SSynchronised = r.SSynchronised || r.Midstream && s.dataPackets > 0
	fillTTL(r, s, &q.sig)
	fillGenuine(r)
	fillAlien(r)
	q.sealEffect(s, o, end)
	q.sealLoss()
	t.sealSeries(q)
	r.CfSig, r.CfStage = cfSignature(c)
	r.CountS, r.CountP = c.rsts.count[q.d], c.rsts.count[1-q.d]
	t.cross.Seal(min(t.now, q.deadline), q.mark, r)
	if r.Fw2TimerUs.Known && r.FinSToTriggerUs.Known {
		r.Fw2Expired = fact.Some(r.FinSToTriggerUs.V >= r.Fw2TimerUs.V)
	}
}

// sealEffect decides what the RST did if nothing showed it yet.
func (q *pending) sealEffect(s, o *side, end int64) {
	r := &q.r
	switch {
	case q.finished:
		r.Effect = fact.EffectMoot
	case r.SAliveKind == fact.AliveNewData:
		if r.Effect != fact.EffectIgnored {
			r.Effect, r.EffectFrame = fact.EffectIgnored, r.SAliveFrame
		}
	case r.Effect != fact.EffectUnknown:
	case o.packets == 0:
	case r.SeqInWindow == fact.SeqBelow || r.SeqInWindow == fact.SeqAbove:
		// Out of P's window: RFC 9293 3.10.7.4 drops it. That P fell silent proves nothing.
	case end-q.ts > o.rtt+o.rtt/2+50e6:
		r.Effect = fact.EffectAccepted
	}
}

// sealLoss grades the loss as the bytes show it (rst-causes 3.3).
func (q *pending) sealLoss() {
	r := &q.r
	open := r.UnackedS.V > 0 || r.UnackedP.V > 0
	switch {
	case r.Effect == fact.EffectMoot, r.Effect == fact.EffectIgnored, r.Effect == fact.EffectChallenged:
		r.LossFacts = fact.RiskNone
	case r.BytesS == 0 && r.BytesP == 0 && r.MissingS == 0 && r.MissingP == 0 && !r.Midstream:
		r.LossFacts = fact.RiskNone
	case !r.UnackedS.Known || !r.UnackedP.Known:
		r.LossFacts = fact.RiskUnknown
	case open && r.Effect == fact.EffectAccepted:
		r.LossFacts = fact.RiskCertain
	case open:
		r.LossFacts = fact.RiskLikely
	case r.BytesPSinceData > 0 && r.SIsRequester.Known && !r.SIsRequester.V:
		r.LossFacts = fact.RiskLikely
	case r.LastDataGapSUs.Known && r.LastDataGapSUs.V < 1e6:
		r.LossFacts = fact.RiskPossible
	default:
		r.LossFacts = fact.RiskNone
	}
}

// sealSeries looks at the other RSTs of the connection.
func (t *Tracker) sealSeries(q *pending) {
	r, c := &q.r, q.c
	const window = 10e9
	lo, hi := int64(0), int64(0)
	base := seq.Num(q.sig.Seq)
	var seqs [rstRing]seq.Num
	for i := int32(0); c.rsts.back(i) != nil; i++ {
		x := c.rsts.back(i)
		if x.dir != q.d || abs64(x.ts-q.ts) > window {
			continue
		}
		if x.frame != q.frame && !x.answers && x.genuine != 1 && x.differs(q) {
			r.VariantCount++
		}
		if x.answers && x.frame != q.frame {
			r.SeriesReplies = true
		}
		if x.answers {
			continue
		}
		r.Untriggered10s++
		r.SeriesTS = r.SeriesTS || x.hasTS
		if x.exact {
			r.ExactSeqs10s++
		}
		if !contains(seqs[:r.DistinctSeqs10s], x.seq) {
			seqs[r.DistinctSeqs10s] = x.seq
			r.DistinctSeqs10s++
		}
		diff := int64(x.seq.Sub(base))
		lo, hi = min(lo, diff), max(hi, diff)
	}
	r.SeqSpread10s = hi - lo
	r.AckRstAlternations = c.alternations
	t.sealNDSS(q)
	q.r.Injector = injector(q, c)
	q.r.EvasionSign = r.MD5 || r.BadChecksum.V || r.TSDelta.Known && (r.TSDelta.V < -1<<20 || r.TSDelta.V > 1<<30)
}

func (x *rstSeen) differs(q *pending) bool {
	return x.seq != seq.Num(q.sig.Seq) || x.ack != seq.Num(q.sig.Ack) || x.ttl != q.sig.TTL
}

func contains(s []seq.Num, n seq.Num) bool {
	for _, x := range s {
		if x == n {
			return true
		}
	}
	return false
}

func abs64(n int64) int64 { return max(n, -n) }

// sealNDSS evaluates the detectors of Weaver, Sommer and Paxson (NDSS 2009) with the guards of rst-causes 13.
func (t *Tracker) sealNDSS(q *pending) {
	r, c := &q.r, q.c
	n := seq.Num(q.sig.Seq)
	if q.nxtS != 0 && q.hasAckP && r.MissingP == 0 && !r.OneSided && !q.finished {
		acked, known := c.past.acked(1-q.d, n)
		// The end of what S sent may have been retransmitted, and a FIN repeats its number.
		below := n.Before(q.nxtS) && !r.SeqEqualsFin && r.Form != fact.FormAbort
		switch {
		case !below || acked:
			r.SeqDataRst = fact.Some(false)
		case known:
			r.SeqDataRst = fact.Some(true)
		}
	}
	var run []*rstSeen
	for i := min(c.rsts.n, rstRing) - 1; i >= 0; i-- {
		if x := c.rsts.back(i); x.dir == q.d && !x.answers && abs64(x.ts-q.ts) <= 2e9 {
			run = append(run, x)
		}
	}
	t.sealRun(q, run)
	flags := int32(0)
	if r.SeqDataRst.V {
		flags |= 1
	}
	if r.SAliveKind == fact.AliveNewData && r.SSynchronised {
		flags |= 2
	}
	if r.SeqChange {
		flags |= 4
	}
	if r.AckChange.V {
		flags |= 8
	}
	r.NDSSFlags = flags
}

// sealRun looks at the untriggered RSTs of S within 2 s, oldest first.
func (t *Tracker) sealRun(q *pending, run []*rstSeen) {
	r, c := &q.r, q.c
	s, o := &c.side[q.d], &c.side[1-q.d]
	if len(run) > 1 {
		r.SeqStep1 = fact.Some(int64(run[1].seq.Sub(run[0].seq)))
		if len(run) > 2 {
			r.SeqStep2 = fact.Some(int64(run[2].seq.Sub(run[1].seq)))
		}
		for i := 1; i < len(run); i++ {
			if run[i].seq.Sub(run[i-1].seq) > 2 && run[i].seq.After(q.nxtS) && !s.has(sdFin) &&
				(!q.hasAckP || run[i].seq.Sub(q.ackP) > 2) {
				r.SeqChange = true
			}
		}
	}
	if !o.has(sdSyn) || o.packets == 0 {
		return
	}
	r.AckChange = fact.Some(false)
	for i := 1; i < len(run); i++ {
		a, b := run[i-1], run[i]
		if a.flags&packet.FlagACK == 0 || b.flags&packet.FlagACK == 0 || b.form == fact.FormReplyNoack {
			continue
		}
		if a.ack != b.ack && a.ack != 0 && b.ack != 0 && (b.ack.Before(o.base) || b.ack.After(o.nxt)) {
			r.AckChange = fact.Some(true)
		}
	}
}
