package cross

import "whyrst/extract/fact"

// An unasked connection begins with an answer: SYN-ACK, or RST, to a packet that the capture does not hold.
// A host that sends many of them to many addresses answers a flood with forged sources (backscatter).

// saidSomething marks a pair of S and T whose T sent S something: not counted.
const saidSomething = 1 << 31

// maxLook bounds a search along a client's connections.
const maxLook = 64

// registerUnasked counts the answer that a connection began with. A RST other than a refusal may end a
// connection that is older than the capture, so it does not count while the capture is younger than 60 s.
func (t *Tracker) registerUnasked(c *conn, k Opening, from fact.Side) {
	if k != OpenSynAck && k != OpenRefusal && !(k == OpenRst && t.now-t.start >= connWindow) {
		return
	}
	s, target := c.side(from), c.side(1-from)
	key := key2(t.hosts.serialOf(s), t.hosts.serialOf(target))
	n, known := t.unasked[key]
	if !known {
		if t.spokeBefore(s, target) {
			n = saidSomething
		} else {
			t.hosts.at(s).rstTargets++
			t.hosts.at(target).rstSources++
		}
	}
	t.unasked[key] = n + 1
	c.flags |= isUnasked
	c.unaskedBy = from
}

// unregisterUnasked undoes registerUnasked.
func (t *Tracker) unregisterUnasked(c *conn) {
	if !c.is(isUnasked) {
		return
	}
	c.flags &^= isUnasked
	s, target := c.side(c.unaskedBy), c.side(1-c.unaskedBy)
	key := key2(t.hosts.serialOf(s), t.hosts.serialOf(target))
	n := t.unasked[key] - 1
	if n&^saidSomething != 0 {
		t.unasked[key] = n
		return
	}
	delete(t.unasked, key)
	if n == 0 {
		t.hosts.at(s).rstTargets--
		t.hosts.at(target).rstSources--
	}
}

// spoke tells that the host from sent the host to something that is no unasked answer: if to had sent from
// only such answers, they are not that any more.
func (t *Tracker) spoke(from, to uint32) {
	if len(t.unasked) == 0 {
		return
	}
	key := key2(t.hosts.serialOf(to), t.hosts.serialOf(from))
	n, ok := t.unasked[key]
	if !ok || n&saidSomething != 0 {
		return
	}
	t.unasked[key] = n | saidSomething
	t.hosts.at(to).rstTargets--
	t.hosts.at(from).rstSources--
}

// spokeBefore reports whether target sent s something in a connection that is remembered. A client with too
// many connections to look at all of them counts as having done so.
func (t *Tracker) spokeBefore(s, target uint32) bool {
	return t.findConn(t.hosts.at(target).lastConn, s, clientSpoke) ||
		t.findConn(t.hosts.at(s).lastConn, target, serverSpoke)
}

func (t *Tracker) findConn(i, server uint32, spoke connFlags) bool {
	for n := 0; i != 0; n++ {
		c := t.conns.at(i)
		if n == maxLook || c.server == server && c.is(spoke) {
			return true
		}
		i = c.cprev
	}
	return false
}
