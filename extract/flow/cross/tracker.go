package cross

import (
	"whyrst/extract/fact"
)

// Tracker holds the windows. All times are nanoseconds of capture time since the epoch; for a packet without
// time pass the last known one.
type Tracker struct {
	now   int64 // the latest time told
	start int64 // the first
	live  Sequences
	stats Stats

	conns      slab[conn]
	maxConns   uint32
	freeConn   uint32 // chained by newer
	oldestConn uint32
	newestConn uint32
	silentNext uint32 // the first that may be younger than silentAfter
	windowNext uint32 // the first that may be younger than connWindow
	open       uint32 // connections that count as open
	both       int64  // connections of which both directions were seen
	oneSided   int64  // those of which one is missing

	hosts    table[fact.Addr, host]
	services table[serviceKey, service]
	pairs    table[uint64, pair]
	names    table[string, name]
	clocks   table[uint64, clock]
	idles    table[uint32, idleTimes]
	finWaits table[uint32, finWait2]

	goodPorts   multiset // client, server port from 1024 of its productive connections
	fanPorts    multiset // client, server port of its barren connections
	fanHosts    multiset // client, server
	pairPorts   multiset // pair, source port
	orphanPorts multiset // S, port
	unasked     map[uint64]uint32
	twins       [2]map[uint64]uint32 // newest connection of each chain

	windows   [windows]window
	lostHosts uint32 // hosts whose stateLost is not 0
	aborts    []abort
	abortNext uint64 // serial number of the next
	abortCut  uint64 // of the oldest whose span is not over
	metTCP    meetings
	metUDP    meetings
}

// Bounds of tables that have no option: what is learned of hosts, which few of them show.
const (
	maxClocks  = 1 << 15
	maxLearned = 1 << 11
)

func orDefault(n, d int) int {
	if n <= 0 {
		return d
	}
	return n
}

// New returns an empty Tracker. Its tables grow with use up to the bounds of opt.
func New(opt Options) *Tracker {
	t := &Tracker{
		live:     opt.Live,
		maxConns: uint32(orDefault(opt.MaxConns, 1<<18)),

		hosts:    newTable[fact.Addr, host](orDefault(opt.MaxHosts, 1<<17)),
		services: newTable[serviceKey, service](orDefault(opt.MaxServices, 1<<16)),
		pairs:    newTable[uint64, pair](orDefault(opt.MaxPairs, 1<<15)),
		names:    newTable[string, name](orDefault(opt.MaxNames, 1<<14)),
		clocks:   newTable[uint64, clock](maxClocks),
		idles:    newTable[uint32, idleTimes](maxLearned),
		finWaits: newTable[uint32, finWait2](maxLearned),

		goodPorts:   make(multiset),
		fanPorts:    make(multiset),
		fanHosts:    make(multiset),
		pairPorts:   make(multiset),
		orphanPorts: make(multiset),
		unasked:     make(map[uint64]uint32),
		twins:       [2]map[uint64]uint32{make(map[uint64]uint32), make(map[uint64]uint32)},
		abortNext:   1,
		abortCut:    1,
	}
	for i := range t.windows {
		t.windows[i].span = spans[i]
	}
	return t
}

// Stats returns the counters so far.
func (t *Tracker) Stats() Stats {
	s := t.stats
	s.Hosts = t.hosts.forgotten
	s.Services = t.services.forgotten
	s.Pairs = t.pairs.forgotten
	s.Names = t.names.forgotten
	return s
}
