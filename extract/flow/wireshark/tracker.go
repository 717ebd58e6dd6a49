package wireshark

import (
	"math/rand/v2"

	"whyrst/extract/flow/tuple"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

// Options say how much a Tracker computes and how much it may keep.
type Options struct {
	// Analyse asks for more than stream, completeness and round trip of the handshake: for everything in Segment.
	Analyse bool
	// MaxConversations bounds the conversations held at once. 0 means 1 million.
	MaxConversations int
	// MaxUnacked bounds the room for unacknowledged segments of all conversations. 0 means 4 million.
	MaxUnacked int
}

// Stats counts what the bounds cost.
type Stats struct {
	// Evicted counts conversations pushed out. If they go on, their stream index is no longer Wireshark's.
	Evicted int64
	// Forgotten counts conversations whose unacknowledged segments were forgotten.
	Forgotten int64
}

// Segment is what Wireshark says of one segment. A field is its zero value where Wireshark shows none.
type Segment struct {
	// HasStream says that enough of the header was captured (16 bytes) for Wireshark to number the segment.
	// Everything else is zero without it.
	HasStream bool
	// HasDelta says that DeltaNs is known: the segment is not the conversation's first, and its fixed header whole.
	HasDelta bool
	// HasSeq says that Seq is known, and HasAck that Ack and Window are.
	HasSeq, HasAck bool
	// HasAckRTT says that AckRTTNs is known.
	HasAckRTT bool
	// Completeness is tcp.completeness with this segment counted. At the conversation's end it is what Wireshark
	// shows once it has read the file, and tshark with two passes; in one pass tshark is behind by this segment
	// and by what complete says of the first one.
	Completeness uint8
	// Flags are the tcp.analysis flags, bits fact.Analysis*. Wireshark computes but does not show them if the
	// snap length cut the header's options; they are 0 then.
	Flags uint32
	// Seq is tcp.seq, Ack tcp.ack: modulo 2^32, relative to the first number known of the side. Raw where Wireshark
	// does not know the segment's length (fragments, a data offset beyond the segment), and Ack without the flag.
	Seq, Ack uint32
	// Window is tcp.window_size in bytes: scaled, or as sent where the scale is unknown or not in use.
	Window uint32
	// DupAckNum is tcp.analysis.duplicate_ack_num, 0 if the segment is no duplicate ACK.
	DupAckNum uint32
	// BytesInFlight is tcp.analysis.bytes_in_flight, 0 where it is not shown.
	BytesInFlight uint32
	// Stream is tcp.stream.
	Stream int64
	// DeltaNs is tcp.time_delta in ns.
	DeltaNs int64
	// AckRTTNs is tcp.analysis.ack_rtt in ns.
	AckRTTNs int64
	// InitialRTTNs is tcp.analysis.initial_rtt as known with this segment, in ns; 0 if it is not.
	InitialRTTNs int64
}

// Tracker follows Wireshark's TCP conversations.
type Tracker struct {
	opt   Options
	seed  uint64
	index tuple.Index
	convs tuple.Slab[conversation]
	sides tuple.Slab[[2]direction] // parallel to convs; empty without Options.Analyse
	pool  pool
	hand  int32 // of the clocks that look for room
	next  uint32
	key   tuple.Key
	stats Stats
}

// New returns an empty Tracker.
func New(opt Options) *Tracker {
	if opt.MaxConversations == 0 {
		opt.MaxConversations = 1 << 20
	}
	if opt.MaxUnacked == 0 {
		opt.MaxUnacked = 1 << 22
	}
	return &Tracker{opt: opt, seed: rand.Uint64(), index: tuple.NewIndex()}
}

// Stats returns the counts so far.
func (t *Tracker) Stats() Stats { return t.stats }

// minHeader is how much of a header Wireshark reads, up to the window, before it looks for the conversation.
const minHeader = 16

// Segment follows one TCP segment and says what Wireshark says of it.
func (t *Tracker) Segment(p *packet.Packet, out *Segment) {
	*out = Segment{}
	if p.HdrCap < minHeader {
		return
	}
	h := header{seq: seq.Num(p.Seq), flags: p.Flags, len: p.PayLen, hdrLen: p.HdrLen, ts: timeOf(p)}
	if !p.HasPayLen {
		h.len = 0
	}
	d := t.key.Set(p.IPVersion, &p.Src, &p.Dst, p.SrcPort, p.DstPort)
	c := t.conversation(d, &h)
	c.begin(&h, out)
	out.HasDelta = out.HasDelta && p.HdrCap == 20 && p.HdrLen >= 20
	if p.HasPayLen {
		c.setBase(d, p)
	}
	if t.opt.Analyse {
		t.analyse(c, d, p, &h, out)
	}
	c.end(&h, out)
}

// icmpRedirect is the one ICMP error whose quote Wireshark does not follow beyond its first eight bytes.
const icmpRedirect = 5

// Quote follows the TCP header that an ICMP error quotes: Wireshark looks its conversation up, or begins one, and
// counts it for stream indices, times and completeness, but analyses no numbers.
func (t *Tracker) Quote(p *packet.Packet, out *Segment) {
	*out = Segment{}
	if p.QuoteProto != packet.ProtoTCP || !p.HasQuotePorts || p.QuoteLen < minHeader ||
		p.IPVersion == 4 && p.ICMPType == icmpRedirect {
		return
	}
	h := header{seq: seq.Num(p.QuoteSeq), flags: p.QuoteFlags, hdrLen: p.QuoteHdrLen, ts: timeOf(p)}
	d := t.key.Set(p.QuoteVersion, &p.QuoteSrc, &p.QuoteDst, p.QuoteSrcPort, p.QuoteDstPort)
	c := t.conversation(d, &h)
	c.begin(&h, out)
	if t.opt.Analyse {
		s := t.side(c, d)
		s.sacked = 0
		if h.hdrLen >= 20 {
			s.firstAck(h.flags)
		}
	}
	c.end(&h, out)
}

// timeOf is the packet's time, 0 for one without: so does Wireshark.
func timeOf(p *packet.Packet) int64 {
	if p.TsKnown {
		return p.TsNs
	}
	return 0
}

// begin does what comes before the analysis.
func (c *conversation) begin(h *header, out *Segment) {
	out.HasStream, out.Stream = true, int64(c.stream)
	if !h.opened {
		out.HasDelta, out.DeltaNs = true, h.ts-c.lastTs
	}
	c.lastTs = h.ts
}

// end does what comes after it. Wireshark gives up before it on a header length that is too short to be one.
func (c *conversation) end(h *header, out *Segment) {
	if h.hdrLen >= 20 {
		c.complete(h)
		c.handshake(h)
	}
	out.Completeness, out.InitialRTTNs = c.completeness, c.initialRTT
}
