package flow

import "whyrst/extract/fact"

// touch marks c as used. A connection's first packet does not count: a flood of single packets must not push
// out the connections that live.
func (t *Tracker) touch(c *conn) {
	c.used = c.lastFrame != 0
}

// evict makes room: the hand of a clock passes over the slab, gives each connection that was used since its last
// visit another round, and ends the first that was not.
func (t *Tracker) evict() {
	for t.live >= t.opt.MaxFlows {
		c := t.table.at(t.hand)
		t.hand = (t.hand + 1) % t.table.next
		switch {
		case !c.inUse || c.ended:
		case c.used:
			c.used = false
		default:
			t.stats.Evicted++
			t.end(c, fact.EndEvicted)
		}
	}
}

// end takes c out of the index. Its row leaves at once, or with the last of its pending resets.
func (t *Tracker) end(c *conn, why fact.EndReason) {
	if c.ended {
		return
	}
	c.ended, c.endReason = true, why
	t.live--
	t.cross.Close(t.now, c.cross, why)
	t.table.remove(c)
	if c.prev >= 0 {
		old := t.table.at(c.prev)
		c.prev = -1
		t.end(old, fact.EndReuse)
	}
	if c.rsts == nil || c.rsts.open == 0 {
		t.finish(c)
	} else if why == fact.EndEvicted {
		t.sealFlow(c, fact.SealedEvicted)
	}
}

// finish emits the row of an ended connection and recycles its memory.
func (t *Tracker) finish(c *conn) {
	t.emitFlow(c)
	if c.app != nil {
		t.apps.Put(c.app)
		c.app = nil
	}
	if c.past.h != nil {
		t.freeHist = append(t.freeHist, c.past.h)
		c.past.h = nil
	}
	if c.rsts != nil {
		t.freeRsts = append(t.freeRsts, c.rsts)
		c.rsts = nil
	}
	c.inUse = false
	t.table.release(c)
}

// Finish seals every reset and ends every connection: the capture is over.
func (t *Tracker) Finish() {
	for _, q := range t.queue[t.head:] {
		if !q.sealed {
			t.seal(q, fact.SealedEOF)
		}
	}
	t.drain()
	for id := int32(0); id < t.table.next; id++ {
		if c := t.table.at(id); c.inUse && !c.ended {
			t.end(c, c.naturalEnd())
		}
	}
}

// naturalEnd says how a connection stood when the capture ended.
func (c *conn) naturalEnd() fact.EndReason {
	switch {
	case c.rsts != nil && c.rsts.ended():
		return fact.EndRst
	case c.state&stFinished != 0:
		return fact.EndFin
	}
	return fact.EndEOF
}
