package packettext

import (
	"hash/fnv"
	"net/netip"
	"time"
)

// flowKey is a tuple in canonical order and the instance of it.
type flowKey struct {
	a, b netip.AddrPort // a <= b
	inst int
}

// flow is the running state of one instance of a tuple.
type flow struct {
	num     int
	started bool
	opener  int // which dir sent the first packet
	last    time.Duration
	dir     [2]dirState // 0: from key.a
}

// dirState is what one sender of a flow would do next.
type dirState struct {
	isn      uint32
	nxt      int64 // relative number behind everything sent so far
	started  bool
	known    bool // its sequence space exists: declared, sent from, or acknowledged by the peer
	traits   traits
	synWin   int // window of the SYN; -1: as Linux would
	wscale   int // offered in the SYN; -1: not
	hasTS    bool
	tsVal    uint32 // clock of the timestamps: value tsVal at time tsAt, then 1 per ms
	tsAt     time.Duration
	tsRecent uint32 // last TSval that the peer sent
	spans    []span // payload sent, oldest first
	last     *Packet
}

// span is payload at a relative sequence number.
type span struct {
	at   int64
	data []byte
}

// flow finds or makes the state of a flow; d is the direction of ref.
func (c *compiler) flow(ref flowRef) (fl *flow, d int) {
	src := netip.AddrPortFrom(ref.src.ep.Addr, ref.src.ep.Port)
	dst := netip.AddrPortFrom(ref.dst.ep.Addr, ref.dst.ep.Port)
	key, ends := flowKey{src, dst, ref.inst}, [2]side{ref.src, ref.dst}
	if dst.Compare(src) < 0 {
		key, ends, d = flowKey{dst, src, ref.inst}, [2]side{ref.dst, ref.src}, 1
	}
	if fl = c.flows[key]; fl != nil {
		return fl, d
	}
	fl = &flow{num: len(c.flows) + 1}
	c.flows[key] = fl
	for i := range fl.dir {
		fl.dir[i].init(ends[i], ends[1-i], ref.inst)
	}
	return fl, d
}

// init gives a direction the traits of its sender. Numbers nobody chose come from a hash of the flow, so that
// they differ between flows and instances and are the same in every run.
func (s *dirState) init(from, to side, inst int) {
	h := fnv.New64a()
	h.Write([]byte(from.ep.Addr.String() + ">" + to.ep.Addr.String()))
	h.Write([]byte{byte(from.ep.Port >> 8), byte(from.ep.Port), byte(to.ep.Port >> 8), byte(to.ep.Port), byte(inst)})
	sum := h.Sum64()
	s.traits = defaultTraits()
	isn := 0x1000_0000 + uint32(sum)&0x3fff_ffff
	if from.h != nil {
		s.traits = from.h.traits
	}
	if s.traits.ipid < 0 {
		s.traits.ipid = 0x1000 + int(sum>>32)&0x7fff
	}
	s.synWin = s.traits.win
	s.tsVal = 0x0100_0000 + uint32(sum>>40)
	s.rebase(isn)
	if s.known = false; from.h != nil && from.h.isn != nil {
		s.rebase(*from.h.isn)
	}
}

// rebase starts the sequence space anew.
func (s *dirState) rebase(isn uint32) {
	s.isn, s.nxt, s.spans, s.known = isn, 0, nil, true
	s.wscale, s.hasTS, s.started = -1, false, false
}

// open settles who opened the flow: the sender of its first packet, unless that is an answer.
func (c *compiler) open(fl *flow, ref flowRef, d int, flags uint16) {
	if fl.started {
		return
	}
	fl.started = true
	src := netip.AddrPortFrom(ref.src.ep.Addr, ref.src.ep.Port)
	dst := netip.AddrPortFrom(ref.dst.ep.Addr, ref.dst.ep.Port)
	tuple := flowKey{a: src, b: dst}
	if d == 1 {
		tuple = flowKey{a: dst, b: src}
	}
	opener, known := c.openers[tuple]
	if !known {
		opener = d
		if flags&FlagRST != 0 || flags&(FlagSYN|FlagACK) == FlagSYN|FlagACK {
			opener = 1 - d
		}
		c.openers[tuple] = opener
	}
	fl.opener = opener
}

// fill is what the sender sent at relative number at before; zeros where it sent nothing.
func (s *dirState) fill(at int64, n int) []byte {
	out := make([]byte, n)
	if at >= s.nxt {
		return out
	}
	for i := len(s.spans) - 1; i >= 0; i-- { // the oldest bytes were the first sent, so they are laid on last
		sp := s.spans[i]
		lo, hi := max(at, sp.at), min(at+int64(n), sp.at+int64(len(sp.data)))
		if lo < hi {
			copy(out[lo-at:hi-at], sp.data[lo-sp.at:])
		}
	}
	return out
}

// header is what a packet has where its line says nothing.
type header struct {
	ipid, win uint16
	ownIPID   bool // ipid is the sender's running one
}

// reply says that a RST has the shape of an answer without a socket: no ACK, or the first packet of its sender.
func (s *dirState) reply(flags uint16) bool {
	return flags&FlagRST != 0 && (flags&FlagACK == 0 || !s.started)
}

// defaults follows Linux: answers without a socket and SYN-ACKs carry identification 0, the former window 0
// too; an abort carries the window last advertised.
func (fl *flow) defaults(d int, flags uint16) header {
	s, peer := &fl.dir[d], &fl.dir[1-d]
	h := header{ipid: uint16(s.traits.ipid), ownIPID: true}
	if s.reply(flags) {
		return header{}
	}
	syn := flags & (FlagSYN | FlagACK | FlagRST)
	if syn == FlagSYN|FlagACK {
		h.ipid, h.ownIPID = 0, false
	}
	switch {
	case syn&FlagSYN != 0 && s.synWin >= 0:
		h.win = uint16(s.synWin)
	case syn&FlagSYN == 0 && s.traits.win >= 0:
		h.win = uint16(s.traits.win)
	case syn == FlagSYN|FlagACK:
		h.win = 65160
	case syn&FlagSYN == 0 && s.wscale > 0 && peer.wscale >= 0:
		h.win = 64240 >> min(s.wscale, 14)
	default:
		h.win = 64240
	}
	return h
}

// timestamp is the option a sender with timestamps negotiated would write at t.
func (s *dirState) timestamp(t time.Duration) Option {
	return timestampOption(s.tsVal+uint32((t-s.tsAt)/time.Millisecond), s.tsRecent)
}
