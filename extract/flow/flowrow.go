package flow

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"

	"whyrst/extract/fact"
	"whyrst/extract/flow/wireshark"
	"whyrst/extract/packet"
)

// emitFlow hands out the row of an ended connection.
func (t *Tracker) emitFlow(c *conn) {
	f := &t.flowRow
	*f = fact.Flow{}
	f.Capture, f.FlowID, f.TCPStream = t.opt.Capture, c.flowID, c.stream
	f.ClientIP, f.ClientPort = c.addr(c.client)
	f.ServerIP, f.ServerPort = c.addr(1 - c.client)
	f.CommunityID = communityID(c)
	f.IPVersion, f.RoleBasis, f.Instance = c.key.ver, c.basis, c.instance
	if c.hasVLAN {
		f.VLAN = fact.Some(c.vlan)
	}
	if c.tunnel != 0 {
		f.Tunnel = fact.Some(packet.TunnelKind(c.tunnel).String())
		if c.hasTunnelID {
			f.TunnelID = fact.Some(c.tunnelID)
		}
	}
	if t.began {
		f.FirstTsNs, f.LastTsNs = fact.Some(c.firstTs), fact.Some(c.lastTs)
		f.DurationUs = fact.Some((c.lastTs - c.firstTs) / 1000)
	}
	f.FirstFrame, f.LastFrame = c.firstFrame, c.lastFrame
	flowVolume(f, c)
	flowState(f, c)
	if c.app != nil {
		flowApp(f, c)
	}
	if c.rsts != nil && c.rsts.n > 0 {
		f.Judged = c.rsts.judged
		f.RstFrame = fact.Some(c.rsts.primaryFrame)
		if c.rsts.judgedFrame != 0 { // the first story of the flow, where it had several
			f.RstFrame = fact.Some(c.rsts.judgedFrame)
		}
		f.CfSig, _ = cfSignature(c)
	}
	t.opt.Output.Flow(f)
}

func flowVolume(f *fact.Flow, c *conn) {
	cl, sv := &c.side[c.client], &c.side[1-c.client]
	f.PacketsC, f.PacketsR = int64(cl.packets), int64(sv.packets)
	f.IPBytesC, f.IPBytesR = cl.ipBytes, sv.ipBytes
	f.PayloadC, f.PayloadR = cl.payload, sv.payload
	f.UniqueC, f.UniqueR = cl.unique, sv.unique
	f.MissingC, f.MissingR = cl.lost(sv), sv.lost(cl)
	f.RtxC, f.RtxR, f.OooC, f.OooR = cl.rtx, sv.rtx, cl.ooo, sv.ooo
	f.DupAckC, f.DupAckR = cl.dupAcks, sv.dupAcks
	f.ZeroWinC, f.ZeroWinR = cl.zeroWins, sv.zeroWins
	f.KeepAliveC, f.KeepAliveR = cl.keepAlives, sv.keepAlives
	f.Duplicates, f.BadChecksums, f.ICMPErrors = c.duplicates, c.badChecksums, c.icmpErrors
}

func flowState(f *fact.Flow, c *conn) {
	cl, sv := &c.side[c.client], &c.side[1-c.client]
	f.EndReason = c.endReason
	f.Midstream = c.state&stSyn == 0 && c.synackCount == 0
	f.OneSided = c.oneSided()
	f.SynCount, f.SynackCount = c.synCount, c.synackCount
	if c.state&stSyn != 0 && c.synackCount > 0 {
		f.SynackDelayUs = fact.Some((sv.synTs - cl.synTs) / 1000)
	}
	f.ConnState, f.History = c.zeek.State(), c.zeek.History()
	f.Completeness = c.completeness
	f.InitialRTTUs = fact.Opt[int64]{V: c.initialRTT / 1000, Known: c.initialRTT != 0}
	if cl.rtt > 0 {
		f.RttCUs = fact.Some(max(1, cl.rtt/1000))
	}
	if sv.rtt > 0 {
		f.RttRUs = fact.Some(max(1, sv.rtt/1000))
	}
	if cl.has(sdSyn) && cl.mss > 0 {
		f.MSSC = fact.Some(cl.mss)
	}
	if sv.has(sdSyn) && sv.mss > 0 {
		f.MSSR = fact.Some(sv.mss)
	}
	if cl.has(sdSyn) && sv.has(sdSyn) {
		f.TSOk = fact.Some(cl.has(sdTSOffer) && sv.has(sdTSOffer))
		f.SACKOk = fact.Some(cl.has(sdSACKOffer) && sv.has(sdSACKOffer))
	}
	f.MPTCP = c.mptcp
	f.FlagsC, f.FlagsR = cl.flagsOr, sv.flagsOr
	f.FinC, f.FinR, f.RstC, f.RstR = cl.fins, sv.fins, cl.rsts, sv.rsts
	f.TTLMinC, f.TTLMaxC = ttlRange(cl)
	f.TTLMinR, f.TTLMaxR = ttlRange(sv)
	f.SeqFirstC, f.SeqSpanC = seqRange(cl)
	f.SeqFirstR, f.SeqSpanR = seqRange(sv)
	if c.firstFrame != c.lastFrame {
		f.MaxIdleUs = fact.Some(c.maxIdle / 1000)
	}
}

// seqRange is the side's sequence space as far as it was used. Beyond 2 GiB the distance wraps; the 64-bit count
// of payload then tells more.
func seqRange(s *side) (first fact.Opt[uint32], span fact.Opt[int64]) {
	if !s.has(sdBase) {
		return first, span
	}
	n := int64(s.nxt.Sub(s.base))
	if n < 0 || s.unique > n+1<<20 {
		n = s.unique + 2
	}
	return fact.Some(uint32(s.base)), fact.Some(n)
}

// wireshark takes over what Wireshark says of the conversation. Where it begins another one and we do not, the
// flow stays with the stream of its first packet.
func (c *conn) wireshark(w *wireshark.Segment) {
	if w.HasStream && w.Stream == c.stream {
		c.completeness, c.initialRTT = w.Completeness, w.InitialRTTNs
	}
}

func ttlRange(s *side) (lo, hi fact.Opt[uint8]) {
	if s.packets == s.rsts {
		return lo, hi
	}
	return fact.Some(s.ttlMin), fact.Some(s.ttlMax)
}

func flowApp(f *fact.Flow, c *conn) {
	a := c.app.Facts()
	cd := c.appDir(c.client)
	f.AppProto = appProto(a, a.Stream[cd].Proto, a.Stream[1-cd].Proto)
	if a.ServerName != "" {
		f.TLSServerName = fact.Some(a.ServerName)
	}
	if a.HTTP.Seen {
		if a.HTTP.Req.Host != "" {
			f.HTTPHost = fact.Some(a.HTTP.Req.Host)
		}
		if a.HTTP.Resp.Status != 0 {
			f.HTTPStatus = fact.Some(a.HTTP.Resp.Status)
		}
	}
}

// communityID is the Community ID, version 1 with seed 0 (github.com/corelight/community-id-spec): SHA-1 over
// seed, addresses, protocol, padding and ports, the lower endpoint first, which is how the key holds them.
func communityID(c *conn) string {
	b := make([]byte, 2, 40)
	if c.key.ver == 4 {
		b = append(append(b, c.key.a[12:]...), c.key.b[12:]...)
	} else {
		b = append(append(b, c.key.a[:]...), c.key.b[:]...)
	}
	b = append(b, packet.ProtoTCP, 0)
	b = binary.BigEndian.AppendUint16(b, c.key.pa)
	b = binary.BigEndian.AppendUint16(b, c.key.pb)
	h := sha1.Sum(b)
	return "1:" + base64.StdEncoding.EncodeToString(h[:])
}
