package cross

import "whyrst/extract/fact"

// clock follows what the first packets of S's connections with one peer show of its machine: the line that
// TSval makes over time (RFC 7323; Linux, and others, keep one offset for a pair of addresses until they
// reboot) and the TTL. It is per pair because offsets and paths differ between pairs.
type clock struct {
	cur line
	old line // the line before the last break
	ttl ttlRun
}

// line is TSval over time: v0 at t0, rate ticks a second.
type line struct {
	t0   int64
	last int64
	rate float64
	v0   uint32
	v    uint32
	n    uint32 // samples; the line is proven from 3 on
}

const (
	// minStep is the shortest time between two samples that shows a rate.
	minStep = 2 * second
	// jitter is how late a packet may carry its TSval by the way that its rate is known.
	jitter = 500 * millisecond
	// slack is how far a sample may lie from the line: a SYN that waited, a clock that was set. Another
	// machine, or the same one after a restart, lies within it in 1 case of 400,000 at 1000 ticks a second.
	slack = 5 * second
	// drift is how much the rate itself may change.
	drift = 0.02
	// proven is how many samples agree before their break means anything.
	proven = 3
)

// fits reports whether the line has a rate and passes through v at ts. The rate is known as well as its base
// line is long.
func (l *line) fits(ts int64, v uint32) bool {
	if l.rate == 0 {
		return false
	}
	dt := float64(ts-l.last) / 1e9
	wrong := min(0.25, float64(jitter)/float64(max(l.last-l.t0, 1)))
	tolerance := l.rate * (float64(slack)/1e9 + dt*(drift+wrong))
	off := float64(int32(v-l.v)) - l.rate*dt
	return off <= tolerance && off >= -tolerance
}

// extend adds a sample that fits. The rate is taken anew from the longer base line, while the distance is
// short of the half of TSval's space where it would be ambiguous.
func (l *line) extend(ts int64, v uint32) {
	if elapsed := float64(ts-l.t0) / 1e9; elapsed > 0 && elapsed*l.rate < 1<<30 {
		l.rate = float64(int32(v-l.v0)) / elapsed
	}
	l.n++
	l.last, l.v = ts, v
}

// begin makes the sample the first of a new line.
func (l *line) begin(ts int64, v uint32) { *l = line{t0: ts, last: ts, v0: v, v: v, n: 1} }

// measure tries to take the rate from the first two samples: 1 tick a second to 1 a microsecond
// (RFC 7323 5.4 recommends 1 ms to 1 s a tick; newer Linux kernels use 1 us for single routes).
func (l *line) measure(ts int64, v uint32) bool {
	d := int32(v - l.v0)
	rate := float64(d) / (float64(ts-l.t0) / 1e9)
	if d <= 0 || rate < 0.9 || rate > 1.1e6 {
		return false
	}
	l.rate, l.last, l.v, l.n = rate, ts, v, 2
	return true
}

// outcome is what a sample says about S's machine.
type outcome uint8

const (
	says     outcome = iota // nothing
	steady                  // the same as before
	jumped                  // another one than before, which was proven
	wavering                // one of several
)

// sample follows the clock.
func (c *clock) sample(ts int64, v uint32) outcome {
	l := &c.cur
	switch {
	case l.n == 0 || ts < l.last:
		l.begin(ts, v)
	case l.fits(ts, v):
		if l.extend(ts, v); l.n >= proven {
			return steady
		}
	case c.old.fits(ts, v):
		return wavering
	case l.rate == 0 && ts-l.t0 < minStep:
		// Too close to show a rate.
	case l.rate == 0 && l.measure(ts, v):
	case l.n >= proven:
		c.old = *l
		l.begin(ts, v)
		return jumped
	default:
		l.begin(ts, v)
		if c.old.n > 0 {
			return wavering // a third one
		}
	}
	return says
}

// ttlRun follows the TTL. Paths differ by balancer, by time of day and by connection, so only a TTL that never
// moved before says anything by moving.
type ttlRun struct {
	ttl  uint8
	n    uint8
	bad  bool // it moved before it was proven
	left bool // it was proven and has jumped
}

// minTTLStep is the least change that another machine or path explains better than a detour.
const minTTLStep = 3

// ttlProven is more than proven: two machines behind a balancer show six equal ones in a row by chance in 1
// case of 32, three points on one line never.
const ttlProven = 6

func (r *ttlRun) sample(ttl uint8) outcome {
	d := int(ttl) - int(r.ttl)
	switch {
	case r.n == 0:
		r.ttl, r.n = ttl, 1
	case r.bad:
	case d == 0:
		if r.n = min(r.n+1, ttlProven); r.n == ttlProven && !r.left {
			return steady
		}
	case r.left:
		r.bad = true // back to the old one, or on to a third
		return wavering
	case r.n == ttlProven && (d >= minTTLStep || d <= -minTTLStep):
		r.ttl, r.n, r.left = ttl, 1, true
		return jumped
	default:
		r.bad = true
	}
	return says
}

// moves is when the samples of a host's pairs said something last.
type moves struct {
	jumped   int64
	steady   int64
	wavering int64
}

func (m *moves) note(o outcome, now int64) {
	switch o {
	case steady:
		m.steady = now
	case jumped:
		m.jumped = now
	case wavering:
		m.wavering = now
	}
}

// jumpBefore is how long before the RST a break of S's clock explains it: the restart itself, and the pause
// until somebody used the connection.
const jumpBefore = 60 * second

// mixedMemory is how long a host that wavered between two clocks or TTLs shows nothing.
const mixedMemory = 10 * minute

// jumpedBy reports a jump that explains a RST at at: not too long before, and no other pair of addresses has
// continued since. One pair that jumps while another continues is a path or a balancer, not a restart.
func (m *moves) jumpedBy(at, now int64) bool {
	return m.jumped != 0 && m.jumped >= at-jumpBefore && m.steady < m.jumped && !m.mixed(now)
}

func (m *moves) mixed(now int64) bool { return m.wavering != 0 && m.wavering >= now-mixedMemory }

// clockJump decides from what the clocks and TTLs of S showed around the RST at at. A clock that continues
// outweighs a TTL that moved; an equal TTL says nothing, as a restarted host has it too.
func (h *host) clockJump(at, now int64) fact.Opt[bool] {
	c, p := &h.clock, &h.path
	switch {
	case c.mixed(now):
	case c.jumpedBy(at, now):
		return fact.Some(true)
	case c.jumped != 0 && c.jumped >= at-jumpBefore: // contradicted
	case p.jumpedBy(at, now) && c.steady < p.jumped:
		return fact.Some(true)
	case c.steady >= at && c.steady != 0:
		return fact.Some(false)
	}
	return fact.Opt[bool]{}
}
