package cross

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// The model computes facts from the definitions by looking at everything that ever happened: no windows, no
// counters. It shares nothing with the Tracker but the steps.
type model struct {
	conns []*mConn
	live  map[string]*mConn
	rsts  []*mRst
	start int64
}

const never = int64(1) << 62

type mConn struct {
	client, server                   string
	cport, sport                     string
	kind                             string
	first                            string
	id                               int
	opened, synack, est, ended, gone int64
	payC, payS, spokeC, spokeS       int64
	unended                          int64 // when est took the end back
	openAt, openEnd, over            int64
}

type mRst struct {
	at   int64
	c    *mConn
	from string
	form string
	args string
	n    int // of its connection
	dup  bool
}

func (r *mRst) has(arg string) bool { return strings.Contains(r.args, arg) }

func (m *model) step(s step) {
	if m.start == 0 {
		m.start = s.at
	}
	switch s.verb {
	case "syn":
		m.open(s, "syn", "c")
	case "open":
		m.open(s, s.args[0], s.args[1])
	}
	c := m.live[s.tuple]
	if c == nil {
		panic("no connection " + s.tuple)
	}
	set := func(t *int64) {
		if *t == never {
			*t = s.at
		}
	}
	speak := func(side string) {
		if side == "c" {
			set(&c.spokeC)
		} else {
			set(&c.spokeS)
		}
		if c.kind == "other" && c.spokeC != never && c.spokeS != never && c.ended == never {
			set(&c.openAt)
		}
	}
	switch s.verb {
	case "synack":
		speak("s")
		set(&c.synack)
	case "est":
		if c.est == never && c.ended != never {
			c.ended = never
			c.openAt, c.openEnd, c.over = never, never, never
		}
		set(&c.synack)
		set(&c.est)
		set(&c.openAt)
	case "pay":
		speak(s.args[0])
		if s.args[0] == "c" {
			set(&c.payC)
		} else {
			set(&c.payS)
		}
	case "close":
		if s.args[0] == "fin" {
			set(&c.ended)
		}
		set(&c.openEnd)
		set(&c.gone)
		set(&c.over)
	case "rst":
		speak(s.args[0])
		n := 1
		for _, r := range m.rsts {
			if r.c == c {
				n++
			}
		}
		m.rsts = append(m.rsts, &mRst{at: s.at, c: c, from: s.args[0], form: s.args[1], args: strings.Join(s.args[2:], " "), n: n})
		set(&c.ended)
		set(&c.openEnd)
		set(&c.over)
	}
}

func (m *model) open(s step, kind, first string) {
	if old := m.live[s.tuple]; old != nil && old.gone == never {
		old.gone = s.at
		if old.over == never {
			old.over = s.at
		}
		if old.openEnd == never {
			old.openEnd = s.at
		}
	}
	a, b, _ := strings.Cut(s.tuple, ">")
	c := &mConn{kind: kind, first: first, id: len(m.conns) + 1, opened: s.at, synack: never, est: never, ended: never,
		gone: never, payC: never, payS: never, spokeC: never, spokeS: never, openAt: never, openEnd: never, over: never}
	c.client, c.cport, _ = strings.Cut(a, ":")
	c.server, c.sport, _ = strings.Cut(b, ":")
	if kind == "syn" || kind == "other" {
		if first == "c" {
			c.spokeC = s.at
		} else {
			c.spokeS = s.at
		}
	}
	m.conns = append(m.conns, c)
	m.live[s.tuple] = c
}

func (c *mConn) class(now int64) class {
	switch {
	case c.opened < now-60*second || c.spokeC == never:
		return classNone
	case c.payC != never || c.payS != never:
		return classProductive
	case c.ended != never, c.kind == "syn" && c.opened < now-second && c.synack == never && c.spokeS == never:
		return classBarren
	}
	return classNone
}

// want returns the facts of the reset at the seal, as check reads them.
func (m *model) want(r *mRst, now int64) string {
	var out []string
	say := func(name string, v any) { out = append(out, fmt.Sprintf("%s=%v", name, v)) }
	c := r.c
	ports, hosts := map[string]bool{}, map[string]bool{}
	barren, productive, accepts, ok10 := 0, 0, 0, 0
	portsUsed := map[string]bool{}
	sibling := false
	both := 0
	for _, o := range m.conns {
		sameService := o.server == c.server && o.sport == c.sport
		if o.spokeC != never && o.spokeS != never || o.kind != "syn" && o.kind != "other" && (o.first == "s" && o.spokeC != never || o.first == "c" && o.spokeS != never) {
			both++
		}
		if o.client == c.client {
			switch o.class(now) {
			case classBarren:
				barren++
				ports[o.sport], hosts[o.server] = true, true
			case classProductive:
				productive++
			}
			if sameService && o.kind == "syn" && (o.opened >= now-60*second || o.openAt != never && o.openEnd == never && o.gone == never) {
				portsUsed[o.cport] = true
			}
			if o != c && c.kind == "syn" && c.opened >= now-30*second && o.sport == c.sport && o.est != never && o.spokeC != never &&
				o.opened >= c.opened-second && o.opened <= c.opened+second && o.class(now) != classBarren && o.over > c.opened {
				sibling = true
			}
		}
		if sameService {
			if o.est != never && o.est >= now-60*second {
				accepts++
			}
			if o.payS != never && o.payS >= now-10*second && o.est < o.payS {
				ok10++
			}
		}
	}
	say("src_fanout_ports_60s", len(ports))
	say("src_fanout_hosts_60s", len(hosts))
	if barren+productive >= 3 {
		say("src_barren_ratio", 1000*barren/(barren+productive))
	} else {
		say("src_barren_ratio", "unknown")
	}
	say("dst_accepts_60s", accepts)
	say("dst_hs_ok_10s", ok10)
	say("ports_used_60s", len(portsUsed))
	if c.kind == "syn" {
		say("sibling_open", map[bool]int{true: 1}[sibling])
	}
	if both < 3 {
		say("both_dirs", "unknown")
	} else {
		say("both_dirs", 1)
	}
	m.wantResets(r, now, say)
	m.wantUnasked(r, now, say)
	return strings.Join(out, " ")
}

func (r *mRst) sender() (host, port string) {
	if r.from == "c" {
		return r.c.client, r.c.cport
	}
	return r.c.server, r.c.sport
}

func (r *mRst) abort() bool { return r.form == "abort" || r.form == "bare_abort" }

func (m *model) wantResets(r *mRst, now int64, say func(string, any)) {
	c := r.c
	s, _ := r.sender()
	seen := map[string]map[*mConn]bool{}
	once := func(what string, c *mConn) bool {
		if seen[what] == nil {
			seen[what] = map[*mConn]bool{}
		}
		was := seen[what][c]
		seen[what][c] = true
		return !was
	}
	refused, reset10, lost, stale, orphans := 0, 0, 0, 0, 0
	lostHosts, orphanPorts, services := map[string]bool{}, map[string]bool{}, map[string]bool{}
	sAborts, cAborts, sOld, cOld := 0, 0, 0, 0
	for _, o := range m.rsts {
		host, port := o.sender()
		sameService := o.c.server == c.server && o.c.sport == c.sport
		if o.from == "s" && sameService {
			if o.form == "reply_noack" && o.has("trigger=syn") && o.c.synack > o.at {
				refused += in(o.at, now-60*second)
			} else if o.c.est <= o.at && o.c.payS > o.at && once("hsreset", o.c) {
				reset10 += in(o.at, now-10*second)
			}
		}
		if (o.form == "reply_ack") && o.has("trigger=data") && !o.has("fin_s") && (o.c.est <= o.at || o.has("nonsyn=1") || o.c.kind != "syn") && !o.has("synpending") && once("lost", o.c) {
			if in(o.at, now-30*second) == 1 {
				lostHosts[host] = true
				if host == s {
					lost++
				}
			}
		}
		if o.from == "c" && o.has("synpending") && o.form == "reply_ack" && o.has("trigger=pure_ack") && once("stale", o.c) && o.c.client == c.client {
			stale += in(o.at, now-60*second)
		}
		if o.form == "abort" && o.has("fin_s") && once("orphan", o.c) && host == s && o.at >= now-5*second {
			orphans++
			orphanPorts[port] = true
		}
		if o.abort() && !o.has("synpending") && once("abort"+o.from, o.c) && o.at >= r.at-abortSpan && o.at <= r.at+abortSpan {
			old := 0
			if o.c.opened <= r.at-openBefore {
				old = 1
			}
			if o.from == "s" && r.from == "s" && sameService {
				sAborts, sOld = sAborts+1, sOld+old
			}
			if o.from == "c" && o.c.client == c.client {
				cAborts, cOld = cAborts+1, cOld+old
				services[o.c.server+":"+o.c.sport] = true
			}
		}
	}
	say("dst_refused_60s", refused)
	say("dst_hs_reset_10s", reset10)
	say("same_s_state_lost_30s", lost)
	say("path_state_lost_hosts_30s", len(lostHosts))
	say("stale_tuples_60s", stale)
	say("s_orphan_aborts_5s", orphans)
	say("s_orphan_ports_5s", len(orphanPorts))
	say("client_aborts", cAborts)
	say("client_abort_services", len(services))
	if r.from == "s" {
		say("same_s_aborts", sAborts)
		say("s_open_share", m.share(sOld, r.at, func(o *mConn) bool { return o.server == c.server && o.sport == c.sport }))
	}
	say("client_open_share", m.share(cOld, r.at, func(o *mConn) bool { return o.client == c.client }))
}

func in(at, from int64) int {
	if at >= from {
		return 1
	}
	return 0
}

// share is that of n in the connections of a kind that were open 0.5 s before at.
func (m *model) share(n int, at int64, of func(*mConn) bool) string {
	open := 0
	for _, o := range m.conns {
		if of(o) && o.openAt < at-openBefore && o.openEnd >= at-openBefore {
			open++
		}
	}
	if open == 0 {
		return "unknown"
	}
	return fmt.Sprint(min(1000, 1000*n/open))
}

func (m *model) wantUnasked(r *mRst, now int64, say func(string, any)) {
	s, _ := r.sender()
	p := r.c.client
	if r.from == "c" {
		p = r.c.server
	}
	targets, sources := map[string]bool{}, map[string]bool{}
	for _, o := range m.conns {
		if o.opened < now-60*second || !o.unasked() {
			continue
		}
		from, to := o.server, o.client
		if m.answered(o) {
			continue
		}
		if from == s {
			targets[to] = true
		}
		if to == p {
			sources[from] = true
		}
	}
	say("rst_only_targets_60s", len(targets))
	say("rst_only_sources_60s", len(sources))
}

func (c *mConn) unasked() bool { return c.kind == "synack" || c.kind == "refusal" }

// answered reports whether the target of an unasked connection had said something to its sender: in a
// connection remembered when the row of unasked ones began, or since.
func (m *model) answered(c *mConn) bool {
	row := c.opened
	for i := c.id - 2; i >= 0; i-- {
		if o := m.conns[i]; o.unasked() && o.client == c.client && o.server == c.server && o.opened >= row-60*second {
			row = o.opened
		}
	}
	for _, o := range m.conns {
		at := o.spokeC
		if o.client != c.client || o.server != c.server || at == never {
			continue
		}
		minuteOld := o.opened + 60*second // open then, it is remembered until it is closed
		if at >= row || minuteOld >= row || o.openAt <= minuteOld && o.openEnd > minuteOld && o.gone > row {
			return true
		}
	}
	return false
}

// scenario makes random steps over a few hosts and ports, so that everything meets everything. The times of
// equal steps differ, so that the order of equal times plays no part.
func scenario(rng *rand.Rand, n int) (steps []step) {
	at := int64(0)
	kinds := [][]string{{"other", "c"}, {"other", "s"}, {"synack", "s"}, {"refusal", "s"}}
	resets := [][]string{
		{"s", "abort"}, {"c", "abort"}, {"s", "bare_abort"}, {"s", "reply_noack", "trigger=syn"}, {"s", "abort", "fin_s"},
		{"c", "abort", "fin_s"}, {"s", "reply_ack", "trigger=data"}, {"c", "reply_ack", "trigger=data"},
		{"s", "reply_ack", "trigger=data", "fin_s"}, {"c", "reply_ack", "trigger=pure_ack", "synpending"},
		{"c", "reply_ack", "trigger=synack"},
	}
	var tuples []string
	for range n {
		switch rng.IntN(12) {
		case 0:
			at += rng.Int64N(20 * second)
		default:
			at += 1 + rng.Int64N(300*millisecond)
		}
		if len(tuples) == 0 || rng.IntN(3) == 0 {
			// Clients and servers are different hosts: who spoke to whom depends on when otherwise.
			tuple := fmt.Sprintf("c%d:%d>s%d:%d", rng.IntN(4), 1001+rng.IntN(12), rng.IntN(3), 80+rng.IntN(3))
			tuples = append(tuples, tuple)
			if rng.IntN(5) > 0 {
				steps = append(steps, step{at: at, verb: "syn", tuple: tuple})
			} else {
				steps = append(steps, step{at: at, verb: "open", tuple: tuple, args: kinds[rng.IntN(len(kinds))]})
			}
			continue
		}
		s := step{at: at, tuple: tuples[len(tuples)-1-rng.IntN(min(len(tuples), 12))]}
		switch k := rng.IntN(10); {
		case k < 2:
			s.verb = "synack"
		case k < 4:
			s.verb = "est"
		case k < 6:
			s.verb, s.args = "pay", []string{string("cs"[rng.IntN(2)])}
		case k < 7:
			s.verb, s.args = "close", []string{[]string{"fin", "idle"}[rng.IntN(2)]}
		default:
			s.verb, s.args = "rst", resets[rng.IntN(len(resets))]
		}
		steps = append(steps, s)
	}
	return steps
}

// TestModel seals every reset 2 s after it and compares with the model. Steps that a flow tracker would not
// make (for a connection that has closed, or established without SYN) are left out.
func TestModel(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 1))
		w := newWorld(t, Options{})
		w.base = second
		m := &model{live: map[string]*mConn{}}
		type due struct {
			at int64
			f  *flow
			fm flow
			r  *mRst
		}
		var seals []due
		flush := func(to int64) {
			for len(seals) > 0 && seals[0].at <= to {
				d := seals[0]
				seals = seals[1:]
				w.tr.Seal(w.base+d.at, d.fm.mark, d.fm.row)
				want := m.want(d.r, d.at)
				check(t, d.fm.row, want)
				if t.Failed() {
					t.Fatalf("seed %d, reset of %s at %d by %s %s %s, sealed at %d", seed, d.r.c.client, d.r.at, d.r.from, d.r.form, d.r.args, d.at)
				}
			}
		}
		for _, s := range scenario(rng, 400) {
			if !plausible(m, s) {
				continue
			}
			flush(s.at)
			m.step(s)
			w.step(s)
			if s.verb == "rst" {
				f := w.flows[s.tuple]
				seals = append(seals, due{at: s.at + 2*second, f: f, fm: *f, r: m.rsts[len(m.rsts)-1]})
			}
		}
		flush(never)
		checkDrained(t, w.tr)
	}
}

func plausible(m *model, s step) bool {
	if s.verb == "syn" || s.verb == "open" {
		return true
	}
	c := m.live[s.tuple]
	if c.gone != never {
		return false
	}
	switch s.verb {
	case "synack":
		return c.kind == "syn" && c.synack == never && s.at-c.opened < 60*second
	case "est":
		return c.synack != never && c.est == never && c.kind == "syn" && s.at-c.opened < 60*second
	case "pay":
		// A connection that was never open is forgotten after 60 s; its payload would open it midstream.
		return (c.est != never || c.kind == "other") && c.ended == never && (s.args[0] == "c" && c.payC == never || s.args[0] == "s" && c.payS == never) &&
			(s.at-c.opened < 60*second || c.openAt != never)
	case "rst":
		return s.at-c.opened < 60*second || c.openAt != never && c.openEnd == never
	}
	return true
}
