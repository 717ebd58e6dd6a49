package cross

import "math"

// pair is one client address towards one service: its connections' beginnings and source ports.
type pair struct {
	starts  [maxStarts]int64
	n       uint32
	ports   uint32 // different source ports of connections that are open or began in the last 60 s
	minute  int64
	minutes [probeMinutes]uint32 // beginnings by minute, minutes[minute%probeMinutes] the present one
}

const (
	maxStarts    = 16
	probeMinutes = 10
)

// start notes the beginning of a connection.
func (p *pair) start(now int64) {
	p.turn(now)
	p.minutes[p.minute%probeMinutes]++
	p.starts[p.n%maxStarts] = now
	p.n++
}

// turn clears the minutes that have passed since the last call.
func (p *pair) turn(now int64) {
	m := now / minute
	if m == p.minute {
		return
	}
	if m < p.minute || m-p.minute >= probeMinutes {
		clear(p.minutes[:])
	} else {
		for i := p.minute + 1; i <= m; i++ {
			p.minutes[i%probeMinutes] = 0
		}
	}
	p.minute = m
}

// probes is the rhythm of a pair's beginnings in the last 10 minutes.
type probes struct {
	count  int32
	period int64 // mean time between the last 16, in ns; 0 if fewer than three
	cv     int32 // their coefficient of variation, in permille
}

// probes computes the rhythm. The count is exact up to 16; beyond, it leaves out the part of the oldest minute.
func (p *pair) probes(now int64) (r probes) {
	p.turn(now)
	var gaps [maxStarts]float64
	var sum float64
	last := int64(0)
	n := min(p.n, maxStarts)
	for i := p.n - n; i != p.n; i++ {
		at := p.starts[i%maxStarts]
		if at < now-probeMinutes*minute || at > now {
			continue
		}
		if r.count > 0 {
			gaps[r.count-1] = float64(at - last)
			sum += gaps[r.count-1]
		}
		last = at
		r.count++
	}
	if r.count >= 3 && sum > 0 {
		mean := sum / float64(r.count-1)
		var squares float64
		for _, g := range gaps[:r.count-1] {
			squares += (g - mean) * (g - mean)
		}
		r.period = int64(mean)
		r.cv = int32(math.Round(1000 * math.Sqrt(squares/float64(r.count-1)) / mean))
	}
	if r.count == maxStarts {
		all := uint64(0)
		for _, m := range p.minutes {
			all += uint64(m)
		}
		r.count = max(r.count, int32(min(all, math.MaxInt32)))
	}
	return r
}

// notePair counts the beginning of a connection that a SYN opened.
func (t *Tracker) notePair(c *conn) {
	p := t.pairs.get(key2(t.hosts.serialOf(c.client), t.services.serialOf(c.service)))
	if p == 0 {
		return
	}
	t.pairs.pin(p)
	c.pair = p
	x := t.pairs.at(p)
	x.start(t.now)
	if t.pairPorts.add(key2(t.pairs.serialOf(p), uint32(c.cport))) {
		x.ports++
	}
}

// unpair takes the connection's source port out of the count.
func (t *Tracker) unpair(c *conn) {
	if c.pair == 0 {
		return
	}
	if t.pairPorts.remove(key2(t.pairs.serialOf(c.pair), uint32(c.cport))) {
		t.pairs.at(c.pair).ports--
	}
	t.pairs.unpin(c.pair)
	c.pair = 0
}

// findPair returns the record of a pair that exists, else 0.
func (t *Tracker) findPair(client, service uint32) uint32 {
	if client == 0 || service == 0 {
		return 0
	}
	return t.pairs.find(key2(t.hosts.serialOf(client), t.services.serialOf(service)))
}
