package flow

import (
	"encoding/binary"
	"math/bits"

	"whyrst/extract/fact"
	"whyrst/extract/flow/app"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// path keeps what a side's packets look like below TCP: the lineage that a RST is compared with. Resets are no
// part of it, and SYNs no part of the IP-ID's (a Linux SYN-ACK carries 0).
func (c *conn) path(s *side, p *packet.Packet, ts int64) {
	s.ownTs = ts
	s.seeTTL(p.TTL)
	if p.IPVersion == 4 {
		s.set(sdDFKnown)
		s.clear(sdDF)
		if p.DF {
			s.set(sdDF)
		}
		if p.Flags&packet.FlagSYN == 0 {
			if s.has(sdIPID) {
				if step := p.IPID - s.ipid; step > 0 && step <= 64 {
					s.ipidSteps = sat(s.ipidSteps)
				} else if step != 0 || p.IPID != 0 {
					s.ipidJumps = sat(s.ipidJumps)
				}
			}
			s.ipid = p.IPID
			s.set(sdIPID)
		}
	}
	if p.HasEth {
		s.mac = p.EthSrc
		s.set(sdMAC)
	}
	if p.OptMask&packet.OptTS != 0 {
		if s.has(sdTS) && int32(p.TSVal-s.tsval) < 0 {
			return
		}
		s.tsval, s.tsvalTs = p.TSVal, ts
		s.set(sdTS)
	}
}

func sat(n uint8) uint8 { return min(n, 254) + 1 }

// seeTTL counts a TTL class; a fifth class replaces the rarest.
func (s *side) seeTTL(ttl uint8) {
	if s.ttlMin == 0 && s.ttlMax == 0 {
		s.ttlMin, s.ttlMax = ttl, ttl
	}
	s.ttlMin, s.ttlMax = min(s.ttlMin, ttl), max(s.ttlMax, ttl)
	low := 0
	for i := range s.ttl {
		k := &s.ttl[i]
		if k.n > 0 && k.ttl == ttl {
			k.n = sat(k.n)
			return
		}
		if k.n < s.ttl[low].n {
			low = i
		}
	}
	s.ttl[low] = ttlClass{ttl, 1}
}

// nearestTTL is the class nearest to ttl; ok is false if the side sent nothing but resets.
func (s *side) nearestTTL(ttl uint8) (near uint8, n int32, ok bool) {
	best := 256
	for _, k := range s.ttl {
		if k.n == 0 {
			continue
		}
		n += int32(k.n)
		if diff := abs(int(k.ttl) - int(ttl)); diff < best {
			best, near, ok = diff, k.ttl, true
		}
	}
	return near, n, ok
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// closing follows FINs.
func (c *conn) closing(d int, p *packet.Packet, ts int64) {
	if p.Flags&packet.FlagFIN == 0 || p.Flags&packet.FlagSYN != 0 {
		return
	}
	s, o := &c.side[d], &c.side[1-d]
	s.fins++
	if s.has(sdFin) && !s.has(sdFinInfer) {
		return
	}
	s.clear(sdFinInfer)
	s.set(sdFin)
	s.fin = seq.Num(p.Seq + p.PayLen)
	s.finTs, s.finFrame = ts, p.Frame
	if o.has(sdFin) && p.Flags&packet.FlagACK != 0 && seq.Num(p.Ack).AtOrBefore(o.fin) {
		c.state |= stSimulClose
	}
	if c.app != nil {
		c.app.Fin(c.appDir(uint8(d)), s.fin)
	}
}

// appDir translates the index of a side into the direction of application framing.
func (c *conn) appDir(d uint8) app.Dir {
	if d == c.appClient {
		return app.FromClient
	}
	return app.FromServer
}

// feed hands payload and acknowledgments to application framing.
func (t *Tracker) feed(c *conn, d int, p *packet.Packet, g *seg) {
	if p.PayLen > 0 && g.kind != fact.TriggerKaProbe && p.Checksum != packet.ChecksumBad {
		if c.app == nil {
			c.app = t.apps.Get()
			for i := range c.side {
				if s := &c.side[i]; s.has(sdSyn) {
					c.app.SetISN(c.appDir(uint8(i)), s.base+1)
				}
			}
		}
		dir := c.appDir(uint8(d))
		at := g.seq
		if p.Flags&packet.FlagSYN != 0 {
			at++
		}
		g.tlsAlert = alertSized(p.Payload)
		first := c.side[d].firstDataFrame == p.Frame
		c.app.Segment(dir, at, p.Payload, p.PayLen, p.Frame)
		g.newReq = int8(c.app.StartsMessage(dir, at))
		if first {
			t.cross.Payload(t.now, c.cross, c.who(uint8(d)))
		}
	}
	if c.app != nil && c.state&stNamed == 0 && p.PayLen > 0 {
		if name := c.app.ServerName(); name != "" {
			c.state |= stNamed
			t.cross.ServerName(t.now, c.cross, name)
		}
	}
	// An ACK far beyond all that was sent is no proof of a hole that large.
	if c.app != nil && p.Flags&packet.FlagACK != 0 && g.ack.Sub(c.side[1-d].nxt) <= 1<<20 {
		c.app.Acked(c.appDir(uint8(1-d)), g.ack, p.Frame)
	}
}

// alertSized says that a payload is one TLS record of the size of an alert: 2 bytes in clear, up to 48 encrypted
// in an alert record, or 19 in a TLS 1.3 application data record (RFC 8446 5.2, 6).
func alertSized(b []byte) bool {
	if len(b) < 5 || b[1] != 3 {
		return false
	}
	n := int(b[3])<<8 | int(b[4])
	return len(b) == 5+n && (b[0] == 21 && n <= 64 || b[0] == 23 && n == 19)
}

// duplicate recognises a packet that the capture point saw twice (mirror port): same header and IP-ID within
// 50 ms, TTL at most 2 apart. Without an IP-ID nothing tells a copy from a retransmission.
func (c *conn) duplicate(s *side, p *packet.Packet, ts int64) bool {
	l := &s.latest
	edges := payloadEdges(p.Payload)
	same := s.packets > 0 && l.seq == p.Seq && l.ack == p.Ack && l.flags == p.Flags && l.len == p.PayLen &&
		l.win == p.Window && l.edges == edges && ts-l.ts <= 50e6 && abs(int(l.ttl)-int(p.TTL)) <= 2
	dup := same && p.IPVersion == 4 && l.ipid == p.IPID &&
		(p.IPID != 0 || l.ttl != p.TTL && ts-l.ts <= 5e6)
	if !dup {
		*l = latest{ts: ts, seq: p.Seq, ack: p.Ack, len: p.PayLen, flags: p.Flags, win: p.Window, ipid: p.IPID, ttl: p.TTL, edges: edges}
	}
	return dup
}

// latest is a side's last packet, to recognise a second copy.
type latest struct {
	ts            int64
	edges         uint64
	seq, ack, len uint32
	flags, win    uint16
	ipid          uint16
	ttl           uint8
}

// payloadEdges folds the first and the last eight bytes of a payload: enough to tell two payloads of one header
// apart without reading them.
func payloadEdges(b []byte) uint64 {
	if len(b) < 8 {
		n := uint64(0)
		for _, c := range b {
			n = n<<8 | uint64(c)
		}
		return n
	}
	le := binary.LittleEndian
	return le.Uint64(b) ^ bits.RotateLeft64(le.Uint64(b[len(b)-8:]), 29)
}
