package cross

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

// minStep is the shortest time between two samples that shows a rate.
const minStep = 500 * millisecond

// jitter is how late a packet may carry its TSval: queueing, a slow SYN-ACK.
const jitter = 100 * millisecond

// proven is how many samples agree before their break means anything.
const proven = 3

// fits reports whether the line has a rate and passes through v at ts. The rate is known as well as its base
// line is long.
func (l *line) fits(ts int64, v uint32) bool {
	if l.rate == 0 {
		return false
	}
	dt := float64(ts-l.last) / 1e9
	wrong := float64(jitter) / float64(max(l.last-l.t0, 1))
	tolerance := l.rate*(float64(jitter)/1e9+dt*(min(0.25, wrong)+0.002)) + 2
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

// ttlRun follows the TTL.
type ttlRun struct {
	ttl uint8
	old uint8
	n   uint16
	bad bool // it changed before it was proven
}

// minTTLStep is the least change that another machine or path explains better than a detour.
const minTTLStep = 3

// ttlProven is more than proven: with two machines behind a balancer a run of equal ones is likelier than
// three points on one line by chance.
const ttlProven = 6

func (r *ttlRun) sample(ttl uint8) outcome {
	d := int(ttl) - int(r.ttl)
	switch {
	case r.n == 0:
		r.ttl, r.n = ttl, 1
	case d < minTTLStep && d > -minTTLStep:
		r.n = min(r.n+1, ttlProven)
	case r.old != 0:
		return wavering // back to the old one, or on to a third
	case r.n >= ttlProven && !r.bad:
		r.old, r.ttl, r.n = r.ttl, ttl, 1
		return jumped
	default:
		r.bad, r.ttl, r.n = true, ttl, 1
	}
	return says
}

// note brings the outcome of a pair's sample to S.
func (h *host) note(o outcome, now int64) {
	switch o {
	case steady:
		h.steady = now
	case jumped:
		h.jumped = now
	case wavering:
		h.mixed = now
	}
}
