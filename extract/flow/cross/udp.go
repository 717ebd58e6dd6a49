package cross

import (
	"encoding/binary"

	"whyrst/extract/fact"
)

// Peer-to-peer programs talk UDP and TCP to the same port of the same peer (BitTorrent's DHT and uTP,
// gnutella, ed2k). Two small caches remember which peers were met by either; a meeting that was pushed out
// is missed, never invented.
type meeting struct {
	print uint64
	at    int64
	both  bool // met by the other protocol as well
}

const (
	maxMeetings = 1 << 14
	meetMemory  = 10 * minute
	// minPeerPort leaves out services that speak both by standard: DNS, HTTP/3.
	minPeerPort = 1024
)

// meetings is a direct-mapped cache, allocated when it is first written.
type meetings []meeting

func (m meetings) find(print uint64, now int64) *meeting {
	if m == nil {
		return nil
	}
	x := &m[print%maxMeetings]
	if x.print != print || x.at < now-meetMemory {
		return nil
	}
	return x
}

func (m *meetings) put(x meeting) {
	if *m == nil {
		*m = make(meetings, maxMeetings)
	}
	(*m)[x.print%maxMeetings] = x
}

// meetPrint hashes who met whom at which port. The seed is fixed: which meeting pushes out which is part of
// the result, and must not change from run to run. Whoever makes collisions hides their own meetings.
func meetPrint(who, peer fact.Addr, port uint16) uint64 {
	h := uint64(port)*0x9e3779b97f4a7c15 + uint64(who.Version)
	for _, w := range [...]uint64{
		binary.LittleEndian.Uint64(who.Bytes[:8]), binary.LittleEndian.Uint64(who.Bytes[8:]),
		binary.LittleEndian.Uint64(peer.Bytes[:8]), binary.LittleEndian.Uint64(peer.Bytes[8:]),
	} {
		h = (h ^ w) * 0xff51afd7ed558ccd
		h ^= h >> 32
	}
	return h | 1 // an empty entry has print 0
}

// meetTCP notes that the client opened a connection to a peer.
func (t *Tracker) meetTCP(client uint32, a *Conn) {
	if a.ServerPort < minPeerPort {
		return
	}
	print := meetPrint(a.Client, a.Server, a.ServerPort)
	x := meeting{print: print, at: t.now}
	if old := t.metTCP.find(print, t.now); old != nil {
		x.both = old.both
	}
	if u := t.metUDP.find(print, t.now); u != nil && !x.both {
		u.both, x.both = true, true
		t.notePeer(client)
	}
	t.metTCP.put(x)
}

// meetUDP notes a datagram between who and the port of a peer.
func (t *Tracker) meetUDP(who, peer fact.Addr, port uint16) {
	if port < minPeerPort {
		return
	}
	print := meetPrint(who, peer, port)
	x := meeting{print: print, at: t.now}
	if old := t.metUDP.find(print, t.now); old != nil {
		x.both = old.both
	}
	if c := t.metTCP.find(print, t.now); c != nil && !x.both {
		c.both, x.both = true, true
		t.notePeer(t.hosts.find(who))
	}
	t.metUDP.put(x)
}

func (t *Tracker) notePeer(client uint32) {
	if client == 0 {
		return
	}
	h := t.hosts.at(client)
	h.udpPeers++
	h.udpLast = t.now
}

// peerToPeer reports whether the client's connections look like a peer-to-peer program: many hosts, each
// asked at a port of its own and not many times; and either payload from some port and peers met over UDP
// too, or payload from many different ports, which no scanner gets.
func (h *host) peerToPeer(now int64) bool {
	const many, twice = 5, 2
	varied := h.fanHosts >= many && h.fanPorts >= many &&
		h.fanPorts >= h.fanHosts/4 && h.fanHosts >= h.fanPorts/4 && h.barren <= 3*h.fanHosts
	met := h.goodPorts >= 1 && h.udpPeers >= twice && h.udpLast >= now-meetMemory
	return varied && (met || h.goodPorts >= many)
}
