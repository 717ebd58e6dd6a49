package wireshark

import (
	"whyrst/extract/fact"
	"whyrst/extract/packet"
	"whyrst/extract/seq"
)

const (
	// fastWindowNs is how soon after the duplicate ACKs a fast retransmission comes.
	fastWindowNs = 20e6
	// reorderNs is how late a segment out of order may be while the round trip is unknown; else it is that.
	reorderNs = 3e6
)

// occupies is the sequence space of SYN or FIN. Wireshark counts one for both together.
func (s *step) occupies() seq.Num {
	if s.flags&(packet.FlagSYN|packet.FlagFIN) != 0 {
		return 1
	}
	return 0
}

// retransmission tells what a segment is that should advance the sequence number and does not. Fast and spurious
// retransmissions are retransmissions too: tcp.analysis.retransmission is shown with them.
func (s *step) retransmission(initialRTT int64) {
	if s.len == 0 && s.occupies() == 0 || s.found&fact.AnalysisKeepAlive != 0 {
		return
	}
	behind := s.fwd.next != 0 && s.seq.Before(s.fwd.next)
	if s.len > 1 && s.fwd.next-1 == s.seq {
		behind = false // it repeats the byte of a zero window probe and goes on
	}
	switch {
	case s.spurious():
		s.found |= fact.AnalysisSpuriousRetransmission | fact.AnalysisRetransmission
	case !behind:
	case s.fast():
		s.found |= fact.AnalysisFastRetransmission | fact.AnalysisRetransmission
	case s.outOfOrder(initialRTT):
		s.found |= fact.AnalysisOutOfOrder
	default:
		s.found |= fact.AnalysisRetransmission
	}
}

// spurious: the other side has acknowledged all of it already.
func (s *step) spurious() bool {
	return s.len > 0 && s.rev.lastAck != 0 && (s.seq + seq.Num(s.len)).AtOrBefore(s.rev.lastAck)
}

// fast: what duplicate ACKs ask for (RFC 5681 3.2), soon after the last of them. Two are enough, as the capture
// may lack some. A clock that went back makes it late.
func (s *step) fast() bool {
	return s.rev.dupAcks >= 2 && s.rev.lastAck == s.seq && uint64(s.ts-s.rev.lastAckTs) < fastWindowNs
}

// outOfOrder: it comes so soon after the highest number that the sender can't know of a loss. What ends exactly at
// the highest number is a retransmission of the last segment, unless nothing but an ACK told of that number.
func (s *step) outOfOrder(initialRTT int64) bool {
	late := uint64(reorderNs)
	if initialRTT != 0 {
		late = uint64(initialRTT)
	}
	if uint64(s.ts-s.fwd.nextTs) >= late {
		return false
	}
	return s.fwd.next != s.seq+seq.Num(s.len)+s.occupies()
}

// maxUnacked is how many unacknowledged segments Wireshark keeps of a side.
const maxUnacked = 10000

// remember takes the segment over into what is known of its sender.
func (s *step) remember(pool *pool) {
	f := s.fwd
	end := s.seq + seq.Num(s.len)
	if (s.len != 0 || s.occupies() != 0) && f.unacked.n < maxUnacked {
		end += s.occupies() // beyond the bound Wireshark forgets to count SYN and FIN
		pool.add(&f.unacked, s.seq, end, s.ts)
	}
	probe := s.found&fact.AnalysisZeroWindowProbe != 0 // its byte will come again
	if (f.next == 0 || end.After(f.next)) && !probe {
		f.next, f.nextTs = end, s.ts
	}
	if (f.ackable == 0 || f.ackable == s.seq) && !probe {
		f.ackable = f.next
	}
	f.window, f.lastAck, f.lastAckTs = s.window, s.ack, s.ts
	f.keepAlive, f.probe = s.found&fact.AnalysisKeepAlive != 0, probe
}

// bytesInFlight is the span of what the sender has not seen acknowledged, without what SACK blocks report. 0 means
// that it is not known: SYN and FIN count, but are taken off again only by the segment that carries them.
func (s *step) bytesInFlight(pool *pool, base seq.Num) uint32 {
	if s.len == 0 || s.fwd.unacked.n == 0 || !s.fwd.countable {
		return 0
	}
	n := pool.span(&s.fwd.unacked, base) - s.rev.sacked
	if n == 0 || n >= 2e9 {
		return 0
	}
	return n - uint32(s.occupies())
}
