package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/flow/app"
	"whyrst/extract/flow/cross"
	"whyrst/extract/flow/idle"
	"whyrst/extract/flow/wireshark"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// Tracker follows all TCP connections of a capture (or of a chain of captures).
type Tracker struct {
	opt    Options
	table  *table
	apps   *app.Pool
	cross  *cross.Tracker
	now    int64 // highest capture time, ns
	began  bool
	stats  Stats
	flowID int64

	head     int   // of queue: the first row that has not left
	live     int   // connections in the index or tentative
	hand     int32 // of the eviction clock
	queue    []*pending
	freePend []*pending
	freeRsts []*resets
	freeHist []*history
	flowRow  fact.Flow
	key      key
	frame    int64
}

// Options are the bounds and the doors of a Tracker.
type Options struct {
	// Linger is how long after a RST evidence is collected, in ns of capture time. 0 means 2 s.
	Linger int64
	// MaxFlows bounds the connections held at once, 1.3 KB each and 0.9 KB more from the second packet on. 0 means
	// 131072.
	MaxFlows int
	// MaxPending bounds the resets that wait for their seal. 0 means 16384.
	MaxPending int
	// IdleNs ends a connection without packets for so long. 0 means never: a NAT timer of hours is a cause.
	IdleNs int64
	// AppBytes bounds the memory of application framing. 0 means its default.
	AppBytes int64
	// Timers are the known idle timers. nil means the built-in table.
	Timers *idle.Table
	// Capture is the name that rows carry.
	Capture string
	// Output receives the rows. It must not be nil.
	Output Output
}

// Output receives sealed rows; they are valid during the call only.
type Output interface {
	// Reset takes the row of a RST, sealed, in frame order, and returns its verdict, or nil if nobody judges. For a
	// RST that is not primary, first is the verdict of the primary one.
	Reset(r *fact.Reset, first *fact.Verdict) *fact.Verdict
	// Flow takes the row of a connection that ended; j is the verdict of its primary RST or nil.
	Flow(f *fact.Flow)
}

// Stats counts what the tracker saw.
type Stats struct {
	// Flows, Evicted and Resets count connections, those ended by the bound, and RSTs.
	Flows, Evicted, Resets int64
}

// Mark is what tracking says of one packet, for its row.
type Mark struct {
	// FlowID names the flow; 0 if the packet is no tracked TCP.
	FlowID int64
	// FromClient says that the originator sent it.
	FromClient bool
	// Duplicate says that the same packet was captured before.
	Duplicate bool
	// RefFlowID is the flow that an ICMP error quotes; 0 if none.
	RefFlowID int64
}

// New returns a Tracker with the given bounds.
func New(opt Options) *Tracker {
	if opt.Linger == 0 {
		opt.Linger = 2e9
	}
	if opt.MaxFlows == 0 {
		opt.MaxFlows = 1 << 17
	}
	if opt.MaxPending == 0 {
		opt.MaxPending = 1 << 14
	}
	if opt.Timers == nil {
		opt.Timers = idle.Builtin()
	}
	t := &Tracker{opt: opt, table: newTable(), apps: app.NewPool(opt.AppBytes)}
	t.cross = cross.New(cross.Options{Live: sequences{t}})
	return t
}

// Stats returns the counts so far.
func (t *Tracker) Stats() Stats { return t.stats }

// Track follows one decoded packet; w is what Wireshark says of it.
func (t *Tracker) Track(p *packet.Packet, w *wireshark.Segment, m *Mark) {
	*m = Mark{}
	t.frame = p.Frame
	if p.TsKnown && (p.TsNs > t.now || !t.began) {
		t.now, t.began = p.TsNs, true
		t.sealDue()
	}
	switch {
	case p.HasTCP && p.IPVersion != 0 && p.Status != packet.StatusFragment:
		t.segment(p, w, m)
	case p.HasICMP && p.HasQuote:
		t.icmp(p, w, m)
	case p.HasPorts && p.Proto == packet.ProtoUDP && p.IPVersion != 0:
		t.cross.UDP(t.now, fact.AddrOf(p.Src, p.IPVersion), fact.AddrOf(p.Dst, p.IPVersion), p.SrcPort, p.DstPort)
	}
}

// segment follows a TCP segment. Order matters: each step may read what the earlier ones recorded for this
// packet, never what later ones will.
func (t *Tracker) segment(p *packet.Packet, w *wireshark.Segment, m *Mark) {
	ts := t.now
	if p.TsKnown {
		ts = p.TsNs
	}
	d := makeKey(&t.key, p)
	c := t.instance(p, d, ts, w.Stream)
	c.wireshark(w)
	s, o := &c.side[d], &c.side[1-d]
	m.FlowID, m.FromClient = c.flowID, uint8(d) == c.client
	dup := c.duplicate(s, p, ts)
	m.Duplicate = dup
	c.count(s, p, dup)
	t.touch(c)
	t.tellCross(c, d, p, ts)
	if dup || p.Flags&packet.FlagRST != 0 {
		c.zeek.Segment(p, uint8(d), c.client)
	}
	if p.Flags&packet.FlagRST != 0 {
		t.reset(c, d, p, ts, dup)
		c.mark(s, d, p, ts, fact.LastRst)
		return
	}
	if dup {
		return
	}
	g := c.newSeg(d, p, ts)
	t.handshake(c, d, p, ts, &g)
	c.zeek.Segment(p, uint8(d), c.client) // the handshake may have told the ends apart anew
	k := c.space(s, o, p, ts, &g)
	finished := c.state & stFinished
	c.acks(d, p, ts, &g)
	if c.state&stFinished != finished && s.finTs < o.finTs && o.lastDataTs <= s.finTs && s.finTs != 0 {
		t.cross.FinWait2(ts, c.cross, c.who(uint8(d)), ts-s.finTs)
	}
	t.feed(c, d, p, &g)
	t.after(c, d, p, ts, k)
	c.path(s, p, ts)
	c.closing(d, p, ts)
	t.remember(c, g)
	c.mark(s, d, p, ts, lastKind(p, g.kind))
}

// tellCross reports what cross counts once a side or once a connection.
func (t *Tracker) tellCross(c *conn, d int, p *packet.Packet, ts int64) {
	s := &c.side[d]
	if s.packets == 1 && uint8(d) != c.firstDir {
		t.cross.Spoke(ts, c.cross, c.who(uint8(d)))
	}
	if c.state&stOneSided == 0 && c.side[1-d].packets == 0 && s.packets > 1 && c.oneSided() {
		c.state |= stOneSided
		t.cross.OneSided(ts, c.cross)
	}
	if !s.has(sdClock) && p.Flags&packet.FlagRST == 0 {
		s.set(sdClock)
		t.cross.Clock(ts, c.cross, c.who(uint8(d)), fact.Opt[uint32]{V: p.TSVal, Known: p.OptMask&packet.OptTS != 0}, p.TTL)
	}
}

// mark records p as the flow's latest packet.
func (c *conn) mark(s *side, d int, p *packet.Packet, ts int64, k fact.LastKind) {
	if c.lastFrame != 0 {
		c.maxIdle = max(c.maxIdle, ts-c.lastTs)
	}
	c.prevTs, c.lastTs, c.lastFrame, c.lastDir, c.lastKind = c.lastTs, ts, p.Frame, uint8(d), k
	s.lastTs, s.lastFrame = ts, p.Frame
	s.winRaw = p.Window
}

// count adds p to the volumes of its side.
func (c *conn) count(s *side, p *packet.Packet, dup bool) {
	if dup {
		c.duplicates++
		return
	}
	s.packets++
	s.ipBytes += int64(p.IPLen)
	s.flagsOr |= p.Flags
	if p.Flags&(packet.FlagSYN|packet.FlagRST) == 0 {
		s.nonSyn++
	}
	if p.Checksum == packet.ChecksumBad {
		c.badChecksums++
	}
	if p.OptMask&packet.OptMPTCP != 0 {
		c.mptcp = true
		if p.MPTCPMask&(1<<packet.MPTCPFastClose) != 0 {
			c.fastclose[c.index(s)] = true
		}
	}
}

// lastKind classifies p for flow_last_kind.
func lastKind(p *packet.Packet, k fact.TriggerKind) fact.LastKind {
	switch {
	case p.Flags&packet.FlagSYN != 0 && p.Flags&packet.FlagACK != 0:
		return fact.LastSynAck
	case p.Flags&packet.FlagSYN != 0:
		return fact.LastSyn
	case p.Flags&packet.FlagFIN != 0:
		return fact.LastFin
	case k == fact.TriggerKaProbe:
		return fact.LastProbe
	case p.PayLen > 0:
		return fact.LastData
	}
	return fact.LastAck
}

// icmp counts an ICMP error for the flow it quotes.
func (t *Tracker) icmp(p *packet.Packet, w *wireshark.Segment, m *Mark) {
	if p.QuoteProto != packet.ProtoTCP || !p.HasQuotePorts {
		return
	}
	q := packet.Packet{IPVersion: p.QuoteVersion, Src: p.QuoteSrc, Dst: p.QuoteDst, SrcPort: p.QuoteSrcPort,
		DstPort: p.QuoteDstPort, Tunnel: p.Tunnel, TunnelID: p.TunnelID}
	makeKey(&t.key, &q)
	if c := t.table.find(&t.key, t.key.hash(t.table.seed)); c != nil {
		c.icmpErrors++
		c.wireshark(w)
		m.RefFlowID = c.flowID
	}
}

// sequences answers cross: the next sequence numbers of a live connection.
type sequences struct{ t *Tracker }

// SndNxt implements cross.Sequences.
func (s sequences) SndNxt(flowID int64) (client, server seq.Num, ok bool) {
	c := s.t.byID(flowID)
	if c == nil {
		return 0, 0, false
	}
	cl, sv := &c.side[c.client], &c.side[1-c.client]
	return cl.nxt, sv.nxt, cl.has(sdBase) && sv.has(sdBase)
}

// byID finds a live connection by its flow id. It walks the slab: cross asks only for a reply-form RST on a tuple
// without history.
func (t *Tracker) byID(flowID int64) *conn {
	for id := int32(0); id < t.table.next; id++ {
		if c := t.table.at(id); c.inUse && c.flowID == flowID {
			return c
		}
	}
	return nil
}
