package predicate

import (
	"math"
	"net/netip"

	"whyrst/extract/fact"
)

// row is a small row with a column of each kind, known and nullable, so that tests can walk all its values.
type row struct {
	fin   fact.Opt[bool]
	reply bool
	form  fact.Opt[form]
	idle  fact.Opt[int64]
	ttl   fact.Opt[uint8]
	count int32
	name  fact.Opt[string]
	ip    fact.Opt[fact.Addr]
	signs []string
}

type form uint8

var forms = []string{"abort", "reply_ack", "in"} // "in" is a word of the grammar too

func meta(name string, kind fact.Kind, unit fact.Unit, nullable bool, low, high int64) fact.Meta {
	return fact.Meta{Name: name, Kind: kind, Unit: unit, Nullable: nullable, Min: low, Max: high}
}

func opt[T any](o fact.Opt[T], n func(T) int64) (int64, bool) { return n(o.V), o.Known }

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

var rowCols = []fact.Column[row]{
	{Meta: meta("fin", fact.KindBool, 0, true, 0, 1), Int: func(r *row) (int64, bool) { return opt(r.fin, bit) }},
	{Meta: meta("reply", fact.KindBool, 0, false, 0, 1), Int: func(r *row) (int64, bool) { return bit(r.reply), true }},
	{Meta: fact.Meta{Name: "form", Kind: fact.KindEnum, Nullable: true, Max: 2, Values: forms},
		Int: func(r *row) (int64, bool) { return int64(r.form.V), r.form.Known }},
	{Meta: meta("idle_us", fact.KindInt, fact.UnitUs, true, math.MinInt64, math.MaxInt64),
		Int: func(r *row) (int64, bool) { return r.idle.V, r.idle.Known }},
	{Meta: meta("ttl", fact.KindInt, fact.UnitHops, true, 0, 255),
		Int: func(r *row) (int64, bool) { return int64(r.ttl.V), r.ttl.Known }},
	{Meta: meta("count", fact.KindInt, fact.UnitCount, false, math.MinInt32, math.MaxInt32),
		Int: func(r *row) (int64, bool) { return int64(r.count), true }},
	{Meta: meta("name", fact.KindString, 0, true, 0, 0),
		Str:  func(r *row) (string, bool) { return r.name.V, r.name.Known },
		Text: func(r *row, b []byte) ([]byte, bool) { return append(b, r.name.V...), r.name.Known }},
	{Meta: meta("ip", fact.KindAddr, 0, true, 0, 0),
		Addr: func(r *row) (fact.Addr, bool) { return r.ip.V, r.ip.Known },
		Text: func(r *row, b []byte) ([]byte, bool) { return r.ip.V.Append(b), r.ip.Known }},
	{Meta: meta("signs", fact.KindList, 0, false, 0, 0), List: func(r *row) ([]string, bool) { return r.signs, true }},
	{Meta: meta("eth_src", fact.KindMAC, 0, true, 0, 0), Text: func(r *row, b []byte) ([]byte, bool) { return b, false }},
	{Meta: meta("ts", fact.KindTime, 0, true, math.MinInt64, math.MaxInt64), Int: func(r *row) (int64, bool) { return 0, false }},
}

var schema = NewSchema(rowCols)

func addr(s string) fact.Addr { return packAddr(netip.MustParseAddr(s)) }

// Values that the test rows take and that random predicates compare with: few enough to meet often.
var (
	idles = []int64{-1, 0, 50_000, 5_000_000, math.MaxInt64}
	ttls  = []uint8{0, 3, 64, 255}
	names = []string{"", "a", "it's", `back\slash`, `"q"`, "grün"}
	ips   = []string{"10.0.0.1", "2001:db8::1", "::ffff:10.0.0.1"}
)

// rows is every combination of the values of the columns' first few, thinned by a stride that is prime to
// all their numbers: each pair of values of two columns still occurs.
func rows() (out []row) {
	i := 0
	for _, fin := range []fact.Opt[bool]{{}, fact.Some(false), fact.Some(true)} {
		for f := -1; f < len(forms); f++ {
			for d := -1; d < len(idles); d++ {
				for t := -1; t < len(ttls); t++ {
					for n := -1; n < len(names); n++ {
						for a := -1; a < len(ips); a++ {
							if i++; i%11 != 0 {
								continue
							}
							r := row{fin: fin, reply: i/11%2 == 0, count: int32(i / 11 % 5)}
							if f >= 0 {
								r.form = fact.Some(form(f))
							}
							if d >= 0 {
								r.idle = fact.Some(idles[d])
							}
							if t >= 0 {
								r.ttl = fact.Some(ttls[t])
							}
							if n >= 0 {
								r.name = fact.Some(names[n])
							}
							if a >= 0 {
								r.ip = fact.Some(addr(ips[a]))
							}
							out = append(out, r)
						}
					}
				}
			}
		}
	}
	return out
}

// everyRow is the full product of what fin, reply, form and ttl can be told apart by.
func everyRow() (out []row) {
	for _, fin := range []fact.Opt[bool]{{}, fact.Some(false), fact.Some(true)} {
		for _, reply := range []bool{false, true} {
			for f := -1; f < len(forms); f++ {
				for t := -1; t < 256; t++ {
					r := row{fin: fin, reply: reply}
					if f >= 0 {
						r.form = fact.Some(form(f))
					}
					if t >= 0 {
						r.ttl = fact.Some(uint8(t))
					}
					out = append(out, r)
				}
			}
		}
	}
	return out
}
