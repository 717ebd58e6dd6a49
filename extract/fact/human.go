package fact

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// AppendHuman writes v as a person would: "30 ms", "1.25 s", "350 s", "82 %". Bytes, counts and plain
// numbers stay numbers, because the sentence around them names the thing.
func (u Unit) AppendHuman(dst []byte, v int64) []byte {
	if ns := u.nanoseconds(); ns != 0 {
		return appendDuration(dst, saturate(v, ns))
	}
	switch u {
	case UnitPermille:
		return append(appendTenths(dst, v), " %"...)
	case UnitRTT:
		return append(strconv.AppendInt(dst, v, 10), " RTT"...)
	case UnitBitset:
		return strconv.AppendInt(append(dst, "0x"...), v, 16)
	}
	return strconv.AppendInt(dst, v, 10)
}

// AppendIn writes a duration in a given unit, microseconds or longer, with three significant digits; what would
// round to 0 there is written as AppendHuman does.
func (u Unit) AppendIn(dst []byte, v int64, as Unit) []byte {
	ns := saturate(v, u.nanoseconds())
	size := as.nanoseconds()
	if ns > -size/100 && ns < size/100 {
		return appendDuration(dst, ns)
	}
	if ns < 0 {
		dst, ns = append(dst, '-'), -ns
	}
	name := as.String()
	if as == UnitUs {
		name = "µs"
	}
	return append(append(appendThree(dst, ns, size), ' '), name...)
}

// saturate multiplies without wrapping, and leaves room for rounding: a forged timestamp must not turn a long
// time into a short one. The bound is 146 years.
func saturate(v, by int64) int64 {
	const most = 1 << 62
	return min(max(v, -most/by), most/by) * by
}

// appendDuration writes ns with three significant digits below 100 s, whole seconds up to two hours (timers
// are known by their seconds), hours and minutes above.
func appendDuration(dst []byte, ns int64) []byte {
	if ns < 0 {
		dst, ns = append(dst, '-'), -ns
	}
	switch {
	case ns == 0:
		return append(dst, "0 s"...)
	case ns < 1e3:
		return append(strconv.AppendInt(dst, ns, 10), " ns"...)
	case ns < 999_500: // rounds to less than 1 ms
		return append(appendThree(dst, ns, 1e3), " µs"...)
	case ns < 999_500_000:
		return append(appendThree(dst, ns, 1e6), " ms"...)
	case ns < 7200e9:
		return append(appendThree(dst, ns, 1e9), " s"...)
	}
	minutes := (ns/1e9 + 30) / 60
	dst = append(strconv.AppendInt(dst, minutes/60, 10), " h"...)
	if m := minutes % 60; m != 0 {
		dst = append(strconv.AppendInt(append(dst, ' '), m, 10), " min"...)
	}
	return dst
}

// appendThree writes v/unit with three significant digits, or all digits of the integer part if it has
// more, without trailing zeros; unit is a power of ten from 1e3.
func appendThree(dst []byte, v, unit int64) []byte {
	decimals, step := 2, unit/100
	for lim := 10 * unit; decimals > 0 && v+step/2 >= lim; lim *= 10 {
		decimals, step = decimals-1, step*10
	}
	v = (v + step/2) / step
	div := unit / step
	dst = strconv.AppendInt(dst, v/div, 10)
	frac := v % div
	for ; frac != 0 && frac%10 == 0; decimals-- {
		frac /= 10
	}
	if frac == 0 {
		return dst
	}
	dst = append(dst, '.')
	if decimals == 2 && frac < 10 {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(dst, frac, 10)
}

// AppendEscaped appends text that came from the network so that it can stand in a line on a terminal:
// control characters, invalid UTF-8, line separators, bidirectional marks and other characters without a
// shape of their own become \n, \t, \x1b or \u202e. A backslash stays as it is, which makes escaping twice
// harmless (rst_payload_text is stored escaped); that a sender can write "\x1b" in letters deceives no one.
// It is the one place for this; escaping for Lua, SQL, HTML or filters comes on top of it.
func AppendEscaped(dst []byte, text string) []byte {
	const hex = "0123456789abcdef"
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\r':
			dst = append(dst, `\r`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case r == utf8.RuneError && size == 1, r < 0x80 && !unicode.IsPrint(r):
			dst = append(dst, '\\', 'x', hex[text[i]>>4], hex[text[i]&15])
		case unicode.IsPrint(r):
			dst = append(dst, text[i:i+size]...)
		case r > 0xffff:
			dst = append(dst, '\\', 'U')
			for s := 28; s >= 0; s -= 4 {
				dst = append(dst, hex[r>>s&15])
			}
		default:
			dst = append(dst, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		}
		i += size
	}
	return dst
}
