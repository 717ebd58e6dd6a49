package cross

import "whyrst/extract/fact"

// host is what is known of an address: first as the client of its connections, then as S.
type host struct {
	lastConn   uint32 // newest of the connections in which it spoke as client, chained by conn.cprev
	productive uint32 // its connections of the last 60 s that carried payload
	barren     uint32 // those that ended, or stayed silent, without
	fanPorts   uint32 // different server ports of the barren ones
	fanHosts   uint32 // different server addresses of the barren ones
	goodPorts  uint32 // different server ports from 1024 of the productive ones
	openLag    uint32 // connections open 0.5 s ago
	stale      uint32
	aborts     chain // its aborts as client
	portLow    uint16
	portHigh   uint16
	portCount  uint32 // source ports seen, capped; with low and high they show the ephemeral range
	udpPeers   uint32 // peers met over UDP and TCP at the same port
	udpLast    int64

	stateLost   uint32
	orphans     uint32
	orphanPorts uint32
	rstTargets  uint32
	rstSources  uint32 // addresses that sent it only answers it never asked for
	rstRun      uint32
	rstLast     int64

	clock moves // of TSval, over all pairs with this host
	path  moves // of TTL
}

// service is a server address and port, and S if the server is.
type service struct {
	accepts uint32
	refused uint32
	hsReset uint32
	hsOk    uint32
	openLag uint32
	aborts  chain
	// refusedAt and refusedFlow are the last refusals of two different connections, the latest first.
	refusedAt   [2]int64
	refusedFlow [2]int64
}

// serviceKey is the server's serial number and port; serials are reused by nobody.
type serviceKey struct {
	host uint32
	port uint16
}

// noteRefusal remembers when a connection was refused, so that another one's question leaves out itself.
func (s *service) noteRefusal(now, flow int64) {
	if s.refusedFlow[0] != flow {
		s.refusedAt[1], s.refusedFlow[1] = s.refusedAt[0], s.refusedFlow[0]
	}
	s.refusedAt[0], s.refusedFlow[0] = now, flow
}

// refusedOther returns the time of the last refusal of a connection other than flow, 0 if there is none.
func (s *service) refusedOther(flow int64) int64 {
	if s.refusedFlow[0] != flow {
		return s.refusedAt[0]
	}
	return s.refusedAt[1]
}

// maxTries bounds how much one call may forget to find room for a host or a service; the first few tries
// forget connections only.
const (
	maxTries  = 64
	connTries = 8
)

// makeRoom lets go of what pins hosts and services, the oldest first. It is called when every record is
// pinned: the windows become shorter instead of new hosts being ignored.
func (t *Tracker) makeRoom(try int) {
	t.forgetOldest()
	if try < connTries {
		return
	}
	for i := range t.windows {
		if w := &t.windows[i]; w.head != w.tail {
			t.leave(w.pop())
			t.stats.Shortened++
		}
	}
	if t.abortCut != t.abortNext {
		t.leaveAbort()
		t.stats.Shortened++
	}
}

// pinHost returns the pinned record of an address, 0 if there is no room.
func (t *Tracker) pinHost(a fact.Addr) uint32 {
	i := t.hosts.get(a)
	for n := 0; i == 0 && n < maxTries; n++ {
		t.makeRoom(n)
		i = t.hosts.get(a)
	}
	t.hosts.pin(i)
	return i
}

// pinService returns the pinned record of a service, 0 if there is no room.
func (t *Tracker) pinService(host uint32, port uint16) uint32 {
	k := serviceKey{host: t.hosts.serialOf(host), port: port}
	i := t.services.get(k)
	for n := 0; i == 0 && n < maxTries; n++ {
		t.makeRoom(n)
		i = t.services.get(k)
	}
	t.services.pin(i)
	return i
}

// findService returns the record of a service that exists, else 0.
func (t *Tracker) findService(host uint32, port uint16) uint32 {
	if host == 0 {
		return 0
	}
	return t.services.find(serviceKey{host: t.hosts.serialOf(host), port: port})
}

// notePort widens the range of source ports that the client uses.
func (h *host) notePort(port uint16) {
	if port < 1024 {
		return
	}
	if h.portCount == 0 || port < h.portLow {
		h.portLow = port
	}
	if port > h.portHigh {
		h.portHigh = port
	}
	if h.portCount < minPortSamples {
		h.portCount++
	}
}

// Ephemeral port ranges: Linux ip_local_port_range 32768 to 60999 (61000 on kernels before 4.2), RFC 6335
// 49152 to 65535 (Windows, macOS, FreeBSD), and everything from 1024 (address translators).
const (
	minPortSamples = 32
	linuxLow       = 32768
	linuxHigh      = 61000
	rfc6335Low     = 49152
	linuxPorts     = 28232
	rfc6335Ports   = 16384
	allPorts       = 64512
)

// portRange guesses the size of the client's ephemeral port range from the lowest and the highest port; 0 if
// they show none. With 32 ports drawn at random from RFC 6335's range the chance that none lies above Linux'
// is 1 in 30,000; ports handed out in sequence stay undecided until they leave the overlap. One port outside
// of a range makes it the larger one: utilisation is then underestimated.
func (h *host) portRange() int32 {
	switch {
	case h.portCount < minPortSamples:
		return 0
	case h.portLow >= rfc6335Low && h.portHigh > linuxHigh:
		return rfc6335Ports
	case h.portLow >= rfc6335Low:
		return 0 // fits both
	case h.portLow >= linuxLow && h.portHigh <= linuxHigh:
		return linuxPorts
	}
	return allPorts
}
