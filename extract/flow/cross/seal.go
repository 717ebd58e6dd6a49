package cross

import "whyrst/extract/fact"

// Seal completes r.ResetCross from the windows that end at ts. That is the time for which the seal was due, not
// that of the packet by which the caller noticed: a pause of the capture in between must not empty the windows.
// Seals come in the order of their times, before later events; Seal may follow the connection's Close.
func (t *Tracker) Seal(ts int64, m Mark, r *fact.Reset) {
	t.advance(ts)
	if m.lost != 0 && r.SAliveKind != fact.AliveNone {
		t.cancel(win30s, m.lost) // somebody answered in the name of a living S
	}
	r.ResetCross = fact.ResetCross{EndpointRsts1s: r.EndpointRsts1s, TwinFlowID: r.TwinFlowID}
	if m.at == 0 {
		m = Mark{at: t.now, flow: r.FlowID, age: -1, idle: -1}
	}
	client, server := t.hosts.find(r.ClientIP), t.hosts.find(r.ServerIP)
	service := t.findService(server, r.ServerPort)
	s, p, sPort := client, server, r.ClientPort
	if r.From == fact.Server {
		s, p, sPort = server, client, r.ServerPort
	}
	if n := t.both + t.oneSided; n >= 3 {
		r.HasBothDirs = fact.Some(t.both > t.oneSided)
	}
	if client != 0 {
		t.sealClient(r, client, t.findPair(client, service))
	}
	if service != 0 {
		v := t.services.at(service)
		r.DstAccepts60s, r.DstRefused60s = int32(v.accepts), int32(v.refused)
		r.DstHsReset10s, r.DstHsOk10s = int32(v.hsReset), int32(v.hsOk)
	}
	if s != 0 {
		t.sealSender(r, &m, s, sPort)
	}
	if p != 0 {
		r.RstOnlySources60s = int32(t.hosts.at(p).rstSources)
	}
	if server != 0 && waited(r) {
		r.IdleClusterN = t.idleCluster(server, r.FlowID, r.IdleUs.V)
	}
	t.sealAborts(r, &m, client, service)
	t.sealConn(r, &m)
}

// sealClient fills what the client's connections show.
func (t *Tracker) sealClient(r *fact.Reset, client, pair uint32) {
	h := t.hosts.at(client)
	r.SrcFanoutPorts60s, r.SrcFanoutHosts60s = int32(h.fanPorts), int32(h.fanHosts)
	r.SrcFanout60s = max(r.SrcFanoutPorts60s, r.SrcFanoutHosts60s)
	if n := h.productive + h.barren; n >= 3 {
		r.SrcBarrenRatio = fact.Some(int32(1000 * uint64(h.barren) / uint64(n)))
	}
	r.StaleTuples60s = int32(h.stale)
	r.PeerToPeer = h.peerToPeer(t.now)
	if pair == 0 {
		return
	}
	x := t.pairs.at(pair)
	rhythm := x.probes(t.now)
	r.ProbeCount = rhythm.count
	if rhythm.period > 0 {
		r.ProbePeriodUs = fact.Some(rhythm.period / 1000)
		r.ProbePeriodCv = fact.Some(rhythm.cv)
	}
	r.PortsUsed60s = int32(x.ports)
	if ports := h.portRange(); ports > 0 {
		r.PortUtil = fact.Some(min(1000, int32(1000*uint64(x.ports)/uint64(ports))))
	}
}

// refusedBefore is how long before the RST a refusal of the same service still counts.
const refusedBefore = 10 * second

// sealSender fills what S's address shows.
func (t *Tracker) sealSender(r *fact.Reset, m *Mark, s uint32, sPort uint16) {
	h := t.hosts.at(s)
	r.SameSStateLost30s = int32(h.stateLost)
	r.PathStateLostHosts30s = int32(t.lostHosts)
	r.RstOnlyTargets60s = int32(h.rstTargets)
	r.SOrphanAborts5s, r.SOrphanPorts5s = int32(h.orphans), int32(h.orphanPorts)
	r.SClockJump = h.clockJump(m.at, t.now)
	if life := t.finWait2Life(s, r.FlowID); life > 0 {
		r.Fw2TimerUs = fact.Some(life / 1000)
	}
	if v := t.findService(s, sPort); v != 0 {
		at := t.services.at(v).refusedOther(r.FlowID)
		r.LaterRefused = at != 0 && at >= m.at-refusedBefore
	}
}

// sealAborts fills what aborts at the same time show.
func (t *Tracker) sealAborts(r *fact.Reset, m *Mark, client, service uint32) {
	byServer := r.From == fact.Server
	if client != 0 {
		c := t.clusterAround(&t.hosts.at(client).aborts, m, !byServer)
		r.ClientAborts, r.ClientAbortServices = c.count, c.nService
		if m.openC > 0 {
			r.ClientOpenShare = fact.Some(c.openShare(m.openC))
		}
		if !byServer && c.others > 0 {
			r.SAgesDiffer = fact.Some(c.differ())
		}
	}
	switch {
	case byServer && service != 0:
		c := t.clusterAround(&t.services.at(service).aborts, m, true)
		r.SameSAborts = c.count
		if m.openS > 0 {
			r.SOpenShare = fact.Some(c.openShare(m.openS))
		}
		if c.others > 0 {
			r.SAgesDiffer = fact.Some(c.differ())
		}
	case !byServer && m.abort != 0:
		// A client's address and port is this one connection.
		r.SameSAborts = 1
		if m.opened <= m.at-openBefore {
			r.SOpenShare = fact.Some[int32](1000)
		}
	}
}

// sealConn fills what needs the connection's own record.
func (t *Tracker) sealConn(r *fact.Reset, m *Mark) {
	if r.TLSServerName.Known {
		if i := t.names.find(r.TLSServerName.V); i != 0 {
			if permille, ok := t.names.at(i).ratio(t.now); ok {
				r.SniResetRatio = fact.Some(permille)
			}
		}
	}
	if c := t.recall(m.conn); c != nil && c.is(isSyn) && c.opened >= t.now-raceMemory {
		r.SiblingOpen = t.racing(c)
	}
}

// raceSpan is how far apart racing connects begin. RFC 8305 8 has them 250 ms apart, at most 2 s; the
// catalogue takes 1 s.
const raceSpan = second

// raceMemory is how long after the beginning a lost race can matter: all racers are still remembered then.
const raceMemory = 30 * second

// racing reports whether the client began another connection to the same port, of the same or another address,
// at about the same time, and completed it: then this one was cancelled because it lost a race. A connection
// that was established and then ended without payload won nothing (a scan that completes handshakes).
func (t *Tracker) racing(c *conn) bool {
	for n, i := 0, c.cprev; i != 0 && n < maxLook; n++ {
		o := t.conns.at(i)
		if o.is(isSyn) && o.opened < c.opened-raceSpan {
			break // only those that a SYN opened stand in the order of opened
		}
		if o.won(c) {
			return true
		}
		i = o.cprev
	}
	for n, i := 0, c.cnext; i != 0 && n < maxLook; n++ {
		o := t.conns.at(i)
		if o.is(isSyn) && o.opened > c.opened+raceSpan {
			break
		}
		if o.won(c) {
			return true
		}
		i = o.cnext
	}
	return false
}

// won says that o, begun within raceSpan of c, took its place. One that had ended when c began was no rival.
func (o *conn) won(c *conn) bool {
	return o.is(isSyn) && o.sport == c.sport && o.is(established) && o.class != classBarren && (o.ended == 0 || o.ended > c.opened)
}
