package cross

// class is what a connection of the last 60 s says about its client.
type class uint8

const (
	classNone       class = iota // not decided yet, or not begun by the client
	classProductive              // carried payload
	classBarren                  // ended, or stayed silent, without
)

func (c *conn) classify() class {
	switch {
	case !c.is(inWindow) || !c.is(clientSpoke):
		return classNone
	case c.is(clientPaid | serverPaid):
		return classProductive
	case c.is(hasEnded) || c.is(isSilent) && !c.is(synAcked|serverSpoke):
		return classBarren
	}
	return classNone
}

// reclass moves the connection to the class that it has now.
func (t *Tracker) reclass(c *conn) {
	now := c.classify()
	if now == c.class {
		return
	}
	h := t.hosts.at(c.client)
	port := key2(t.hosts.serialOf(c.client), uint32(c.sport))
	high := c.sport >= minPeerPort
	switch c.class {
	case classProductive:
		h.productive--
		if high && t.goodPorts.remove(port) {
			h.goodPorts--
		}
	case classBarren:
		h.barren--
		t.unfan(c, h)
	}
	c.class = now
	switch now {
	case classProductive:
		h.productive++
		if high && t.goodPorts.add(port) {
			h.goodPorts++
		}
	case classBarren:
		h.barren++
		t.fan(c, h)
	}
}

func (t *Tracker) fan(c *conn, h *host) {
	serial := t.hosts.serialOf(c.client)
	if t.fanPorts.add(key2(serial, uint32(c.sport))) {
		h.fanPorts++
	}
	if t.fanHosts.add(key2(serial, t.hosts.serialOf(c.server))) {
		h.fanHosts++
	}
}

func (t *Tracker) unfan(c *conn, h *host) {
	serial := t.hosts.serialOf(c.client)
	if t.fanPorts.remove(key2(serial, uint32(c.sport))) {
		h.fanPorts--
	}
	if t.fanHosts.remove(key2(serial, t.hosts.serialOf(c.server))) {
		h.fanHosts--
	}
}
