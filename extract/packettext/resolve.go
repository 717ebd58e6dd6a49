package packettext

import (
	"time"
)

// resolve makes the packet and moves the state of the flow on.
func (c *compiler) resolve(p *cursor, fl *flow, d int, ref flowRef, s *spec, t time.Duration) (Packet, bool) {
	me, peer := &fl.dir[d], &fl.dir[1-d]
	c.open(fl, ref, d, s.flags)
	if s.isn != nil {
		me.rebase(*s.isn)
	}
	pkt := Packet{Kind: KindTCP, Time: t, Flow: fl.num, Opener: d == fl.opener, Flags: s.flags}
	run := c.network(&pkt, ref, me.traits, s)
	h := fl.defaults(d, s.flags)
	pkt.IPID, pkt.Window = h.ipid, h.win
	set(&pkt.IPID, s.ipid)
	if s.ipidStep != nil {
		pkt.IPID = uint16(me.traits.ipid + int(*s.ipidStep))
	}
	set(&pkt.Window, s.win)
	set(&pkt.Urgent, s.urg)
	start := c.sequenceOf(&pkt, s, me, peer)
	if !c.options(p, &pkt, fl, d, s) || !c.payloadOf(p, &pkt, s, me, start) || !c.checkNetwork(p, &pkt, s) {
		return pkt, false
	}
	if s.forged {
		me.last = ptr(pkt)
		return pkt, true
	}
	if pkt.Flags&FlagRST == 0 {
		me.traits = run
	}
	me.advance(&pkt, s, h, start)
	if o := findOption(pkt.Options, OptTimestamps); o != nil && len(o.Data) == 8 {
		peer.tsRecent = be32(o.Data)
	}
	return pkt, true
}

// network fills the fields below TCP and returns the traits with the line's values laid over.
func (c *compiler) network(pkt *Packet, ref flowRef, t traits, s *spec) traits {
	s.apply(&t)
	pkt.Src, pkt.Dst = ref.src.ep, ref.dst.ep
	set(&pkt.Src.MAC, t.mac)
	set(&pkt.Dst.MAC, t.dmac)
	pkt.TTL, pkt.TOS, pkt.DF, pkt.FlowLabel = t.ttl, t.tos, t.df, t.flowLabel
	pkt.Dropped, pkt.Snap, pkt.Dir, pkt.Trailer, pkt.IPSum = s.dropped, s.snap, s.dir, s.trailer, s.ipsum
	pkt.SumMode, pkt.Checksum = s.sumMode, s.sum
	pkt.VLAN = c.vlan
	if s.vlanSet {
		pkt.VLAN = s.vlan
	}
	if c.tunnel != nil {
		pkt.Tunnel = &Tunnel{c.tunnel.Src, c.tunnel.Dst}
		if !pkt.Opener {
			pkt.Tunnel.Src, pkt.Tunnel.Dst = c.tunnel.Dst, c.tunnel.Src
		}
	}
	if pkt.Src.Addr.Is6() {
		pkt.IPID, pkt.DF = 0, false
	}
	return t
}

// checkNetwork reports IPv4 fields in an IPv6 packet and the reverse.
func (c *compiler) checkNetwork(p *cursor, pkt *Packet, s *spec) bool {
	v6 := pkt.Src.Addr.Is6()
	switch {
	case v6 && (s.ipid != nil || s.ipidStep != nil || s.df != nil || s.ipsum != nil):
		p.errorf(p.toks[0].col, "IPv6 has neither identification nor DF nor header checksum")
	case !v6 && s.flowLabel != nil:
		p.errorf(p.toks[0].col, "IPv4 has no flow label")
	}
	if v6 {
		pkt.IPID, pkt.DF = 0, false
	}
	return !p.failed
}

// next is the relative number of what a sender sends next. Where no SYN was seen, data begins at 1 all the same.
func (s *dirState) next(flags uint16) int64 {
	if flags&FlagSYN != 0 || flags&FlagRST != 0 && !s.known {
		return s.nxt
	}
	return max(s.nxt, 1)
}

// sequenceOf settles Seq and Ack and returns the relative number of the first byte.
func (c *compiler) sequenceOf(pkt *Packet, s *spec, me, peer *dirState) int64 {
	start := me.next(pkt.Flags)
	set(&start, s.seq)
	pkt.Seq = me.isn + uint32(start)
	switch {
	case s.rawSeq != nil:
		pkt.Seq, pkt.SeqRaw = *s.rawSeq, true
	case pkt.Flags&FlagRST != 0 && !me.known: // the answer to a SYN: sequence number 0 of no socket
		pkt.Seq, pkt.SeqRaw = uint32(start), true
	}
	me.known = me.known || !pkt.SeqRaw
	switch {
	case s.rawAck != nil:
		pkt.Ack, pkt.AckRaw = *s.rawAck, true
	case s.ack != nil:
		pkt.Ack = peer.isn + uint32(*s.ack)
	case pkt.Flags&FlagACK != 0:
		pkt.Ack = peer.isn + uint32(peer.next(0))
	default:
		pkt.AckRaw = true
	}
	peer.known = peer.known || !pkt.AckRaw
	return start
}

// advance moves the sender on. What a RST says of TTL, window and the like counts for itself alone.
func (s *dirState) advance(pkt *Packet, sp *spec, h header, start int64) {
	rst, syn := pkt.Flags&FlagRST != 0, pkt.Flags&FlagSYN != 0
	switch {
	case sp.ipid == nil && sp.ipidStep == nil && h.ownIPID:
		s.traits.ipid = int(uint16(s.traits.ipid + 1))
	case !rst && pkt.IPID != 0:
		s.traits.ipid = int(pkt.IPID + 1)
	}
	s.started = true
	s.last = ptr(*pkt)
	if rst {
		return
	}
	s.options(pkt, syn)
	if syn {
		s.synWin = int(pkt.Window)
	}
	if sp.win != nil && !(syn && s.wscale >= 0) {
		s.traits.win = int(*sp.win)
	}
	if pkt.SeqRaw {
		return
	}
	end := start + int64(len(pkt.Payload))
	if len(pkt.Payload) > 0 {
		s.spans = append(s.spans, span{start, pkt.Payload})
	}
	if syn {
		end++
	}
	if pkt.Flags&FlagFIN != 0 {
		end++
	}
	s.nxt = max(s.nxt, end)
}

// options notes what a SYN offers and where the timestamp clock stands.
func (s *dirState) options(pkt *Packet, syn bool) {
	ts := findOption(pkt.Options, OptTimestamps)
	if ts != nil && len(ts.Data) == 8 {
		s.tsVal, s.tsAt = be32(ts.Data), pkt.Time
	}
	if !syn {
		return
	}
	s.wscale, s.hasTS = -1, ts != nil
	if o := findOption(pkt.Options, OptWindowScale); o != nil && len(o.Data) == 1 {
		s.wscale = int(o.Data[0])
	}
}
