package cross

import (
	"strings"
	"testing"
)

func dropColumns(want string, not map[string]bool) string {
	var keep []string
	for _, f := range strings.Fields(want) {
		if name, _, _ := strings.Cut(f, "="); !not[name] {
			keep = append(keep, f)
		}
	}
	return strings.Join(keep, " ")
}

// checkDrained closes every connection, lets every window run out, and wants each count to be back at
// nothing: whatever entered has left, and nothing is pinned.
func checkDrained(t *testing.T, tr *Tracker) {
	t.Helper()
	for i := tr.oldestConn; i != 0; {
		c := tr.conns.at(i)
		next := c.newer
		if c.is(isLive) {
			tr.Close(tr.now, Handle(uint64(c.gen)<<32|uint64(i)), 0)
		}
		i = next
	}
	tr.advance(tr.now + 3600*second)
	if tr.oldestConn != 0 || tr.newestConn != 0 || tr.silentNext != 0 || tr.windowNext != 0 {
		t.Errorf("connections left: %d %d %d %d", tr.oldestConn, tr.newestConn, tr.silentNext, tr.windowNext)
	}
	for name, n := range map[string]int{
		"fanPorts": len(tr.fanPorts), "goodPorts": len(tr.goodPorts), "fanHosts": len(tr.fanHosts), "pairPorts": len(tr.pairPorts),
		"orphanPorts": len(tr.orphanPorts), "unasked": len(tr.unasked), "twins": len(tr.twins[0]) + len(tr.twins[1]),
		"lostHosts": int(tr.lostHosts), "open": int(tr.open), "aborts": int(tr.abortNext - tr.abortCut),
	} {
		if n != 0 {
			t.Errorf("%s: %d left", name, n)
		}
	}
	for i := uint32(1); i <= tr.hosts.recs.n; i++ {
		h := *tr.hosts.at(i)
		// What was learned stays.
		h.portLow, h.portHigh, h.portCount, h.udpPeers, h.udpLast = 0, 0, 0, 0, 0
		h.rstRun, h.rstLast, h.clock, h.path = 0, 0, moves{}, moves{}
		h.aborts.last, h.aborts.ord = 0, 0
		if h != (host{}) || tr.hosts.recs.at(i).refs != 0 {
			t.Errorf("host %d is left with %d refs and %+v", i, tr.hosts.recs.at(i).refs, h)
		}
	}
	for i := uint32(1); i <= tr.services.recs.n; i++ {
		s := *tr.services.at(i)
		s.refusedAt, s.refusedFlow, s.aborts.last, s.aborts.ord = [2]int64{}, [2]int64{}, 0, 0
		if s != (service{}) || tr.services.recs.at(i).refs != 0 {
			t.Errorf("service %d is left with %d refs and %+v", i, tr.services.recs.at(i).refs, s)
		}
	}
	for i := uint32(1); i <= tr.pairs.recs.n; i++ {
		if tr.pairs.at(i).ports != 0 || tr.pairs.recs.at(i).refs != 0 {
			t.Errorf("pair %d is left with %d ports", i, tr.pairs.at(i).ports)
		}
	}
}
