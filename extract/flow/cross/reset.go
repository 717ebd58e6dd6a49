package cross

import (
	"whyrst/extract/fact"
	"whyrst/extract/seq"
)

// rst is a RST being taken in.
type rst struct {
	*fact.Reset
	c       *conn // nil if it is not remembered
	client  uint32
	server  uint32
	service uint32
	s       uint32 // its sender
	sPort   uint16
}

// once reports whether the connection counts for the first time for f.
func (x *rst) once(f connFlags) bool {
	if x.c == nil {
		return x.Index <= 1
	}
	if x.c.is(f) {
		return false
	}
	x.c.flags |= f
	return true
}

// Reset tells a RST when it is seen. triggerSeq is the sequence number of the trigger, if there is one. Reset
// writes those fields of r.ResetCross that depend on the moment; the caller keeps r and the Mark for Seal.
//
// r holds what is known at the moment, of this: FlowID, the addresses and ports, From, Index, Role (a capture
// duplicate counts nowhere), SeqRaw; Form, IsReply, TriggerKind; SynackSeen, HsComplete, Midstream, SynPending,
// PacketsS, NonSynPacketsS, AgeUs; BytesS, UnackedS, IdleUs; FinS, FinSAcked, Finished, FinishedByRst,
// FinSToTriggerUs, PSilentSinceFin; RtxRunS, KaProbeRunS, ZwProbeRunS, WinZeroUs; TLSClientHelloOnly. Seal reads
// SAliveKind and TLSServerName besides.
func (t *Tracker) Reset(ts int64, h Handle, r *fact.Reset, triggerSeq fact.Opt[seq.Num]) Mark {
	t.advance(ts)
	m := Mark{at: t.now, conn: h, flow: r.FlowID, opened: t.now - 1000*r.AgeUs, age: -1, idle: -1}
	x := rst{Reset: r, c: t.get(h)}
	if r.Role == fact.RoleDupCapture || !t.resolve(&x) {
		return m
	}
	if x.c != nil {
		m.opened = x.c.opened
	}
	if !r.Midstream {
		m.age = m.at - m.opened
	}
	if r.IdleUs.Known {
		m.idle = 1000 * r.IdleUs.V
	}
	m.openC = t.hosts.at(x.client).openLag
	if x.service != 0 {
		m.openS = t.services.at(x.service).openLag
	}
	r.EndpointRsts1s = t.hosts.at(x.s).run(t.now)
	t.noteSetup(&x)
	m.lost = t.noteLost(&x)
	t.noteTimers(&x)
	m.abort = t.noteAbort(&x, &m)
	r.TwinFlowID = t.noteTwin(&x, triggerSeq)
	if x.c != nil {
		x.c.flags |= hasEnded | wasReset
		if x.c.ended == 0 {
			x.c.ended = t.now
		}
		t.endOpen(x.c)
		t.reclass(x.c)
	}
	t.release(&x)
	return m
}

// resolve pins the records that the RST is about; false if there is no room.
func (t *Tracker) resolve(x *rst) bool {
	x.client = t.pinHost(x.ClientIP)
	x.server = t.pinHost(x.ServerIP)
	if x.client == 0 || x.server == 0 {
		t.release(x)
		return false
	}
	x.service = t.pinService(x.server, x.ServerPort)
	if x.c != nil && x.c.client == 0 {
		x.c = nil // finding room has forgotten the very connection
	}
	x.s, x.sPort = x.client, x.ClientPort
	if x.From == fact.Server {
		x.s, x.sPort = x.server, x.ServerPort
	}
	return true
}

func (t *Tracker) release(x *rst) {
	t.hosts.unpin(x.client)
	t.hosts.unpin(x.server)
	t.services.unpin(x.service)
}

// run counts the RSTs of a host that follow each other within a second.
func (h *host) run(now int64) int32 {
	if now-h.rstLast >= second || h.rstRun == 0 {
		h.rstRun = 0
	}
	h.rstLast = now
	h.rstRun++
	return int32(min(h.rstRun, 1<<31-1))
}

// noteSetup counts refusals, handshakes reset unserved, and stale tuples.
func (t *Tracker) noteSetup(x *rst) {
	if x.service != 0 && x.From == fact.Server {
		v := t.services.at(x.service)
		switch {
		case x.Form == fact.FormReplyNoack && x.TriggerKind == fact.TriggerSyn && !x.SynackSeen:
			v.refused++
			v.noteRefusal(t.now, x.FlowID)
			t.enter(win60s, event{kind: evRefused, rec: x.service})
		case x.HsComplete && x.BytesS == 0 && x.once(countedHsReset):
			v.hsReset++
			t.enter(win10s, event{kind: evHsReset, rec: x.service})
		}
	}
	if x.isStale() && x.once(wasStale) {
		t.hosts.at(x.client).stale++
		t.enter(win60s, event{kind: evStale, rec: x.client})
	}
	if x.c != nil && x.c.name != 0 && x.TLSClientHelloOnly.Known && x.TLSClientHelloOnly.V && x.once(nameReset) {
		n := t.names.at(x.c.name)
		n.turn(t.now)
		n.reset[0]++
	}
}

// isStale: the client's SYN met an answer without SYN, from an earlier connection on the tuple, and the
// client's RST answers that (RFC 9293 3.5.1).
func (x *rst) isStale() bool {
	if x.From != fact.Client || !x.SynPending || x.Form != fact.FormReplyAck {
		return false
	}
	switch x.TriggerKind {
	case fact.TriggerHsAck, fact.TriggerAckOfFin, fact.TriggerPureAck, fact.TriggerData, fact.TriggerFin, fact.TriggerKaProbe:
		return true
	}
	return false
}

// isLost: S answers a segment of an established connection as unknown. That segment must be in the capture
// (some stacks abort with a RST of reply shape). S must have taken part in it before,
// or the segment carry payload: otherwise it may be a probe (rst-causes 5A stealth_probe_reply).
func (x *rst) isLost() bool {
	if !x.IsReply || x.Form == fact.FormReplyNoack || x.FinS || x.Finished || x.FinishedByRst || x.SynPending {
		return false
	}
	switch x.TriggerKind {
	case fact.TriggerData, fact.TriggerKaProbe:
		return x.NonSynPacketsS > 0 || x.Midstream
	case fact.TriggerPureAck, fact.TriggerFin:
		return x.NonSynPacketsS > 0
	}
	return false
}

// isAbort: a live socket, or a device in its name, ended the connection.
func (x *rst) isAbort() bool {
	return (x.Form == fact.FormAbort || x.Form == fact.FormBareAbort) && !x.SynPending && !x.Finished
}

// isOrphan: the socket was closing, or its data could not leave.
func (x *rst) isOrphan() bool {
	stuck := x.UnackedS.Known && x.UnackedS.V > 0 && (x.RtxRunS > 0 || x.ZwProbeRunS > 0 || x.WinZeroUs.Known)
	return x.Form == fact.FormAbort && !x.Finished && (x.FinS || stuck)
}

// noteLost counts lost state and orphans' aborts. It returns the place of the former in its window.
func (t *Tracker) noteLost(x *rst) (place uint64) {
	s := t.hosts.at(x.s)
	if x.isLost() && x.once(lostState) {
		if s.stateLost++; s.stateLost == 1 {
			t.lostHosts++
		}
		place = t.enter(win30s, event{kind: evStateLost, rec: x.s})
	}
	if x.isOrphan() && x.once(wasOrphan) {
		s.orphans++
		if t.orphanPorts.add(key2(t.hosts.serialOf(x.s), uint32(x.sPort))) {
			s.orphanPorts++
		}
		t.enter(win5s, event{kind: evOrphan, rec: x.s, port: x.sPort})
	}
	return place
}

// waited reports whether the RST ends a pause of an established connection in which nobody wanted anything:
// between unanswered probes or retransmissions there are pauses too, and their timer is TCP's.
func waited(r *fact.Reset) bool {
	return r.IdleUs.Known && r.IdleUs.V >= minIdleUs && (r.HsComplete || r.Midstream) && !r.SynPending && !r.Finished &&
		r.RtxRunS == 0 && r.KaProbeRunS == 0 && r.ZwProbeRunS == 0 && !r.WinZeroUs.Known
}

// noteTimers learns from pauses.
func (t *Tracker) noteTimers(x *rst) {
	if waited(x.Reset) && (x.c == nil && x.Index <= 1 || x.c != nil && !x.c.is(wasReset)) {
		t.noteIdle(x.server, x.FlowID, x.IdleUs.V)
	}
	if x.IsReply && x.TriggerKind == fact.TriggerFin && x.FinSAcked && x.PSilentSinceFin && x.FinSToTriggerUs.Known {
		t.noteGone(x.s, x.FlowID, 1000*x.FinSToTriggerUs.V)
	}
}

// noteAbort logs an abort and returns its serial number, 0 if the RST is none.
func (t *Tracker) noteAbort(x *rst, m *Mark) uint64 {
	flag, rec := clientAborted, x.client
	if x.From == fact.Server {
		flag, rec = serverAborted, x.service
	}
	if rec == 0 || !x.isAbort() || !x.once(flag) {
		return 0
	}
	e := abort{opened: m.opened, age: m.age, idle: m.idle, flow: m.flow, rec: rec, server: x.From == fact.Server}
	if x.service != 0 {
		e.service = t.services.serialOf(x.service)
	}
	return t.addAbort(e)
}

// noteTwin asks for the connection that the trigger belongs to, if the RST is the only packet of S here.
func (t *Tracker) noteTwin(x *rst, triggerSeq fact.Opt[seq.Num]) fact.Opt[int64] {
	if !x.IsReply || !x.Midstream || x.PacketsS != 0 || !triggerSeq.Known {
		return fact.Opt[int64]{}
	}
	q := ask{s: x.ServerIP, p: x.ClientIP, sPort: x.ServerPort, pPort: x.ClientPort, triggerSeq: triggerSeq.V}
	if x.From == fact.Client {
		q = ask{s: x.ClientIP, p: x.ServerIP, sPort: x.ClientPort, pPort: x.ServerPort, triggerSeq: triggerSeq.V}
	}
	if x.Form == fact.FormReplyAck {
		q.triggerAck = fact.Some(seq.Num(x.SeqRaw))
	}
	return t.findTwin(&q)
}
