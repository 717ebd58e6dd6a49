package seq

// Num is a TCP sequence or acknowledgment number: a position, in bytes, in one
// direction of a connection, modulo 2^32.
type Num uint32

// Sub returns the signed distance in bytes from b to a, that is a - b: positive
// when a is after b. It is the one place where two numbers are subtracted. A
// distance of exactly 2^31 has no direction and reads as -2^31.
func (a Num) Sub(b Num) int32 { return int32(a - b) }

// Add returns the number n bytes after a; n may be negative and may wrap.
func (a Num) Add(n int32) Num { return a + Num(n) }

// Before reports whether a lies before b (SEG.SEQ < RCV.NXT in RFC 9293 terms).
func (a Num) Before(b Num) bool { return int32(a-b) < 0 }

// After reports whether a lies after b.
func (a Num) After(b Num) bool { return int32(b-a) < 0 }

// AtOrBefore reports whether a is b or lies before it (=< in RFC 9293 terms).
func (a Num) AtOrBefore(b Num) bool { return int32(a-b) <= 0 }

// AtOrAfter reports whether a is b or lies after it (>= in RFC 9293 terms).
func (a Num) AtOrAfter(b Num) bool { return int32(a-b) >= 0 }

// In reports whether a lies in the window of size bytes that starts at left,
// left included: left =< a < left+size, RFC 9293 §3.4. It is exact for every
// size, as it needs no signed distance. A window of size 0 holds nothing.
func (a Num) In(left Num, size uint32) bool { return uint32(a-left) < size }

// Max returns the later of a and b.
func Max(a, b Num) Num {
	if a.Before(b) {
		return b
	}
	return a
}

// Min returns the earlier of a and b.
func Min(a, b Num) Num {
	if b.Before(a) {
		return b
	}
	return a
}
