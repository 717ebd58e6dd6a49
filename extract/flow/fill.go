package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// fill sets the facts that are known when the RST is seen. S is its sender, P the peer.
func (t *Tracker) fill(q *pending, p *packet.Packet, g *seg, form fact.Form) {
	r, c := &q.r, q.c
	s, o := &c.side[q.d], &c.side[1-q.d]
	fillID(r, c, q.d, p, t.opt.Capture)
	fillHeader(r, p)
	fillForm(r, c, q.d, p, g, form, q.ts)
	fillSetup(r, c, s, o, q.ts)
	fillBytes(r, c, s, o, q)
	fillClose(r, c, s, o, q, g)
	fillTail(r, c, s, o, q)
	if c.app != nil {
		t.fillApp(r, c, q, g)
	}
	fillExchange(r, c, s, o, q)
	fillUnread(r, c, s, o, q)
	fillIdle(r, c, s, o, q, g, t.opt.Timers)
	fillLineage(r, c, s, &q.sig)
}

func fillID(r *fact.Reset, c *conn, d uint8, p *packet.Packet, capture string) {
	r.Capture, r.FrameNumber, r.FlowID, r.TCPStream = capture, p.Frame, c.flowID, c.stream
	if p.TsKnown {
		r.TsNs = fact.Some(p.TsNs)
	}
	r.ClientIP, r.ClientPort = c.addr(c.client)
	r.ServerIP, r.ServerPort = c.addr(1 - c.client)
	r.IPVersion, r.RoleBasis, r.From = p.IPVersion, c.basis, c.who(d)
}

func fillHeader(r *fact.Reset, p *packet.Packet) {
	r.SeqRaw, r.AckRaw, r.Flags, r.WindowRaw = p.Seq, p.Ack, p.Flags, p.Window
	r.AckFlag = p.Flags&packet.FlagACK != 0
	r.AckFieldNonzero = !r.AckFlag && p.Ack != 0
	r.FlagsIllegal = illegalReset(p.Flags)
	r.OptBytes, r.TTL = p.OptBytes, p.TTL
	if p.IPVersion == 4 {
		r.IPID, r.DF = fact.Some(p.IPID), fact.Some(p.DF)
	}
	switch p.Checksum {
	case packet.ChecksumGood:
		r.BadChecksum = fact.Some(false)
	case packet.ChecksumBad:
		r.BadChecksum = fact.Some(true)
	}
	r.MD5 = p.OptMask&packet.OptMD5 != 0
	r.TSPresent = p.OptMask&packet.OptTS != 0
	fillPayload(r, p)
	if w := p.Window; w >= 8196 && w <= 8206 || w >= 9200 && w <= 9999 {
		r.NetscalerCode = fact.Some(w)
	}
	if p.MPTCPMask&(1<<packet.MPTCPTCPRst) != 0 {
		r.MPTCPReason = fact.Some(p.MPTCPRstReason)
	}
	r.MPTCPFastclose = p.MPTCPMask&(1<<packet.MPTCPFastClose) != 0
}

func fillForm(r *fact.Reset, c *conn, d uint8, p *packet.Packet, g *seg, form fact.Form, ts int64) {
	s, o := &c.side[d], &c.side[1-d]
	n := seq.Num(p.Seq)
	r.Form, r.IsReply = form, isReply(form)
	if g != nil {
		fillTrigger(r, c, s, o, g, ts)
	}
	if s.has(sdBase) {
		r.SeqRelSndNxt = fact.Some(int64(n.Sub(s.nxt)))
	}
	if o.has(sdAck) {
		r.SeqRelPeerAck = fact.Some(int64(n.Sub(o.ack)))
	}
	r.SeqInWindow = seqPos(o, n)
	if r.AckFlag && o.has(sdBase) {
		r.AckRelPeerEnd = fact.Some(int64(seq.Num(p.Ack).Sub(o.nxt)))
	}
	r.SeqEqualsFin = s.has(sdFin) && n == s.fin
	r.MPTCPFastcloseP = c.fastclose[1-d]
	r.MPTCPFastclose = r.MPTCPFastclose || r.MPTCPFastcloseP
}

func fillTrigger(r *fact.Reset, c *conn, s, o *side, g *seg, ts int64) {
	r.TriggerKind = g.kind
	r.TriggerFrame, r.TriggerLen = fact.Some(g.frame), fact.Some(g.len)
	r.TriggerDelayUs = fact.Some((ts - g.ts) / 1000)
	r.TriggerTLSAlert, r.FirstAckOfFin = g.tlsAlert, g.firstFin
	if g.len > 0 && g.newReq != 0 {
		r.TriggerNewRequest = fact.Some(g.newReq > 0)
	}
	if g.flags&packet.FlagACK == 0 {
		return
	}
	if s.has(sdSyn) {
		r.TriggerAckRelIsn = fact.Some(int64(g.ack.Sub(s.base + 1)))
	}
	if s.has(sdFin) {
		r.TriggerAckRelFin = fact.Some(int64(g.ack.Sub(s.fin + 1)))
		r.TriggerNearFin = fact.Some(g.ts <= s.finTs+o.rtt+50e6)
	}
}

func fillSetup(r *fact.Reset, c *conn, s, o *side, ts int64) {
	cl, sv := &c.side[c.client], &c.side[1-c.client]
	r.SynSeen, r.SynCount, r.SynPrint = c.state&stSyn != 0, c.synCount, c.synPrint
	r.SynackSeen, r.SynackCount = c.synackCount > 0, c.synackCount
	if r.SynSeen && r.SynackSeen {
		r.SynackDelayUs = fact.Some((sv.synTs - cl.synTs) / 1000)
		r.SynackAckOk = fact.Some(c.state&stSynackBad == 0)
	}
	// At the RST: before it, S may have answered a bad segment with a RST and then completed the handshake.
	r.SSynchronised = c.state&stHsAck != 0
	r.HsComplete = c.state&(stSyn|stSynAck|stHsAck) == stSyn|stSynAck|stHsAck
	if r.HsComplete {
		r.HsToRstUs = fact.Some((ts - c.hsTs) / 1000)
	}
	r.Midstream = c.state&stSyn == 0 && c.synackCount == 0
	// A client that has gone on got its answer, captured or not.
	r.SynPending = c.state&stSyn != 0 && c.synackCount == 0 && cl.nonSyn == 0
	r.PrevGenClosed = c.prevClosed
	if c.prevClosed != fact.CloseNone {
		r.PrevGenAgeUs = fact.Some(c.prevAge / 1000)
	}
	r.StaleKind = c.staleKind(r)
	r.FirstFlags, r.FirstFlagsIllegal = c.firstFlags, illegalFlags(c.firstFlags)
	r.FirstFrom = c.who(c.firstDir)
	r.PacketsS, r.PacketsP, r.NonSynPacketsS = s.packets-1, o.packets, s.nonSyn
	r.PSeen = o.packets > 0
	r.OneSided = c.oneSided()
	if o.rtt > 0 {
		r.RttPUs = fact.Some(max(1, o.rtt/1000))
	}
	if s.rtt > 0 {
		r.RttSUs = fact.Some(max(1, s.rtt/1000))
	}
	r.AgeUs = (ts - c.firstTs) / 1000
}

// staleKind says what earlier instance a connection attempt met (RFC 9293 3.10.7.4).
func (c *conn) staleKind(r *fact.Reset) fact.StaleKind {
	const timeWait = 240e9
	switch {
	case c.prevClosed == fact.CloseNone && r.SynPending && r.TriggerKind == fact.TriggerPureAck:
		return fact.StaleUnknown
	case c.prevClosed == fact.CloseNone:
		return fact.StaleNone
	case c.prevClosed == fact.CloseOpen:
		return fact.StaleHalfOpen
	case c.prevClosed == fact.CloseServerFirst && c.prevAge < timeWait:
		return fact.StaleTimeWait
	}
	return fact.StaleUnknown
}

// oneSided says that one direction is missing although the other one shows that it had traffic: a SYN of this
// side that was answered, or ACK numbers that move, while not one packet acknowledged was captured. ACK numbers
// that stand still are a silent peer's, too.
func (c *conn) oneSided() bool {
	for i := range c.side {
		s, o := &c.side[i], &c.side[1-i]
		if o.packets == 0 && s.has(sdAck) && s.nonSyn > 0 && s.has(sdSyn|sdAckMoved) {
			return true
		}
	}
	return false
}

func fillClose(r *fact.Reset, c *conn, s, o *side, q *pending, g *seg) {
	r.FinS, r.FinP, r.FinSAcked, r.FinPAcked = s.has(sdFin), o.has(sdFin), s.has(sdFinAcked), o.has(sdFinAcked)
	r.Finished, r.FinishedByRst = q.finished, c.rsts.ended()
	if s.has(sdFin) {
		r.FinSToRstUs = fact.Some((q.ts - s.finTs) / 1000)
		if !s.has(sdFinInfer) {
			r.FinSFrame = fact.Some(s.finFrame)
		}
		if g != nil {
			r.FinSToTriggerUs = fact.Some((g.ts - s.finTs) / 1000)
			r.OldDupBeforeTrigger = c.oldDup != 0 && c.oldDupDir == q.d && g.ts-c.oldDup <= max(s.rtt+o.rtt, 50e6) && g.ts >= c.oldDup
		}
		if s.lastDataTs != 0 {
			n := s.finTs - s.lastDataTs
			if n >= 0 {
				r.IdleBeforeCloseUs = fact.Some(n / 1000)
				if rtt := s.rtt + o.rtt; s.rtt > 0 && o.rtt > 0 {
					r.IdleBeforeCloseRtts = fact.Some(n / rtt)
				}
			}
		}
		last := o.lastDataTs
		if g != nil && g.len > 0 && g.ts == last {
			last = o.prevDataTs
		}
		r.PSilentSinceFin = last <= s.finTs
	}
	if o.has(sdFin) && !o.has(sdFinInfer) {
		r.FinPFrame = fact.Some(o.finFrame)
	}
	switch {
	case c.state&stFinished != 0:
		r.FinishedGapUs = fact.Some((q.ts - c.finishedTs) / 1000)
	case c.rsts.ended():
		r.FinishedGapUs = fact.Some((q.ts - c.rsts.endTs) / 1000)
	}
	r.SimultaneousClose = c.state&stSimulClose != 0
}

func fillTail(r *fact.Reset, c *conn, s, o *side, q *pending) {
	tl := &s.tail
	r.RtxRunS, r.KaProbeRunS = tl.rtx, tl.ka
	if o.tail.broken == 0 {
		r.RtxRunP = o.tail.rtx
	}
	if tl.rtx > 0 {
		r.RtxRunUs, r.RtxGrowing = (tl.rtxLast-tl.rtxFirst)/1000, !tl.shrinking
	}
	if tl.ka > 0 {
		end := q.ts
		if tl.broken != 0 {
			end = tl.broken
		}
		r.KaProbeRunUs = (end - tl.kaFirst) / 1000
	}
	if tl.active() && tl.broken != 0 {
		r.SilenceAfterTailUs = fact.Some((tl.broken - tl.last) / 1000)
	}
	r.TailBroken = tl.active() && tl.broken != 0
	switch {
	case o.zwTs != 0:
		r.ZwProbeRunS, r.ZwProbesAnswered, r.ZwActor = s.tail.zw, s.tail.zwAnswered, fact.ZwWriter
		r.WinZeroUs, r.WinZeroFrame = fact.Some((q.ts-o.zwTs)/1000), fact.Some(o.zwFrame)
	case s.zwTs != 0:
		r.ZwProbeRunS, r.ZwProbesAnswered, r.ZwActor = o.tail.zw, o.tail.zwAnswered, fact.ZwReader
		r.WinZeroUs, r.WinZeroFrame = fact.Some((q.ts-s.zwTs)/1000), fact.Some(s.zwFrame)
	}
	r.SynRtx = max(0, c.synCount-1)
	if c.state&stHsAck == 0 {
		r.SynackRtx = max(0, c.synackCount-1)
	}
}
