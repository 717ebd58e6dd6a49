package export

import (
	"math/rand/v2"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"whyrst/extract/fact"
)

// traffic makes rows as a capture of web traffic has them: some hundred connections at a time, two segments out
// of three with payload, acknowledgments that follow, every frame a few microseconds after the last.
type traffic struct {
	r     *rand.Rand
	frame int64
	ts    int64
	flows []trafficFlow
	next  int64
}

type trafficFlow struct {
	id             int64
	client, server fact.Addr
	port           uint16
	isn            [2]uint32
	sent           [2]int64
	tsval          [2]uint32
	left           int
}

func newTraffic() *traffic {
	t := &traffic{r: rand.New(rand.NewPCG(3, 4)), ts: 1_700_000_000_000_000_000, flows: make([]trafficFlow, 400)}
	return t
}

func (t *traffic) open(f *trafficFlow) {
	t.next++
	v4 := func(a, b byte) fact.Addr { return fact.AddrOf([16]byte{10: 0xff, 11: 0xff, 12: 10, 14: a, 15: b}, 4) }
	*f = trafficFlow{id: t.next, client: v4(byte(t.r.IntN(8)), byte(t.r.IntN(250))), server: v4(200, byte(t.r.IntN(40))),
		port: uint16(32768 + t.r.IntN(28000)), isn: [2]uint32{t.r.Uint32(), t.r.Uint32()},
		tsval: [2]uint32{t.r.Uint32() >> 4, t.r.Uint32() >> 4}, left: 5 + t.r.IntN(80)}
}

// fill makes the next rows.
func (t *traffic) fill(rows []fact.Packet) {
	for i := range rows {
		f := &t.flows[min(t.r.IntN(len(t.flows)), t.r.IntN(len(t.flows)))]
		if f.left == 0 {
			t.open(f)
		}
		f.left--
		t.row(&rows[i], f)
	}
}

func (t *traffic) row(p *fact.Packet, f *trafficFlow) {
	t.frame++
	t.ts += int64(t.r.IntN(1500)) * 1000
	d := t.r.IntN(2)
	n := uint32(0)
	if t.r.IntN(3) > 0 {
		n = []uint32{1448, 1448, uint32(t.r.IntN(1448))}[t.r.IntN(3)]
	}
	mss := map[bool]fact.Opt[uint16]{true: fact.Some(uint16(1460))}
	*p = fact.Packet{
		PacketFrame: fact.PacketFrame{Capture: "traffic.pcap", FrameNumber: t.frame, FileOffset: t.frame * 800, TsNs: fact.Some(t.ts),
			LinkType: 1, CapLen: 66 + n, FrameLen: 66 + n, Layers: "eth:ethertype:ip:tcp",
			EthSrc: fact.Some(fact.MAC{2, 5: byte(d)}), EthDst: fact.Some(fact.MAC{2, 5: byte(1 - d)})},
		PacketNet: fact.PacketNet{IPVersion: fact.Some(uint8(4)), IPProto: fact.Some(uint8(6)), IPSrc: f.client, IPDst: f.server,
			TTL: fact.Some(uint8(64 - 7*d)), IPID: fact.Some(uint16(t.r.Uint32())), DF: fact.Some(true), MF: fact.Some(false),
			FragOffset: fact.Some(uint16(0)), DSCP: fact.Some(uint8(0)), ECN: fact.Some(uint8(0)), IPLen: fact.Some(52 + n),
			SrcPort: fact.Some(f.port), DstPort: fact.Some(uint16(443)), FlowID: fact.Some(f.id), FromClient: fact.Some(d == 0)},
		PacketTCP: fact.PacketTCP{Stream: fact.Some(f.id - 1), Flags: fact.Some(uint16(0x10)),
			SeqRaw: fact.Some(f.isn[d] + uint32(f.sent[d])), AckRaw: fact.Some(f.isn[1-d] + uint32(f.sent[1-d])),
			Seq: fact.Some(f.sent[d]), Ack: fact.Some(f.sent[1-d]), Len: fact.Some(n), HdrLen: fact.Some(uint8(32)),
			WindowRaw: fact.Some(uint16(501)), Window: fact.Some(int64(64128)), MSS: mss[f.sent[d] == 0], SACKPerm: fact.Some(false),
			TSVal: fact.Some(f.tsval[d] + uint32(t.ts/1e6)), TSEcr: fact.Some(f.tsval[1-d] + uint32(t.ts/1e6) - 3),
			Checksum: fact.Some(fact.ChecksumUnverified), Analysis: fact.Some(uint32(0)), DeltaUs: fact.Some(int64(t.r.IntN(90000))),
			Duplicate: fact.Some(false)},
	}
	if d == 1 {
		p.IPSrc, p.IPDst, p.SrcPort, p.DstPort = p.IPDst, p.IPSrc, p.DstPort, p.SrcPort
	}
	if n > 0 {
		p.BytesInFlight = fact.Some(n)
	} else {
		p.AckRTTUs = fact.Some(int64(20000 + t.r.IntN(900)))
	}
	f.sent[d] += int64(n)
}

// verdictEvery is the distance of RSTs in benchmarks.
const verdictEvery = 200

// feed gives n rows in batches of 1,024 to w, with verdicts that come late.
func (t *traffic) feed(tb testing.TB, w *CaptureWriter, rows []fact.Packet, n int) {
	j := &fact.Judged{Verdict: fact.Verdict{Cause: "port_closed", Family: "setup", Title: "Nothing listens", Evidence: []string{"frame 1"}}}
	for n > 0 {
		k := min(n, len(rows))
		t.fill(rows[:k])
		if err := w.Packets(rows[:k]); err != nil {
			tb.Fatal(err)
		}
		for frame := t.frame - int64(k) + 1; frame <= t.frame; frame++ {
			if frame%verdictEvery == 0 {
				if err := w.Judged(frame, j); err != nil {
					tb.Fatal(err)
				}
			}
		}
		if err := w.SealedThrough(t.frame - 5000); err != nil {
			tb.Fatal(err)
		}
		n -= k
	}
}

// The packets path allocates for pages, row groups and verdicts, but not for rows.
func TestPacketsAllocate(t *testing.T) {
	d := create(t, Options{Dir: filepath.Join(t.TempDir(), "out"), Tables: Only(Packets), Workers: 2})
	defer d.Abort()
	w, err := d.Capture("a")
	if err != nil {
		t.Fatal(err)
	}
	tr, rows := newTraffic(), make([]fact.Packet, 1024)
	tr.feed(t, w, rows, packetGroup+packetGroup/2) // batches, dictionaries and buffers grow once
	const n = packetGroup
	got := testing.AllocsPerRun(1, func() { tr.feed(t, w, rows, n) }) / n
	t.Logf("%.4f allocations a row", got)
	// A verdict has four lists of its own in one row of 200; a page of 82 columns some structures in 16,384.
	if got > 0.1 {
		t.Errorf("%.4f allocations a row", got)
	}
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkPackets writes packets with all columns. Making the rows is not counted in cpu-ns/row, which is what
// all goroutines together spend for a row, and matters on a busy machine.
func BenchmarkPackets(b *testing.B) {
	for name, opt := range map[string]Options{"portable": {}, "modern": {Encoding: Modern}, "arrow": {Format: Arrow}} {
		b.Run(name, func(b *testing.B) {
			opt.Dir, opt.Tables = filepath.Join(b.TempDir(), "out"), Only(Packets)
			d := create(b, opt)
			w, err := d.Capture("a")
			if err != nil {
				b.Fatal(err)
			}
			tr, rows := newTraffic(), make([]fact.Packet, 1024)
			tr.feed(b, w, rows, packetPage)
			start := cpuTime()
			for b.Loop() {
				tr.feed(b, w, rows, packetGroup)
			}
			if err := w.Close(fact.Capture{Capture: "a"}); err != nil {
				b.Fatal(err)
			}
			spent := cpuTime() - start
			m, err := d.Commit()
			if err != nil {
				b.Fatal(err)
			}
			n := float64(m.Table(Packets).Rows)
			start = cpuTime()
			for range b.N * packetGroup / len(rows) {
				tr.fill(rows)
			}
			spent -= cpuTime() - start
			b.ReportMetric(float64(spent.Nanoseconds())/n, "cpu-ns/row")
			b.ReportMetric(float64(m.Table(Packets).Files[0].Bytes)/n, "B/row")
			b.ReportMetric(n/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(0, "ns/op")
		})
	}
}
