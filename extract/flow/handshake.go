package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// newSeg prepares what is remembered of p, with the kind that its flags alone show.
func (c *conn) newSeg(d int, p *packet.Packet, ts int64) seg {
	s := &c.side[d]
	g := seg{ts: ts, frame: p.Frame, seq: seq.Num(p.Seq), end: segEnd(p), ack: seq.Num(p.Ack), len: p.PayLen,
		flags: p.Flags, dir: uint8(d)}
	gap := int64(0)
	if c.lastFrame != 0 {
		gap = ts - c.lastTs
	}
	if c.lastDir != uint8(d) || c.lastFrame == 0 {
		s.burstGap = gap
	} else {
		s.burstGap = max(s.burstGap, gap)
	}
	g.gap = s.burstGap
	switch {
	case illegalFlags(p.Flags):
		g.kind = fact.TriggerOddFlags
	case p.Flags&packet.FlagSYN != 0 && p.Flags&packet.FlagACK != 0:
		g.kind = fact.TriggerSynAck
	case p.Flags&packet.FlagSYN != 0:
		g.kind = fact.TriggerSyn
	case p.Flags&packet.FlagFIN != 0:
		g.kind = fact.TriggerFin
	case p.PayLen > 0:
		g.kind = fact.TriggerData
	default:
		g.kind = fact.TriggerPureAck
	}
	return g
}

// handshake follows SYN, SYN-ACK and the ACK of it (RFC 9293 3.5).
func (t *Tracker) handshake(c *conn, d int, p *packet.Packet, ts int64, g *seg) {
	switch g.kind {
	case fact.TriggerSyn:
		t.syn(c, d, p, ts)
	case fact.TriggerSynAck:
		t.synAck(c, d, p, ts)
	case fact.TriggerPureAck, fact.TriggerData, fact.TriggerFin:
		o := &c.side[1-d]
		if c.state&(stSynAck|stHsAck) == stSynAck && uint8(d) == c.client && p.Flags&packet.FlagACK != 0 &&
			seq.Num(p.Ack).AtOrAfter(o.base+1) && seq.Num(p.Ack).AtOrBefore(o.nxt) {
			c.state |= stHsAck
			c.hsTs = ts
			if g.kind == fact.TriggerPureAck && seq.Num(p.Ack) == o.base+1 {
				g.kind = fact.TriggerHsAck
			}
			if c.synackCount == 1 && o.synTs != 0 {
				c.side[d].sample(ts-o.synTs, true)
			}
			t.cross.Established(ts, c.cross)
		}
	}
}

func (t *Tracker) syn(c *conn, d int, p *packet.Packet, ts int64) {
	s := &c.side[d]
	if c.state&stSyn == 0 {
		c.state |= stSyn
		c.client, c.basis = uint8(d), fact.BasisSyn
		c.synPrint = synPrint(p)
	}
	c.synCount++
	s.begin(p, ts)
	c.appStart(d)
}

// appStart tells application framing, if it runs already (data in the SYN, a SYN-ACK that comes late), where the
// side's bytes begin; before it runs, it learns which side is the client.
func (c *conn) appStart(d int) {
	if c.app == nil {
		c.appClient = c.client
		return
	}
	c.app.SetISN(c.appDir(uint8(d)), c.side[d].base+1)
}

func (t *Tracker) synAck(c *conn, d int, p *packet.Packet, ts int64) {
	s, o := &c.side[d], &c.side[1-d]
	c.synackCount++
	if c.state&stSyn == 0 {
		c.client, c.basis = uint8(1-d), fact.BasisSynAck
	}
	first := c.state&stSynAck == 0 // one that acknowledged something else does not count
	s.begin(p, ts)
	c.appStart(d)
	if o.has(sdSyn) && seq.Num(p.Ack) != o.base+1 && seq.Num(p.Ack) != o.nxt {
		c.state |= stSynackBad
		return
	}
	c.state |= stSynAck
	t.confirm(c)
	if !first {
		return
	}
	if o.has(sdSyn) && c.synCount == 1 {
		s.sample(ts-o.synTs, true)
	}
	t.cross.SynAck(ts, c.cross)
	t.laterSynOk(c)
}

// begin takes ISN and options from a SYN or SYN-ACK.
func (s *side) begin(p *packet.Packet, ts int64) {
	if !s.has(sdSyn) || s.base != seq.Num(p.Seq) {
		s.base, s.nxt = seq.Num(p.Seq), segEnd(p)
		s.synTs, s.synFrame = ts, p.Frame
		s.nholes = 0
	}
	s.set(sdBase | sdSyn)
	s.mss = p.MSS
	s.clear(sdWSOffer | sdTSOffer | sdSACKOffer)
	if p.OptMask&packet.OptWScale != 0 {
		s.set(sdWSOffer)
		s.wscale = min(p.WScale, 14) // RFC 7323 2.3
	}
	if p.OptMask&packet.OptTS != 0 {
		s.set(sdTSOffer)
	}
	if p.OptMask&packet.OptSACKPerm != 0 {
		s.set(sdSACKOffer)
	}
}

// synPrint recognises the SYNs of scanners: nmap's (and newer masscan's) with one option and window 1024, those of
// raw senders such as masscan without options (every stack announces its MSS, RFC 9293 3.7.1), ZMap's with IP-ID
// 54321 and window 65535; the IP-ID alone is any host's once in 65536 SYNs.
func synPrint(p *packet.Packet) fact.SynPrint {
	switch {
	case p.IPVersion == 4 && p.IPID == 54321 && p.Window == 65535:
		return fact.PrintZmap
	case p.OptBytes <= 4 && p.OptBytes > 0 && p.Window == 1024:
		return fact.PrintNmap
	case p.OptBytes == 0:
		return fact.PrintMasscan
	}
	return fact.PrintNone
}

// sample takes a round trip between the capture point and this side.
func (s *side) sample(rtt int64, handshake bool) {
	if rtt < 0 {
		return
	}
	rtt = max(rtt, 1) // 0 means unknown
	if handshake {
		s.hsRtt = rtt
	}
	if s.rtt == 0 || rtt < s.rtt {
		s.rtt = rtt
	}
}
