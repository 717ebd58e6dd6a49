package cross

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"whyrst/extract/fact"
	"whyrst/extract/seq"
)

// A script is the calls of a flow tracker as text, one a line:
//
//	[*COUNT/STEP] SECONDS VERB CLIENT:PORT>SERVER:PORT [ARGUMENT...]
//
// COUNT repeats the line every STEP seconds; {i} and {40000+i} then stand for numbers. Lines run in the
// order of their times. Verbs: syn, synack, est, hs (these three), open TUPLE KIND SIDE, spoke SIDE, pay SIDE, sni NAME,
// clock SIDE TSVAL|- TTL, seqs CLIENT SERVER, fw2 SIDE SECONDS, onesided, alive, close REASON, udp, rst SIDE FORM [KEY[=VALUE]...],
// refused (syn and the answer), seal. SIDE is c or s.
type step struct {
	at    int64
	verb  string
	tuple string
	args  []string
}

// world runs a script and plays the flow tracker.
type world struct {
	t      *testing.T
	tr     *Tracker
	base   int64
	v6     bool
	hosts  map[string]fact.Addr
	flows  map[string]*flow
	nextID int64
	sealed *fact.Reset
	all    []fact.Reset
}

// flow is what the flow tracker would know of a connection.
type flow struct {
	h                     Handle
	c                     Conn
	opened                int64
	synack, est, pay      [2]bool
	other                 bool // the other side spoke
	name                  string
	rsts                  int32
	row                   *fact.Reset
	mark                  Mark
	bytesC, bytesS, spoke bool
	seqC, seqS            seq.Num
	live                  bool
}

func newWorld(t *testing.T, opt Options) *world {
	w := &world{t: t, base: 1_700_000_000 * second, hosts: map[string]fact.Addr{}, flows: map[string]*flow{}}
	opt.Live = w
	w.tr = New(opt)
	return w
}

// SndNxt makes the world the Sequences of its Tracker.
func (w *world) SndNxt(id int64) (client, server seq.Num, ok bool) {
	for _, f := range w.flows {
		if f.c.FlowID == id && f.live && f.seqC != 0 {
			return f.seqC, f.seqS, true
		}
	}
	return 0, 0, false
}

func (w *world) addr(name string) fact.Addr {
	a, ok := w.hosts[name]
	if !ok {
		n := len(w.hosts) + 1
		if w.v6 {
			a = fact.AddrOf([16]byte{0x20, 1, 0xd, 0xb8, 13: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)}, 6)
		} else {
			a = fact.AddrOf([16]byte{10: 0xff, 11: 0xff, 12: 10, 13: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)}, 4)
		}
		w.hosts[name] = a
	}
	return a
}

func (w *world) end(s string) (fact.Addr, uint16) {
	name, port, _ := strings.Cut(s, ":")
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		w.t.Fatalf("bad end %q", s)
	}
	return w.addr(name), uint16(n)
}

func (w *world) conn(tuple string) (c Conn) {
	a, b, ok := strings.Cut(tuple, ">")
	if !ok {
		w.t.Fatalf("bad tuple %q", tuple)
	}
	c.Client, c.ClientPort = w.end(a)
	c.Server, c.ServerPort = w.end(b)
	return c
}

var repeated = regexp.MustCompile(`\{(?:(\d+)\+)?i(?:\*(\d+))?\}`)

func parse(t *testing.T, script string) (steps []step) {
	for line := range strings.Lines(script) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		count, every := 1, 0.0
		if fields[0][0] == '*' {
			if _, err := fmt.Sscanf(fields[0], "*%d/%g", &count, &every); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			fields = fields[1:]
		}
		at, err := strconv.ParseFloat(fields[0], 64)
		if err != nil || len(fields) < 3 {
			t.Fatalf("bad line %q", line)
		}
		for i := range count {
			s := step{at: int64(math.Round((at + every*float64(i)) * 1e9)), verb: fields[1]}
			for k, f := range fields[2:] {
				f = repeated.ReplaceAllStringFunc(f, func(m string) string {
					g := repeated.FindStringSubmatch(m)
					base, _ := strconv.Atoi(g[1])
					factor := 1
					if g[2] != "" {
						factor, _ = strconv.Atoi(g[2])
					}
					return strconv.Itoa(base + factor*i)
				})
				if k == 0 {
					s.tuple = f
				} else {
					s.args = append(s.args, f)
				}
			}
			steps = append(steps, s)
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return int(max(-1, min(1, a.at-b.at))) })
	return steps
}

func sideOf(s string) fact.Side {
	if s == "c" {
		return fact.Client
	}
	return fact.Server
}

func (w *world) run(steps []step) {
	for _, s := range steps {
		w.step(s)
	}
}

var openings = map[string]Opening{"other": OpenOther, "syn": OpenSyn, "synack": OpenSynAck, "refusal": OpenRefusal, "rst": OpenRst}

func (w *world) step(s step) {
	ts := w.base + s.at
	if s.verb == "udp" {
		c := w.conn(s.tuple)
		w.tr.UDP(ts, c.Client, c.Server, c.ClientPort, c.ServerPort)
		return
	}
	switch s.verb {
	case "syn":
		w.open(ts, s.tuple, OpenSyn, fact.Client)
		return
	case "hs":
		f := w.open(ts, s.tuple, OpenSyn, fact.Client)
		w.speak(f, ts, fact.Server)
		w.tr.SynAck(ts, f.h)
		f.synack[0], f.est[0] = true, true
		w.tr.Established(ts, f.h)
		return
	case "refused":
		f := w.open(ts, s.tuple, OpenSyn, fact.Client)
		w.speak(f, ts, fact.Server)
		w.rst(f, ts, fact.Server, []string{"reply_noack", "trigger=syn"})
		return
	case "open":
		w.open(ts, s.tuple, openings[s.args[0]], sideOf(s.args[1]))
		return
	}
	f := w.flows[s.tuple]
	if f == nil {
		w.t.Fatalf("no connection %q", s.tuple)
	}
	w.stepFlow(f, ts, s)
}

func (w *world) stepFlow(f *flow, ts int64, s step) {
	switch s.verb {
	case "synack":
		w.speak(f, ts, fact.Server)
		f.synack[0] = true
		w.tr.SynAck(ts, f.h)
	case "est":
		f.est[0] = true
		w.tr.Established(ts, f.h)
	case "spoke":
		w.speak(f, ts, sideOf(s.args[0]))
	case "pay":
		side := sideOf(s.args[0])
		w.speak(f, ts, side)
		f.pay[side] = true
		w.tr.Payload(ts, f.h, side)
	case "sni":
		f.name = s.args[0]
		w.tr.ServerName(ts, f.h, f.name)
	case "clock":
		var v fact.Opt[uint32]
		if s.args[1] != "-" {
			n, err := strconv.ParseUint(s.args[1], 10, 64)
			if err != nil {
				w.t.Fatal(err)
			}
			v = fact.Some(uint32(n))
		}
		ttl, _ := strconv.Atoi(s.args[2])
		w.tr.Clock(ts, f.h, sideOf(s.args[0]), v, uint8(ttl))
	case "fw2":
		life, _ := strconv.ParseFloat(s.args[1], 64)
		w.tr.FinWait2(ts, f.h, sideOf(s.args[0]), int64(life*1e9))
	case "onesided":
		w.tr.OneSided(ts, f.h)
	case "seqs":
		c, _ := strconv.ParseUint(s.args[0], 10, 32)
		p, _ := strconv.ParseUint(s.args[1], 10, 32)
		f.seqC, f.seqS = seq.Num(c), seq.Num(p)
	case "close":
		f.live = false
		w.tr.Close(ts, f.h, endReason(w.t, s.args[0]))
	case "rst":
		side := sideOf(s.args[0])
		w.speak(f, ts, side)
		w.rst(f, ts, side, s.args[1:])
	case "alive":
		f.row.SAliveKind = fact.AliveNewData
	case "seal":
		w.tr.Seal(ts, f.mark, f.row)
		w.sealed = f.row
		w.all = append(w.all, *f.row)
	default:
		w.t.Fatalf("unknown verb %q", s.verb)
	}
}

func endReason(t *testing.T, name string) fact.EndReason {
	for i, n := range fact.EndReason(0).Values() {
		if n == name {
			return fact.EndReason(i)
		}
	}
	t.Fatalf("unknown reason %q", name)
	return 0
}

func (w *world) open(ts int64, tuple string, k Opening, first fact.Side) *flow {
	if old := w.flows[tuple]; old != nil && old.live {
		w.tr.Close(ts, old.h, fact.EndReuse)
		old.live = false
	}
	w.nextID++
	f := &flow{c: w.conn(tuple), opened: ts, live: true}
	f.c.FlowID, f.c.Opening, f.c.First = w.nextID, k, first
	f.h = w.tr.Open(ts, &f.c)
	w.flows[tuple] = f
	return f
}

// speak tells the first packet of the side that did not begin.
func (w *world) speak(f *flow, ts int64, side fact.Side) {
	if side != f.c.First && !f.other {
		f.other = true
		w.tr.Spoke(ts, f.h, side)
	}
}

func (w *world) rst(f *flow, ts int64, from fact.Side, args []string) {
	r := &fact.Reset{}
	f.rsts++
	r.FlowID, r.From, r.Index = f.c.FlowID, from, f.rsts
	r.ClientIP, r.ServerIP, r.ClientPort, r.ServerPort = f.c.Client, f.c.Server, f.c.ClientPort, f.c.ServerPort
	r.SynSeen, r.Midstream = f.c.Opening == OpenSyn, f.c.Opening != OpenSyn
	r.SynackSeen, r.HsComplete = f.synack[0], f.est[0]
	r.AgeUs = (ts - f.opened) / 1000
	if f.pay[from] {
		r.BytesS = 100
	}
	if f.est[0] || f.pay[from] {
		r.NonSynPacketsS = 1
	}
	if f.name != "" {
		r.TLSServerName = fact.Some(f.name)
	}
	triggerSeq := w.rstArgs(r, args)
	f.row = r
	f.mark = w.tr.Reset(ts, f.h, r, triggerSeq)
}

func enumOf[E ~uint8](t *testing.T, values []string, name string) E {
	i := slices.Index(values, name)
	if i < 0 {
		t.Fatalf("%q is none of %v", name, values)
	}
	return E(i)
}

func (w *world) rstArgs(r *fact.Reset, args []string) (triggerSeq fact.Opt[seq.Num]) {
	r.Form = enumOf[fact.Form](w.t, fact.Form(0).Values(), args[0])
	switch r.Form {
	case fact.FormReplyNoack, fact.FormReplyAck, fact.FormRstackReply, fact.FormReplyUnpaired:
		r.IsReply = true
	}
	for _, a := range args[1:] {
		k, v, _ := strings.Cut(a, "=")
		x, _ := strconv.ParseFloat(v, 64)
		us := int64(math.Round(x * 1e6))
		switch k {
		case "trigger":
			r.TriggerKind = enumOf[fact.TriggerKind](w.t, fact.TriggerKind(0).Values(), v)
		case "idle":
			r.IdleUs = fact.Some(us)
		case "fin":
			r.FinS, r.FinSAcked, r.PSilentSinceFin, r.FinSToTriggerUs = true, true, true, fact.Some(us)
		case "fin_s":
			r.FinS = true
		case "chatty":
			r.PSilentSinceFin = false
		case "unacked":
			r.UnackedS = fact.Some(int64(x))
		case "rtx":
			r.RtxRunS = int32(x)
		case "probes":
			r.KaProbeRunS = int32(x)
		case "finished":
			r.Finished = true
		case "synpending":
			r.SynPending = true
		case "nonsyn":
			r.NonSynPacketsS = int32(x)
		case "packets":
			r.PacketsS = int32(x)
		case "hello":
			r.TLSClientHelloOnly = fact.Some(true)
		case "dup":
			r.Role = fact.RoleDupCapture
		case "seq":
			r.SeqRaw = uint32(x)
		case "tseq":
			triggerSeq = fact.Some(seq.Num(x))
		default:
			w.t.Fatalf("unknown argument %q", a)
		}
	}
	return triggerSeq
}

// columns are the columns that the package fills, by name.
var columns = func() map[string]*fact.Column[fact.Reset] {
	m := map[string]*fact.Column[fact.Reset]{}
	for i := range fact.ResetColumns {
		if c := &fact.ResetColumns[i]; strings.HasPrefix(c.Name, "cross_") {
			m[c.Name] = c
		}
	}
	return m
}()

// value is a cross-flow fact as text; names go without cross_.
func value(t *testing.T, r *fact.Reset, name string) string {
	c := columns["cross_"+name]
	if c == nil {
		t.Fatalf("no column cross_%s", name)
	}
	v, known := c.Int(r)
	if !known {
		return "unknown"
	}
	return strconv.FormatInt(v, 10)
}

func check(t *testing.T, r *fact.Reset, want string) {
	t.Helper()
	if r == nil {
		t.Fatal("the script sealed nothing")
	}
	for _, f := range strings.Fields(want) {
		name, v, _ := strings.Cut(f, "=")
		if got := value(t, r, name); got != v {
			t.Errorf("%s = %s, want %s", name, got, v)
		}
	}
}
