package wireshark

import (
	"whyrst/extract/flow/tuple"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// conversation is what Wireshark remembers of a connection. It has no pointers.
type conversation struct {
	key          tuple.Key
	hash         uint32
	stream       uint32
	id           int32
	base         [2]seq.Num // by direction of the key: what sequence numbers are relative to
	hasBase      [2]bool
	completeness uint8 // bits complete*
	firstBits    uint8 // what the first segment adds to it once a second one comes
	used         bool  // since the eviction hand passed
	inUse        bool
	lastTs       int64 // of the last segment
	synTs        int64 // of the last SYN without ACK; 0 is none, as in Wireshark
	initialRTT   int64 // from that SYN to the first ACK; 0 is unknown, as in Wireshark
}

// header is what is followed of a TCP header, seen or quoted.
type header struct {
	seq    seq.Num
	len    uint32 // payload on the wire, 0 if unknown
	flags  uint16
	hdrLen uint8
	ts     int64
	opened bool // it began its conversation
	isNew  bool // and no earlier one had the tuple
	reused bool // Wireshark takes it for a new connection on old ports
}

// conversation finds the conversation of the header at t.key, or begins one.
func (t *Tracker) conversation(d int, h *header) *conversation {
	hash := t.key.Hash(t.seed)
	c := t.find(hash)
	if c == nil {
		h.isNew = true
		return t.open(hash, h)
	}
	c.used = true
	switch h.flags & synAck {
	case packet.FlagSYN:
		return t.synAgain(c, d, h)
	case synAck:
		// Wireshark moves the side's base, and the numbers of earlier segments stay as they were shown.
		if c.hasBase[d] && c.base[d] != h.seq {
			c.base[d], h.reused = h.seq, true
		}
	}
	return c
}

// synAgain decides what a SYN on a known tuple is. With another number than the side's base, or after a FIN or
// RST, it begins a new conversation; else it is taken for the same one tried again, even if it is a plain
// retransmission.
func (t *Tracker) synAgain(c *conversation, d int, h *header) *conversation {
	if !c.hasBase[d] {
		return c
	}
	if c.base[d] != h.seq {
		h.reused = true
		hash := c.hash
		t.forget(c)
		c = t.open(hash, h)
		c.completeness = completeSYN
		return c
	}
	if t.opt.Analyse {
		// A RST may have moved the next number away from what the peer will acknowledge (RFC 9293 3.5.2).
		s := t.side(c, d)
		s.next = s.ackable
	}
	return c
}

func (t *Tracker) find(hash uint32) *conversation {
	for at := t.index.First(hash); at >= 0; at = t.index.Next(hash, at) {
		if c := t.convs.At(t.index.At(at)); c.key == t.key {
			return c
		}
	}
	return nil
}

// open begins the next conversation, for t.key.
func (t *Tracker) open(hash uint32, h *header) *conversation {
	for t.index.Len() >= t.opt.MaxConversations {
		t.evict()
	}
	id, c := t.convs.Alloc()
	c.key, c.hash, c.id, c.stream, c.inUse = t.key, hash, id, t.next, true
	t.next++
	t.index.Add(hash, id)
	if t.opt.Analyse {
		other, sides := t.sides.Alloc()
		if other != id {
			panic("wireshark: conversations and their sides are numbered alike")
		}
		sides[0].init()
		sides[1].init()
	}
	h.opened = true
	return c
}

// forget drops a conversation.
func (t *Tracker) forget(c *conversation) {
	t.index.Delete(c.hash, c.id)
	if t.opt.Analyse {
		t.pool.drop(&t.side(c, 0).unacked)
		t.pool.drop(&t.side(c, 1).unacked)
		t.sides.Free(c.id)
	}
	c.inUse = false
	t.convs.Free(c.id)
}

// side is what one side of c has sent.
func (t *Tracker) side(c *conversation, d int) *direction { return &t.sides.At(c.id)[d] }

// evict pushes out the first conversation that was not used since the hand last passed.
func (t *Tracker) evict() {
	for {
		c := t.convs.At(t.hand)
		t.hand = (t.hand + 1) % t.convs.Numbers()
		if c.inUse && !c.used {
			t.stats.Evicted++
			t.forget(c)
			return
		}
		c.used = false
	}
}

// makeRoom forgets unacknowledged segments until the pool is within its bound, those of conversations that were
// not used since the hand last passed. except is the one being worked on.
func (t *Tracker) makeRoom(except *conversation) {
	for range 2 * t.convs.Numbers() {
		if t.pool.room < t.opt.MaxUnacked {
			return
		}
		c := t.convs.At(t.hand)
		t.hand = (t.hand + 1) % t.convs.Numbers()
		if !c.inUse || c.used || c == except {
			c.used = false
			continue
		}
		if t.side(c, 0).unacked.n+t.side(c, 1).unacked.n > 0 {
			t.stats.Forgotten++
			t.pool.drop(&t.side(c, 0).unacked)
			t.pool.drop(&t.side(c, 1).unacked)
		}
	}
}

// setBase notes what the sides' numbers are relative to: the SYN's number, else one before the first number seen,
// so that payload begins at 1 with and without SYN. The other side's is known from the first acknowledgment: a
// SYN's own acknowledgment field means nothing.
func (c *conversation) setBase(d int, p *packet.Packet) {
	if !c.hasBase[d] {
		c.hasBase[d], c.base[d] = true, seq.Num(p.Seq)
		if p.Flags&packet.FlagSYN == 0 {
			c.base[d]--
		}
	}
	if !c.hasBase[1-d] && p.Flags&packet.FlagACK != 0 {
		c.hasBase[1-d], c.base[1-d] = true, seq.Num(p.Ack)-1
	}
}
