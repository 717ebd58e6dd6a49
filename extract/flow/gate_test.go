package flow

import (
	"encoding/binary"
	"testing"

	"whyrst/extract/fact"
	"whyrst/extract/flow/wireshark"
	"whyrst/extract/packet"
)

// discard counts the rows that a tracker gives out.
type discard struct{ resets, flows, evicted int }

func (d *discard) Reset(*fact.Reset, *fact.Verdict) *fact.Verdict { d.resets++; return nil }
func (d *discard) Flow(f *fact.Flow) {
	d.flows++
	if f.EndReason == fact.EndEvicted {
		d.evicted++
	}
}

// segmentOf makes a decoded TCP segment between client n and one server.
func segmentOf(n uint32, fromClient bool, flags uint16, seq, ack uint32, payload []byte) packet.Packet {
	p := packet.Packet{IPVersion: 4, Proto: packet.ProtoTCP, HasTCP: true, TCPComplete: true, HasPorts: true,
		Status: packet.StatusOK, TTL: 64, Seq: seq, Ack: ack, Flags: flags, HdrLen: 20, Window: 500,
		TsKnown: true, Payload: payload, PayLen: uint32(len(payload))}
	p.Src[15], p.Dst[15] = 1, 2
	binary.BigEndian.PutUint32(p.Src[8:], n>>14)
	p.SrcPort, p.DstPort = uint16(1024+n&0x3fff), 80
	if !fromClient {
		p.Src, p.Dst, p.SrcPort, p.DstPort = p.Dst, p.Src, p.DstPort, p.SrcPort
	}
	return p
}

// ws stands for what Wireshark says of a segment: nothing here asks for it.
var ws wireshark.Segment

const ack, syn = packet.FlagACK, packet.FlagSYN

// TestTrackDoesNotAllocate is the allocation gate of the hot path: a live connection that moves data.
func TestTrackDoesNotAllocate(t *testing.T) {
	tr := New(Options{Output: &discard{}})
	var m Mark
	now := int64(1e18)
	frame := int64(0)
	send := func(p packet.Packet) {
		frame++
		now += 1e6
		p.Frame, p.TsNs = frame, now
		tr.Track(&p, &ws, &m)
	}
	send(segmentOf(1, true, syn, 0, 0, nil))
	send(segmentOf(1, false, syn|ack, 0, 1, nil))
	send(segmentOf(1, true, ack, 1, 1, nil))
	data := make([]byte, 1000)
	seq := uint32(1)
	step := func() {
		send(segmentOf(1, true, ack, seq, 1, data))
		seq += 1000
		send(segmentOf(1, false, ack, 1, seq, nil))
	}
	step()
	if n := testing.AllocsPerRun(1000, step); n != 0 {
		t.Errorf("%v allocations a data segment with its ACK", n)
	}
	if m.FlowID != 1 || tr.Stats().Flows != 1 {
		t.Errorf("flow %d of %d", m.FlowID, tr.Stats().Flows)
	}
}

// TestFloodStaysWithinTheBound lets half a million SYNs of different sources come and wants the live connection
// to survive them.
func TestFloodStaysWithinTheBound(t *testing.T) {
	const bound = 2000
	var out discard
	tr := New(Options{Output: &out, MaxFlows: bound})
	var m Mark
	live := segmentOf(1<<24, true, ack, 100, 100, nil)
	now := int64(1e18)
	for i := range uint32(500_000) {
		now += 1000
		p := segmentOf(i, true, syn, i, 0, nil)
		p.Frame, p.TsNs = int64(i+1), now
		tr.Track(&p, &ws, &m)
		if i%500 == 0 {
			live.Frame, live.TsNs = int64(i+1), now
			tr.Track(&live, &ws, &m)
		}
	}
	if tr.live > bound || int(tr.table.next) > bound+1 {
		t.Errorf("%d connections live, %d slots, bound %d", tr.live, tr.table.next, bound)
	}
	tr.Track(&live, &ws, &m)
	if m.FlowID != 2 {
		t.Errorf("the live connection became flow %d: it was evicted", m.FlowID)
	}
	tr.Finish()
	if st := tr.Stats(); st.Flows != 500_001 || st.Evicted != int64(out.evicted) || out.flows != 500_001 {
		t.Errorf("stats %+v, rows %+v", st, out)
	}
}

// TestResetFloodStaysWithinTheBound wants rows of an endless series of RSTs to leave early and in order.
func TestResetFloodStaysWithinTheBound(t *testing.T) {
	var out ordered
	tr := New(Options{Output: &out, MaxPending: 100})
	var m Mark
	for i := range uint32(10_000) {
		p := segmentOf(i%50, false, packet.FlagRST, i, 0, nil)
		p.Frame, p.TsNs = int64(i+1), 1e18
		tr.Track(&p, &ws, &m)
	}
	if len(tr.queue) > 300 || out.n < 9_800 {
		t.Errorf("%d rows wait, %d left", len(tr.queue), out.n)
	}
	tr.Finish()
	if out.n != 10_000 || out.disorder {
		t.Errorf("%d rows, in disorder: %v", out.n, out.disorder)
	}
}

// ordered checks that rows come in frame order.
type ordered struct {
	n        int
	last     int64
	disorder bool
}

func (o *ordered) Reset(r *fact.Reset, _ *fact.Verdict) *fact.Verdict {
	o.disorder = o.disorder || r.FrameNumber <= o.last
	o.last = r.FrameNumber
	o.n++
	return nil
}
func (o *ordered) Flow(*fact.Flow) {}

// BenchmarkTrack measures a data segment and its ACK among many connections.
func BenchmarkTrack(b *testing.B) {
	tr := New(Options{Output: &discard{}})
	var m Mark
	data := make([]byte, 1000)
	const conns = 10_000
	seqs := make([]uint32, conns)
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		n := uint32(i) % conns
		p := segmentOf(n, true, ack, seqs[n], 1, data)
		seqs[n] += 1000
		p.Frame, p.TsNs = int64(i+1), 1e18+int64(i)*1000
		tr.Track(&p, &ws, &m)
	}
}
