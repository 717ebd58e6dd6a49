package capture

import (
	"math"
	"math/bits"
)

const nsPerSec = 1_000_000_000

// unixNs returns sec and nsec as nanoseconds since the epoch, and whether
// they fit.
func unixNs(sec int64, nsec uint64) (int64, bool) {
	const limit = math.MaxInt64/nsPerSec - 1
	if sec > limit || sec < -limit {
		return 0, false
	}
	return sec*nsPerSec + int64(nsec), true
}

// resolution turns the 64-bit times of one pcapng interface into nanoseconds
// (if_tsresol and if_tsoffset, pcapng section 4.2). All arithmetic is exact:
// no product is cut to 64 bits, so 2^-32 s and 10^-12 s come out right, where
// float conversions are off by microseconds.
type resolution struct {
	kind   resKind
	shift  uint   // resBinary: the exponent
	div    uint64 // resDivide: units per nanosecond; resSplit: units per second
	mul    uint64 // resMultiply: nanoseconds per unit
	offset int64  // seconds
}

type resKind uint8

const (
	resMultiply resKind = iota // 10^0 to 10^-9
	resDivide                  // 10^-10 to 10^-19-9
	resBinary                  // 2^-n
	resZero                    // so fine that 64 bits of it are under 1 ns
)

// newResolution reads the byte of if_tsresol.
func newResolution(tsresol byte, offset int64) resolution {
	exp := uint(tsresol & 0x7f)
	switch {
	case tsresol&0x80 != 0:
		return resolution{kind: resBinary, shift: exp, offset: offset}
	case exp <= 9:
		return resolution{kind: resMultiply, mul: pow10(9 - exp), offset: offset}
	case exp <= 9+19:
		return resolution{kind: resDivide, div: pow10(exp - 9), offset: offset}
	}
	return resolution{kind: resZero, offset: offset}
}

// pow10 returns 10^n for n up to 19, the most that 64 bits hold.
func pow10(n uint) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}

// ns converts one time, rounding down. ok is false if the result does not fit
// the int64 of Frame.TsNs.
func (r *resolution) ns(ts uint64) (ns int64, ok bool) {
	var hi, lo uint64
	switch r.kind {
	case resMultiply:
		hi, lo = bits.Mul64(ts, r.mul)
	case resDivide:
		lo = ts / r.div
	case resBinary:
		hi, lo = r.binary(ts)
	}
	if hi != 0 || lo > math.MaxInt64 {
		return r.far(ts)
	}
	if r.offset == 0 {
		return int64(lo), true
	}
	return addOffset(int64(lo), r.offset)
}

// binary returns ts * 10^9 / 2^shift as 128 bits.
func (r *resolution) binary(ts uint64) (hi, lo uint64) {
	hi, lo = bits.Mul64(ts, nsPerSec)
	switch {
	case r.shift >= 64:
		return 0, hi >> (r.shift - 64)
	case r.shift == 0:
		return hi, lo
	}
	return hi >> r.shift, hi<<(64-r.shift) | lo>>r.shift
}

// far converts a time that is beyond int64 nanoseconds by itself but may be
// brought back by a negative if_tsoffset.
func (r *resolution) far(ts uint64) (int64, bool) {
	var sec, frac uint64
	switch r.kind {
	case resMultiply:
		perSec := nsPerSec / r.mul
		sec, frac = ts/perSec, ts%perSec*r.mul
	case resBinary:
		sec = ts >> r.shift
		_, frac = r.binary(ts - sec<<r.shift)
	default:
		panic("capture: a time finer than a nanosecond exceeds int64")
	}
	// In two's complement the sum is right if it fits, and it does not if
	// its sign says so.
	s := int64(sec + uint64(r.offset))
	if r.offset >= 0 && (s < 0 || sec > math.MaxInt64) || r.offset < 0 && sec >= uint64(-r.offset) && s < 0 {
		return 0, false
	}
	return unixNs(s, frac)
}

// addOffset adds whole seconds to a time.
func addOffset(ns, sec int64) (int64, bool) {
	floor := ns / nsPerSec
	s := floor + sec
	if sec > 0 && s < floor {
		return 0, false
	}
	return unixNs(s, uint64(ns-floor*nsPerSec))
}
