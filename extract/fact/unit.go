package fact

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Unit is the unit of an integer column. It decides how a number is written in a predicate (ParseLiteral)
// and how people read it (AppendHuman).
type Unit uint8

// The units.
const (
	// UnitNone is a plain number: a port, a sequence number, a code.
	UnitNone Unit = iota
	// UnitUs is microseconds.
	UnitUs
	// UnitNs is nanoseconds.
	UnitNs
	// UnitMs is milliseconds.
	UnitMs
	// UnitS is seconds.
	UnitS
	// UnitBytes is bytes.
	UnitBytes
	// UnitPackets counts packets.
	UnitPackets
	// UnitFrames counts frames, or is a frame number.
	UnitFrames
	// UnitSegments counts TCP segments.
	UnitSegments
	// UnitHops is a TTL, hop limit or a difference of them.
	UnitHops
	// UnitCount counts anything else.
	UnitCount
	// UnitPermille is thousandths; predicates and people use percent.
	UnitPermille
	// UnitRTT is whole round-trip times between the ends.
	UnitRTT
	// UnitBitset is a set of bits.
	UnitBitset
)

var unitNames = []string{"", "us", "ns", "ms", "s", "bytes", "packets", "frames", "segments", "hops", "count", "permille", "rtt", "bitset"}

// String is the unit's name in tags and schema; empty for UnitNone.
func (u Unit) String() string { return enumText(unitNames, uint8(u)) }

// IsDuration says that the unit is one of time.
func (u Unit) IsDuration() bool { return u.nanoseconds() != 0 }

// nanoseconds is the length of one unit; 0 if it is not one of time.
func (u Unit) nanoseconds() int64 {
	switch u {
	case UnitNs:
		return 1
	case UnitUs:
		return 1e3
	case UnitMs:
		return 1e6
	case UnitS:
		return 1e9
	}
	return 0
}

// ParseUnit is the inverse of String.
func ParseUnit(name string) (Unit, bool) {
	for i, n := range unitNames {
		if n == name {
			return Unit(i), true
		}
	}
	return 0, false
}

// scale is a suffix of literals and how many of the base unit it stands for.
type scale struct {
	suffix   string
	num, den int64
	read     bool // accepted, never written: one number has one canonical text
}

// literalScales lists the suffixes a unit accepts, smallest first; nil if numbers stand alone.
func (u Unit) literalScales() []scale {
	switch u {
	case UnitNs:
		return []scale{{"ns", 1, 1, false}, {"us", 1e3, 1, false}, {"ms", 1e6, 1, false}, {"s", 1e9, 1, false}, {"min", 60e9, 1, true}, {"h", 3600e9, 1, false}}
	case UnitUs:
		return []scale{{"ns", 1, 1e3, true}, {"us", 1, 1, false}, {"ms", 1e3, 1, false}, {"s", 1e6, 1, false}, {"min", 60e6, 1, true}, {"h", 3600e6, 1, false}}
	case UnitMs:
		return []scale{{"ns", 1, 1e6, true}, {"us", 1, 1e3, true}, {"ms", 1, 1, false}, {"s", 1e3, 1, false}, {"min", 60e3, 1, true}, {"h", 3600e3, 1, false}}
	case UnitS:
		return []scale{{"ns", 1, 1e9, true}, {"us", 1, 1e6, true}, {"ms", 1, 1e3, true}, {"s", 1, 1, false}, {"min", 60, 1, true}, {"h", 3600, 1, false}}
	case UnitBytes:
		return []scale{{"B", 1, 1, false}, {"kB", 1e3, 1, true}, {"KiB", 1 << 10, 1, false}, {"MB", 1e6, 1, true}, {"MiB", 1 << 20, 1, false}, {"GB", 1e9, 1, true}, {"GiB", 1 << 30, 1, false}}
	case UnitPermille:
		return []scale{{"%", 10, 1, false}}
	case UnitRTT:
		return []scale{{"rtt", 1, 1, false}}
	}
	return nil
}

// ParseLiteral reads a number with its unit, as predicates write it, into a value of the column: "50ms" for
// a column in us is 50000. Zero needs no suffix; any other number of a unit with suffixes does, so that a
// wrong guess of the unit is an error instead of a wrong verdict.
func (u Unit) ParseLiteral(lit string) (int64, error) {
	digits, suffix := splitLiteral(lit)
	scales := u.literalScales()
	if suffix == "" {
		v, err := strconv.ParseInt(digits, 0, 64)
		switch {
		case err == nil && (v == 0 || scales == nil):
			return v, nil
		case scales == nil:
			return 0, fmt.Errorf("%q is not a whole number of 64 bits", lit)
		}
		return 0, fmt.Errorf("%q needs a unit: %s", lit, strings.Join(u.Suffixes(), ", "))
	}
	for _, s := range scales {
		if s.suffix == suffix {
			return scaled(lit, digits, s, u)
		}
	}
	if scales == nil {
		return 0, fmt.Errorf("wrong unit in %q: a plain number is wanted", lit)
	}
	return 0, fmt.Errorf("wrong unit in %q: %s wanted", lit, strings.Join(u.Suffixes(), ", "))
}

// scaled multiplies exactly, or refuses: a threshold must mean what it says.
func scaled(lit, digits string, s scale, u Unit) (int64, error) {
	r, ok := new(big.Rat).SetString(digits)
	if !ok {
		return 0, fmt.Errorf("%q is not a number", lit)
	}
	r.Mul(r, big.NewRat(s.num, s.den))
	if !r.IsInt() {
		return 0, fmt.Errorf("%q is finer than the column's unit (%s)", lit, u)
	}
	if !r.Num().IsInt64() {
		return 0, fmt.Errorf("%q is too large", lit)
	}
	return r.Num().Int64(), nil
}

// splitLiteral separates the number (sign, digits, one dot, or 0x digits) from the suffix. A number that is
// too long for any column is left whole, so that it is refused.
func splitLiteral(lit string) (digits, suffix string) {
	body := strings.TrimPrefix(lit, "-")
	if len(lit) > 32 || strings.HasPrefix(body, "0x") {
		return lit, ""
	}
	n := len(lit) - len(body)
	for n < len(lit) && (lit[n] >= '0' && lit[n] <= '9' || lit[n] == '.') {
		n++
	}
	return lit[:n], lit[n:]
}

// Suffixes lists what literals of the unit end in, smallest first; nil if numbers stand alone.
func (u Unit) Suffixes() (names []string) {
	for _, s := range u.literalScales() {
		names = append(names, s.suffix)
	}
	return names
}

// AppendLiteral writes v so that ParseLiteral reads it back, in the largest unit that keeps it whole.
// Durations stay in seconds up to two hours: people know timers as 350 s, not 5 min 50 s.
func (u Unit) AppendLiteral(dst []byte, v int64) []byte {
	scales := u.literalScales()
	if v == 0 || scales == nil {
		return strconv.AppendInt(dst, v, 10)
	}
	if u == UnitPermille {
		return append(appendTenths(dst, v), '%')
	}
	best := scales[0]
	for _, s := range scales {
		switch {
		case s.den != 1 || v%s.num != 0 || s.read:
		case s.suffix == "h" && v/s.num < 2 && v/s.num > -2:
		default:
			best = s
		}
	}
	return append(strconv.AppendInt(dst, v/best.num, 10), best.suffix...)
}

// appendTenths writes v/10 without a trailing ".0".
func appendTenths(dst []byte, v int64) []byte {
	if v < 0 && v > -10 {
		dst = append(dst, '-') // -5 permille: the integer part alone would lose the sign
	}
	dst = strconv.AppendInt(dst, v/10, 10)
	tenth := v % 10
	if tenth < 0 {
		tenth = -tenth
	}
	if tenth != 0 {
		dst = append(dst, '.', byte('0'+tenth))
	}
	return dst
}
