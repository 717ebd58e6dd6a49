package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// afterReset lets a new RST of the connection bear witness about the ones that wait, and they about it.
func (t *Tracker) afterReset(c *conn, q *pending, x *rstSeen) {
	if c.lastKind == fact.LastAck && c.lastDir != q.d && c.rsts.n > 1 {
		if y := c.rsts.back(1); y.dir == q.d && y.frame >= c.alternated {
			c.alternations++
			c.alternated = x.frame
		}
	}
	for i := int32(1); c.rsts.back(i) != nil; i++ {
		if y := c.rsts.back(i); y.dir != q.d {
			q.reverse(c, y)
		}
	}
	for w := c.rsts.pend; w != nil; w = w.next {
		if w.sealed || w == q {
			continue
		}
		if w.d != q.d {
			w.reverse(c, x)
		} else if w.replied && x.genuine == 1 && x.ts-w.ts > 1e6 {
			w.alive(fact.AliveLateAbort, x.ts-w.ts, x.frame)
		}
	}
}

// reverse notes a RST from the other side. It counts only if it answers nothing and no live socket sent it: two
// genuine aborts are two ends that closed at once (rst-causes 13).
func (q *pending) reverse(c *conn, x *rstSeen) {
	r := &q.r
	rtt := c.side[0].rtt + c.side[1].rtt
	gap := abs64(x.ts - q.ts)
	if x.genuine == 1 {
		r.CrossingAbort = r.CrossingAbort || gap <= max(rtt, 50e6) && r.Genuine.V
		return
	}
	if x.answers || gap > 10e9 {
		return
	}
	if r.ReverseRstUs.Known && abs64(r.ReverseRstUs.V) <= gap/1000 {
		return
	}
	r.ReverseRstUs, r.ReverseRstFrame = fact.Some((x.ts-q.ts)/1000), fact.Some(x.frame)
	r.ReverseWithinRtt = gap <= max(rtt, 20e6)
}

// injector compares a RST with the prints of known injectors (rst-causes 7.2). TTLs depend on where one looks
// and are no part of a print.
func injector(q *pending, c *conn) fact.Injector {
	p := &q.sig
	if p.IPVersion != 4 {
		return fact.InjectorNone
	}
	ack := p.Flags&packet.FlagACK != 0
	switch {
	case !ack && p.IPID == 0 && !p.DF && p.Window != 0:
		return fact.InjectorGFW1
	case ack && !p.DF && p.IPID >= 0x9916 && p.IPID <= 0x9933:
		return fact.InjectorGFW3
	case ack && !p.DF && p.IPID == 1 && p.PayLen == 10:
		return fact.InjectorHenan
	case !ack || c.rsts.n < 3:
		return fact.InjectorNone
	}
	return triple(q, c)
}

// triple recognises three RST+ACK in a row: rising sequence guesses, or windows n, n+1, n+2 at one number.
func triple(q *pending, c *conn) fact.Injector {
	var run []*rstSeen
	for i := min(c.rsts.n, rstRing) - 1; i >= 0; i-- {
		x := c.rsts.back(i)
		if x.dir == q.d && !x.answers && x.flags&packet.FlagACK != 0 && abs64(x.ts-q.ts) <= 1e9 {
			run = append(run, x)
		}
	}
	for i := 2; i < len(run); i++ {
		a, b, d := run[i-2], run[i-1], run[i]
		s1, s2 := b.seq.Sub(a.seq), d.seq.Sub(a.seq)
		switch {
		case s1 == 1460 && s2 == 4380:
			return fact.InjectorGFW2
		case s1 == 0 && s2 == 0 && b.win == a.win+1 && d.win == a.win+2:
			return fact.InjectorGFW2025
		}
	}
	return fact.InjectorNone
}

// cfSignature is the tampering signature of the client's packets (Sundara Raman et al., SIGCOMM 2023; rst-causes
// 7.1): what the client sent before its RSTs, and how these look. There is none after a FIN.
func cfSignature(c *conn) (sig, stage fact.Opt[string]) {
	cl := &c.side[c.client]
	if cl.fins > 0 || c.state&stSyn == 0 {
		return sig, stage
	}
	rst, rstack, sameAck, zeroAck := cfResets(c)
	if rst+rstack == 0 {
		return sig, stage
	}
	set := func(s, st string) (fact.Opt[string], fact.Opt[string]) { return fact.Some(s), fact.Some(st) }
	switch {
	case cl.dataPackets > 1 && rst > 0 && rstack == 0:
		return set("PSH+ACK;Data→RST", "later_in_flow")
	case cl.dataPackets > 1 && rst == 0:
		return set("PSH+ACK;Data→RST+ACK", "later_in_flow")
	case cl.dataPackets == 1:
		return set("PSH+ACK→"+cfTail(rst, rstack, sameAck, zeroAck), "post_psh")
	case cl.dataPackets == 0 && cl.pureAcks > 0 && (rst == 0 || rstack == 0):
		return set("SYN;ACK→"+cfTail(rst, rstack, true, false), "post_ack")
	case cl.dataPackets == 0 && cl.pureAcks == 0:
		switch {
		case rst > 0 && rstack > 0:
			return set("SYN→RST;RST+ACK", "post_syn")
		case rst > 0:
			return set("SYN→RST", "post_syn")
		}
		return set("SYN→RST+ACK", "post_syn")
	}
	return sig, stage
}

func cfTail(rst, rstack int, sameAck, zeroAck bool) string {
	switch {
	case rst > 0 && rstack > 0:
		return "RST;RST+ACK"
	case rstack == 1:
		return "RST+ACK"
	case rstack > 1:
		return "RST+ACK;RST+ACK"
	case rst == 1:
		return "RST"
	case zeroAck:
		return "RST;RST₀"
	case sameAck:
		return "RST=RST"
	}
	return "RST≠RST"
}

// cfResets counts the client's RSTs.
func cfResets(c *conn) (rst, rstack int, sameAck, zeroAck bool) {
	sameAck = true
	var first seq.Num
	for i := min(c.rsts.n, rstRing) - 1; i >= 0; i-- {
		x := c.rsts.back(i)
		if x.dir != c.client {
			continue
		}
		if x.flags&packet.FlagACK != 0 {
			rstack++
			continue
		}
		if rst == 0 {
			first = x.ack
		}
		sameAck = sameAck && x.ack == first
		zeroAck = zeroAck || x.ack == 0 && first != 0
		rst++
	}
	return rst, rstack, sameAck, zeroAck
}
