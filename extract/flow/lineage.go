package flow

import (
	"strings"

	"whyrst/extract/fact"
	"whyrst/extract/packet"
)

// fillLineage compares the RST with what is known of S's other packets. It runs when the RST is seen and again,
// for TTL, at the seal: a RST ahead of the SYN-ACK has no earlier packet to compare with (rst-causes 13).
func fillLineage(r *fact.Reset, c *conn, s *side, p *packet.Packet) {
	fillTTL(r, s, p)
	fillIPID(r, s, p)
	if s.has(sdDFKnown) && p.IPVersion == 4 {
		r.DFSame = fact.Some(s.has(sdDF) == p.DF)
	}
	if s.has(sdMAC) && p.HasEth {
		r.MACSame = fact.Some(s.mac == p.EthSrc)
	}
	fillTS(r, c, s, p)
	switch {
	case s.packets <= 1:
		r.WinRel = fact.WinNA
	case p.Window == 0:
		r.WinRel = fact.WinZero
	case p.Window == s.winRaw:
		r.WinRel = fact.WinSame
	default:
		r.WinRel = fact.WinOther
	}
	if r.IsReply && r.TriggerDelayUs.Known && s.rtt > 0 && s.rtt > 2e6 {
		r.FasterThanRTT = fact.Some(r.TriggerDelayUs.V*1000 < s.rtt/2)
	}
	fillGenuine(r)
	fillAlien(r)
}

func fillTTL(r *fact.Reset, s *side, p *packet.Packet) {
	near, n, ok := s.nearestTTL(p.TTL)
	r.SenderTTLPackets = n
	if !ok {
		return
	}
	diff := int32(p.TTL) - int32(near)
	r.TTLDelta, r.TTLDeltaAbs, r.SenderTTL = fact.Some(diff), fact.Some(int32(abs(int(diff)))), fact.Some(near)
}

// fillIPID classes the IP-ID against S's last one. A sender that draws its IDs at random can't be compared with.
func fillIPID(r *fact.Reset, s *side, p *packet.Packet) {
	r.IPIDClass = fact.IPIDNA
	if p.IPVersion != 4 || !s.has(sdIPID) || s.ipidJumps > s.ipidSteps {
		return
	}
	delta := p.IPID - s.ipid
	r.IPIDDelta = fact.Some(int32(int16(delta)))
	switch {
	case delta == 0 && p.IPID == 0:
		r.IPIDDelta = fact.Opt[int32]{}
	case p.IPID == 0:
		r.IPIDClass = fact.IPIDZero
	case delta == 0:
		r.IPIDClass = fact.IPIDSame
	case delta <= 64:
		r.IPIDClass = fact.IPIDContinues
	default:
		r.IPIDClass = fact.IPIDJump
	}
}

func fillTS(r *fact.Reset, c *conn, s *side, p *packet.Packet) {
	switch {
	case c.side[0].has(sdSyn) && c.side[1].has(sdSyn):
		r.TSExpected = fact.Some(c.side[0].has(sdTSOffer) && c.side[1].has(sdTSOffer))
	case s.has(sdTS):
		r.TSExpected = fact.Some(true)
	}
	if p.OptMask&packet.OptTS != 0 && s.has(sdTS) {
		r.TSDelta = fact.Some(int64(int32(p.TSVal - s.tsval)))
	}
}

// fillGenuine decides whether an abort continues S's own stream (rst-causes 2 and 13). Stacks that leave the
// timestamp out of an abort (Windows, macOS, BIG-IP) can't be judged by it.
func fillGenuine(r *fact.Reset) {
	if r.Form != fact.FormAbort {
		return
	}
	if r.TTLDeltaAbs.Known && r.TTLDeltaAbs.V > 1 || r.IPIDClass == fact.IPIDJump || r.TSDelta.Known && r.TSDelta.V < 0 {
		r.Genuine = fact.Some(false)
		return
	}
	tsGood := r.TSPresent && r.TSDelta.Known
	tsNone := r.TSExpected.Known && !r.TSExpected.V && !r.TSPresent
	switch {
	case tsGood && r.IPIDClass != fact.IPIDZero && r.IPIDClass != fact.IPIDSame,
		tsNone && r.IPIDClass == fact.IPIDContinues:
		r.Genuine = fact.Some(true)
	}
}

// fillAlien counts the signs against S's stack. IP-ID, options and window of a reply-form RST are no sign: kernels
// write replies without looking at the connection.
func fillAlien(r *fact.Reset) {
	r.AlienScore, r.AlienSigns = fact.Opt[uint8]{}, fact.Opt[string]{}
	if r.SenderTTLPackets == 0 {
		return
	}
	var signs []string
	add := func(on bool, name string) {
		if on {
			signs = append(signs, name)
		}
	}
	abort := r.Form == fact.FormAbort || r.Form == fact.FormBareAbort || r.Form == fact.FormOdd
	dfClear := r.DF.Known && !r.DF.V
	add(r.TTLDeltaAbs.Known && r.TTLDeltaAbs.V >= 3, "ttl")
	add(abort && (r.IPIDClass == fact.IPIDJump || r.IPIDClass == fact.IPIDZero && dfClear), "ipid")
	add(r.DFSame.Known && !r.DFSame.V && (abort || dfClear), "df")
	add(r.MACSame.Known && !r.MACSame.V, "mac")
	add(r.TSDelta.Known && r.TSDelta.V < 0 || r.Form == fact.FormAbort && r.TSExpected.V && !r.TSPresent, "ts")
	add(r.IsReply && r.WindowRaw != 0 && !r.NetscalerCode.Known, "window")
	add(r.FasterThanRTT.V, "faster_than_rtt")
	r.AlienScore = fact.Some(uint8(len(signs)))
	if len(signs) > 0 {
		r.AlienSigns = fact.Some(strings.Join(signs, " "))
	}
}
