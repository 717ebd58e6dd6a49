package flow

import (
	"whyrst/extract/fact"
	"whyrst/extract/flow/app"
	"whyrst/extract/flow/cross"
	"whyrst/extract/flow/zeek"
	"whyrst/extract/seq"
)

// conn is everything remembered about one connection: one instance of a tuple.
type conn struct {
	key  key
	side [2]side // by direction of the key; client names the originator's
	past past

	zeek zeek.Conn
	app  *app.Conn // nil until a side sends payload
	rsts *resets   // nil until a RST comes

	firstTs, lastTs, prevTs int64 // prevTs: before the last packet
	firstFrame, lastFrame   int64
	hsTs                    int64 // handshake complete
	finishedTs              int64 // both FINs acknowledged
	maxIdle                 int64
	flowID                  int64
	stream                  int64
	initialRTT              int64 // of stream, in ns, 0 unknown
	prevAge                 int64 // time since the earlier instance's last packet
	bulk                    bulk

	id           int32
	prev         int32 // earlier instance that may still be alive, -1 if none
	before       int32 // earlier instance, if the slab still holds it, -1 if none
	cross        cross.Handle
	instance     int32
	duplicates   int32
	badChecksums int32
	icmpErrors   int32
	alternations int32
	alternated   int64
	synCount     int32
	synackCount  int32
	vlan         uint16
	firstFlags   uint16
	client       uint8 // index of the originator's side
	appClient    uint8 // index of the side that app takes for the client
	firstDir     uint8
	lastDir      uint8
	lastKind     fact.LastKind
	basis        fact.RoleBasis
	prevClosed   fact.CloseOrder
	endReason    fact.EndReason
	synPrint     fact.SynPrint
	state        uint16 // bits st*
	banner       uint8  // bits bn*
	oldDup       int64  // time of the last segment below the window, either side, 0 if none
	oldDupDir    uint8
	mptcp        bool
	fastclose    [2]bool
	inUse        bool  // holds a connection
	used         bool  // since the eviction hand passed
	ended        bool  // out of the index, waiting for its resets
	completeness uint8 // of stream
	tunnel       uint8
	tunnelID     uint32
	hasTunnelID  bool
	hasVLAN      bool
}

// Bits of conn.state.
const (
	stSyn        = 1 << iota // the client's SYN was captured
	stSynAck                 // a SYN-ACK that fits it, or any if there was no SYN
	stHsAck                  // the client acknowledged the SYN-ACK
	stFinished               // both FINs acknowledged
	stTentative              // a SYN met an open connection; the old one may still go on
	stSynackBad              // the SYN-ACK acknowledged something else than the SYN
	stSimulClose             // FINs crossed
	stOneSided               // cross has been told that a direction is missing
	stNamed                  // cross has been told the TLS server name
)

// Bits of conn.banner.
const (
	bnServerFirst = 1 << iota // the server sent the first payload
	bnClientData              // the client sent payload
	bnBigServer               // the server sent more than a greeting before the client's first payload
)

// ttlClass is a TTL that a side was seen with.
type ttlClass struct {
	ttl uint8
	n   uint8 // saturates
}

// hole is a range of sequence numbers that no captured segment carried.
type hole struct{ from, to seq.Num }

const maxHoles = 4

// side is one end of a connection: what it sent.
type side struct {
	base, nxt   seq.Num // ISN (or first number seen); highest sequence end, SYN and FIN counted
	ack         seq.Num // highest acknowledgment sent
	fin         seq.Num // sequence number of the FIN
	lastRtxEnd  seq.Num
	timedEnd    seq.Num // RTT sample under way: end of the timed segment
	dupAckRun   int32
	win         uint32 // last window, scaled if the scale is known
	tsval       uint32
	holes       [maxHoles]hole
	nholes      uint8
	wscale      uint8
	mss         uint16
	winRaw      uint16
	ipid        uint16
	flagsOr     uint16
	mac         [6]byte
	ttl         [4]ttlClass
	bits        uint32 // bits sd*
	ipidSteps   uint8
	ipidJumps   uint8
	ttlMin      uint8
	ttlMax      uint8
	packets     int32
	nonSyn      int32
	dataPackets int32
	pureAcks    int32
	fins, rsts  int32
	rtx, ooo    int32
	dupAcks     int32
	zeroWins    int32
	keepAlives  int32
	ipBytes     int64
	payload     int64
	unique      int64
	sinceData   int64 // payload since the other side's last payload

	lastTs, lastFrame         int64
	ownTs                     int64 // last packet that is no RST
	firstDataTs               int64
	lastDataTs, lastDataFrame int64
	firstDataFrame            int64
	finTs, finFrame           int64
	finAckTs                  int64 // the other side acknowledged the FIN
	synTs, synFrame           int64 // SYN or SYN-ACK, first
	tsvalTs                   int64
	timedTs                   int64
	rtt                       int64 // smallest round trip to this side, 0 unknown
	hsRtt                     int64
	zwTs, zwFrame             int64 // window closed since
	lastNewTs                 int64 // last transmission of new payload
	burstGap                  int64 // longest pause before a packet of this side since the other one spoke
	prevDataTs                int64
	firstAckOfFinFrame        int64
	tail                      tail
	latest                    latest
	pushed                    bool // it sent bytes after a complete exchange and a pause
}

// Bits of side.bits.
const (
	sdBase      = 1 << iota // base and nxt are set
	sdSyn                   // SYN (or SYN-ACK) captured
	sdAck                   // ack is set
	sdFin                   // FIN captured or inferred
	sdFinAcked              // the other side acknowledged it
	sdFinInfer              // the FIN itself was not captured
	sdTS                    // last TSval is known
	sdTSOffer               // offered timestamps in the SYN
	sdWSOffer               // offered window scaling in the SYN
	sdSACKOffer             // offered SACK in the SYN
	sdIPID                  // ipid is known
	sdDF                    // DF of its packets
	sdDFKnown               //
	sdMAC                   // mac is known
	sdTimed                 // an RTT sample is under way
	sdWin                   // win is known
	sdWinScaled             // win is scaled for certain
	sdDataAckd              // it acknowledged payload of the other side
	sdRstSent               // it sent a RST
	sdClock                 // cross knows its clock
	sdAckMoved              // ack has advanced
)

func (s *side) has(b uint32) bool { return s.bits&b != 0 }
func (s *side) set(b uint32)      { s.bits |= b }
func (s *side) clear(b uint32)    { s.bits &^= b }

// tail is the unanswered end of what a side sent, kept until it sends something new: the packet that breaks
// the silence may be the trigger of the RST.
type tail struct {
	rtx, ka, zw, zwAnswered int32
	rtxFirst, rtxLast       int64
	kaFirst, last           int64
	gap                     int64 // last pause between retransmissions
	broken                  int64 // when the other side spoke, 0 if it did not
	brokenPackets           int32
	shrinking               bool
}

// bulk counts payload per second of capture time, for this second and the last.
type bulk struct {
	sec   int64
	n     [2][2]int32
	bytes [2][2]int64
}
