package cross

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"whyrst/extract/fact"
	"whyrst/extract/seq"
)

// v4 makes an address of a number.
func v4(n uint32) fact.Addr {
	b := [16]byte{10: 0xff, 11: 0xff}
	binary.BigEndian.PutUint32(b[12:], n)
	return fact.AddrOf(b, 4)
}

// sizes fails if a table is beyond its bound.
func sizes(t *testing.T, tr *Tracker) {
	t.Helper()
	for _, x := range []struct {
		name   string
		n, max int
	}{
		{"conns", int(tr.conns.n), int(tr.maxConns)},
		{"hosts", int(tr.hosts.recs.n), int(tr.hosts.max)},
		{"host index", len(tr.hosts.index), int(tr.hosts.max)},
		{"services", int(tr.services.recs.n), int(tr.services.max)},
		{"pairs", int(tr.pairs.recs.n), int(tr.pairs.max)},
		{"names", int(tr.names.recs.n), int(tr.names.max)},
		{"clocks", int(tr.clocks.recs.n), maxClocks},
		{"idles", int(tr.idles.recs.n), maxLearned},
		{"finWaits", int(tr.finWaits.recs.n), maxLearned},
		{"goodPorts", len(tr.goodPorts), int(tr.maxConns)},
		{"fanPorts", len(tr.fanPorts), int(tr.maxConns)},
		{"fanHosts", len(tr.fanHosts), int(tr.maxConns)},
		{"pairPorts", len(tr.pairPorts), int(tr.maxConns)},
		{"unasked", len(tr.unasked), int(tr.maxConns)},
		{"twins", len(tr.twins[0]), int(tr.maxConns)},
		{"aborts", len(tr.aborts), maxAborts},
	} {
		if x.n > x.max {
			t.Errorf("%s: %d, bound %d", x.name, x.n, x.max)
		}
	}
	for i := range tr.windows {
		if n := len(tr.windows[i].ring); n > maxWindow {
			t.Errorf("window %d: %d", i, n)
		}
	}
}

// floods are streams of new tuples; each must stay within the bounds and leave nothing behind.
var floods = map[string]func(t *Tracker, at int64, i uint32) Handle{
	"SYNs with forged sources": func(t *Tracker, at int64, i uint32) Handle {
		h := t.Open(at, &Conn{FlowID: int64(i), Client: v4(i * 2654435761), Server: v4(1), ClientPort: uint16(i), ServerPort: 80, Opening: OpenSyn})
		t.Clock(at, h, fact.Client, fact.Some(i), 64)
		return h
	},
	"ports of one host": func(t *Tracker, at int64, i uint32) Handle {
		h := t.Open(at, &Conn{FlowID: int64(i), Client: v4(2), Server: v4(1), ClientPort: uint16(i >> 8), ServerPort: uint16(i), Opening: OpenSyn})
		t.Spoke(at, h, fact.Server)
		r := fact.Reset{}
		r.FlowID, r.From, r.Form, r.TriggerKind, r.IsReply = int64(i), fact.Server, fact.FormReplyNoack, fact.TriggerSyn, true
		r.ClientIP, r.ServerIP, r.ServerPort = v4(2), v4(1), uint16(i)
		m := t.Reset(at, h, &r, fact.Opt[seq.Num]{})
		t.Seal(at, m, &r)
		return h
	},
	"answers to forged sources": func(t *Tracker, at int64, i uint32) Handle {
		return t.Open(at, &Conn{FlowID: int64(i), Client: v4(i * 2654435761), Server: v4(1), ClientPort: uint16(i), ServerPort: 80, Opening: OpenSynAck, First: fact.Server})
	},
	"connections that stay open, and abort": func(t *Tracker, at int64, i uint32) Handle {
		h := t.Open(at, &Conn{FlowID: int64(i), Client: v4(i * 2654435761), Server: v4(i & 1023), ClientPort: uint16(i), ServerPort: 80, Opening: OpenSyn})
		t.Spoke(at, h, fact.Server)
		t.Established(at, h)
		t.Payload(at, h, fact.Server)
		t.ServerName(at, h, fmt.Sprint("host", i))
		t.UDP(at, v4(i), v4(i+1), 4000, uint16(i))
		if i&3 == 0 {
			r := fact.Reset{}
			r.FlowID, r.From, r.Form, r.HsComplete = int64(i), fact.Client, fact.FormAbort, true
			r.ClientIP, r.ServerIP, r.ClientPort, r.ServerPort = v4(i*2654435761), v4(i&1023), uint16(i), 80
			r.IdleUs = fact.Some(int64(2_000_000 + i))
			r.FinS = i&4 == 0
			m := t.Reset(at, h, &r, fact.Opt[seq.Num]{})
			t.Seal(at, m, &r)
		}
		return h
	},
}

func TestFloods(t *testing.T) {
	opt := Options{MaxConns: 5000, MaxHosts: 2000, MaxServices: 1000, MaxPairs: 700, MaxNames: 500}
	for name, next := range floods {
		t.Run(name, func(t *testing.T) {
			opt.Live = newWorld(t, Options{})
			tr := New(opt)
			at := 1000 * second
			for i := range uint32(200_000) {
				at += 20_000 // 50,000 a second
				next(tr, at, i)
			}
			sizes(t, tr)
			s := tr.Stats()
			if s.Conns == 0 {
				t.Errorf("nothing was forgotten: %+v", s)
			}
			if s.Untracked > 0 {
				t.Errorf("new connections were ignored: %+v", s)
			}
			checkDrained(t, tr)
		})
	}
}

// TestFloodMemory holds the default bounds: whatever the flood, the tables stay under 100 MiB.
func TestFloodMemory(t *testing.T) {
	for name, next := range floods {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		tr := New(Options{})
		for i := range uint32(330_000) {
			next(tr, 1000*second+int64(i)*2000, i)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		mib := float64(after.HeapAlloc-before.HeapAlloc) / (1 << 20)
		t.Logf("%s: %.1f MiB, %+v", name, mib, tr.Stats())
		if mib > 100 {
			t.Errorf("%s: %.1f MiB", name, mib)
		}
		runtime.KeepAlive(tr)
	}
}

// TestFloodHidesNobody: a flood of SYNs, ten times what the tables hold, leaves open connections and what
// their service did alone.
func TestFloodHidesNobody(t *testing.T) {
	tr := New(Options{MaxConns: 5000, MaxHosts: 4000, MaxServices: 1000, MaxPairs: 700})
	at := 1000 * second
	var c [3]Conn
	var h [3]Handle
	for i := range c {
		c[i] = Conn{FlowID: int64(i), Client: v4(3 + uint32(i)), Server: v4(9), ClientPort: 1, ServerPort: 443, Opening: OpenSyn}
		h[i] = tr.Open(at, &c[i])
		tr.Spoke(at, h[i], fact.Server)
		tr.Established(at, h[i])
	}
	for i := range uint32(50_000) {
		at += 20_000
		floods["SYNs with forged sources"](tr, at, i)
	}
	r := fact.Reset{}
	r.FlowID, r.From, r.Form, r.HsComplete = 0, fact.Server, fact.FormAbort, true
	r.ClientIP, r.ServerIP, r.ClientPort, r.ServerPort = c[0].Client, c[0].Server, 1, 443
	m := tr.Reset(at, h[0], &r, fact.Opt[seq.Num]{})
	tr.Seal(at+2*second, m, &r)
	check(t, &r, "dst_accepts_60s=3 dst_hs_reset_10s=1 same_s_aborts=1 s_open_share=333")
	checkDrained(t, tr)
}

// TestMassAbort: counts stay exact where neighbours are only sampled, and the share is estimated from them.
func TestMassAbort(t *testing.T) {
	w := newWorld(t, Options{})
	w.run(parse(t, `
		*1000/0.001 0 hs a{i}:1001>s:80
		*600/0.0001 10 rst a{i}:1001>s:80 s abort idle={1+i}
		13 seal a300:1001>s:80`))
	check(t, w.sealed, "same_s_aborts=600 s_open_share=600 s_ages_differ=0")
}

// TestStepBack: a packet with a time far in the future must not freeze the windows.
func TestStepBack(t *testing.T) {
	w := newWorld(t, Options{})
	w.run(parse(t, `0 refused a:1001>s:80
		1 refused a:1002>s:80`))
	w.step(step{at: 1_000_000 * second, verb: "syn", tuple: "x:1>y:2"})
	w.run(parse(t, `
		2 refused a:1003>s:80
		3 refused a:1004>s:80
		64 refused a:1005>s:80
		64 seal a:1005>s:80`))
	check(t, w.sealed, "dst_refused_60s=1 src_fanout_60s=1")
	if s := w.tr.Stats(); s.StepsBack != 1 {
		t.Errorf("%+v", s)
	}
	checkDrained(t, w.tr)
}

// TestDeadHandles: any call with a handle of no, a closed or a forgotten connection does nothing.
func TestDeadHandles(t *testing.T) {
	tr := New(Options{})
	at := 1000 * second
	h := tr.Open(at, &Conn{FlowID: 1, Client: v4(3), Server: v4(4), ClientPort: 1, ServerPort: 443, Opening: OpenSyn})
	tr.Close(at, h, fact.EndFin)
	for _, h := range []Handle{0, h, h + 1<<32} {
		tr.Spoke(at, h, fact.Server)
		tr.OneSided(at, h)
		tr.SynAck(at, h)
		tr.Established(at, h)
		tr.Payload(at, h, fact.Client)
		tr.ServerName(at, h, "x")
		tr.Clock(at, h, fact.Client, fact.Some[uint32](1), 64)
		tr.FinWait2(at, h, fact.Server, 5*second)
		tr.Close(at, h, fact.EndFin)
	}
	r := fact.Reset{}
	tr.Seal(at, Mark{}, &r)
	if len(tr.clocks.index) != 0 || len(tr.names.index) != 0 || tr.both != 0 {
		t.Error("a dead handle left something behind")
	}
	checkDrained(t, tr)
}

// TestUntracked: a reset of a connection that the Tracker does not remember counts all the same.
func TestUntracked(t *testing.T) {
	tr := New(Options{})
	at := 1000 * second
	var r fact.Reset
	var m Mark
	for i := range 4 {
		r = fact.Reset{}
		r.FlowID, r.Index, r.From, r.Form, r.HsComplete, r.AgeUs = int64(i), 1, fact.Server, fact.FormAbort, true, 5_000_000
		r.ClientIP, r.ServerIP, r.ClientPort, r.ServerPort = v4(uint32(i)), v4(4), 1, 443
		m = tr.Reset(at, 0, &r, fact.Opt[seq.Num]{})
	}
	tr.Seal(at+2*second, m, &r)
	check(t, &r, "same_s_aborts=4 dst_hs_reset_10s=4 endpoint_rsts=4")
	checkDrained(t, tr)
}

// TestDeterministic: the facts do not depend on the order of any map, even where tables overflow.
func TestDeterministic(t *testing.T) {
	run := func() []fact.Reset {
		w := newWorld(t, Options{MaxConns: 20, MaxHosts: 5, MaxServices: 5, MaxPairs: 4})
		w.base = second
		m := &model{live: map[string]*mConn{}}
		for _, s := range scenario(rand.New(rand.NewPCG(7, 7)), 3000) {
			if !plausible(m, s) {
				continue
			}
			m.step(s)
			w.step(s)
			if s.verb == "rst" {
				w.step(step{at: s.at, verb: "seal", tuple: s.tuple})
			}
		}
		if s := w.tr.Stats(); s.Conns == 0 || s.Hosts == 0 || s.Services == 0 || s.Pairs == 0 {
			t.Fatalf("the bounds were not reached: %+v", s)
		}
		checkDrained(t, w.tr)
		return w.all
	}
	first := run()
	for range 3 {
		if again := run(); !reflect.DeepEqual(first, again) {
			t.Fatal("two runs differ")
		}
	}
}

// stream is steady traffic over a fixed set of hosts, for the allocation gate and the benchmarks.
type stream struct {
	tr *Tracker
	at int64
	i  uint32
	r  fact.Reset
}

func newStream() *stream {
	s := &stream{tr: New(Options{MaxConns: 1 << 14}), at: 1000 * second}
	for range 100_000 {
		s.connection()
	}
	return s
}

func (s *stream) conn() Conn {
	return Conn{FlowID: int64(s.i), Client: v4(100 + s.i%64), Server: v4(s.i % 8), ClientPort: uint16(32768 + s.i%20000), ServerPort: uint16(80 + s.i%4), Opening: OpenSyn}
}

// connection lives from SYN to an abort and its seal.
func (s *stream) connection() {
	s.i++
	s.at += 10 * millisecond
	c := s.conn()
	h := s.tr.Open(s.at, &c)
	s.tr.Spoke(s.at, h, fact.Server)
	s.tr.Established(s.at, h)
	s.tr.Payload(s.at, h, fact.Client)
	s.tr.Payload(s.at, h, fact.Server)
	m := s.reset(h, &c)
	s.tr.Seal(s.at, m, &s.r)
	s.tr.Close(s.at, h, fact.EndRst)
}

func (s *stream) reset(h Handle, c *Conn) Mark {
	s.r = fact.Reset{}
	s.r.FlowID, s.r.From, s.r.Form, s.r.HsComplete, s.r.Index = c.FlowID, fact.Server, fact.FormAbort, true, 1
	s.r.ClientIP, s.r.ServerIP, s.r.ClientPort, s.r.ServerPort = c.Client, c.Server, c.ClientPort, c.ServerPort
	s.r.IdleUs = fact.Some(int64(2_000_000))
	return s.tr.Reset(s.at, h, &s.r, fact.Opt[seq.Num]{})
}

func TestNoAllocations(t *testing.T) {
	s := newStream()
	if n := testing.AllocsPerRun(20_000, s.connection); n != 0 {
		t.Errorf("%v allocations a connection", n)
	}
}

func BenchmarkConnection(b *testing.B) {
	s := newStream()
	b.ReportAllocs()
	for b.Loop() {
		s.connection()
	}
}

func BenchmarkOpenClose(b *testing.B) {
	s := newStream()
	b.ReportAllocs()
	for b.Loop() {
		s.i++
		s.at += 10 * millisecond
		c := s.conn()
		s.tr.Close(s.at, s.tr.Open(s.at, &c), fact.EndFin)
	}
}

func BenchmarkReset(b *testing.B) {
	s := newStream()
	c := s.conn()
	b.ReportAllocs()
	for b.Loop() {
		s.at += 10 * millisecond
		s.reset(0, &c)
	}
}

func BenchmarkSeal(b *testing.B) {
	s := newStream()
	c := s.conn()
	m := s.reset(s.tr.Open(s.at, &c), &c)
	b.ReportAllocs()
	for b.Loop() {
		s.tr.Seal(s.at, m, &s.r)
	}
}

func BenchmarkFlood(b *testing.B) {
	for name, next := range floods {
		b.Run(name, func(b *testing.B) {
			tr := New(Options{})
			i := uint32(0)
			b.ReportAllocs()
			for b.Loop() {
				i++
				next(tr, 1000*second+int64(i)*1000, i)
			}
		})
	}
}
