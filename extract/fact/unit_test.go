package fact

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestParseLiteral(t *testing.T) {
	for _, tc := range []struct {
		unit Unit
		lit  string
		want int64
		err  string
	}{
		{UnitUs, "5s", 5e6, ""},
		{UnitUs, "50ms", 50_000, ""},
		{UnitUs, "1.5ms", 1500, ""},
		{UnitUs, "-2s", -2e6, ""},
		{UnitUs, "2min", 120e6, ""},
		{UnitUs, "0", 0, ""},
		{UnitUs, "5000ns", 5, ""},
		{UnitUs, "500ns", 0, "finer"},
		{UnitUs, "5", 0, "needs a unit"},
		{UnitUs, "5B", 0, "wrong unit"},
		{UnitUs, "9999999999h", 0, "too large"},
		{UnitNs, "1s", 1e9, ""},
		{UnitS, "1500ms", 0, "finer"},
		{UnitBytes, "64KiB", 65536, ""},
		{UnitBytes, "1.5KiB", 1536, ""},
		{UnitBytes, "1460B", 1460, ""},
		{UnitBytes, "1460", 0, "needs a unit"},
		{UnitBytes, "5s", 0, "wrong unit"},
		{UnitPermille, "80%", 800, ""},
		{UnitPermille, "12.5%", 125, ""},
		{UnitPermille, "0.01%", 0, "finer"},
		{UnitPermille, "0.8", 0, "needs a unit"},
		{UnitRTT, "3rtt", 3, ""},
		{UnitCount, "15", 15, ""},
		{UnitCount, "15s", 0, "plain number"},
		{UnitCount, "1.5", 0, "whole number"},
		{UnitNone, "0x1f", 31, ""},
		{UnitNone, "-0x1f", -31, ""},
		{UnitNone, "9223372036854775808", 0, "whole number"},
		{UnitUs, "111111111111111111111111111111111111s", 0, "unit"},
	} {
		got, err := tc.unit.ParseLiteral(tc.lit)
		if tc.err == "" && (err != nil || got != tc.want) || tc.err != "" && (err == nil || !strings.Contains(err.Error(), tc.err)) {
			t.Errorf("%s %q: got %d, %v; want %d, %q", tc.unit, tc.lit, got, err, tc.want, tc.err)
		}
	}
}

// Whatever AppendLiteral writes, ParseLiteral reads back: the fixed point of printed predicates.
func TestLiteralRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for u := range Unit(len(unitNames)) {
		values := []int64{0, 1, -1, 999, 1000, 60e6, 7200e6, 3600e6, 350e6, 1 << 30, math.MaxInt64, math.MinInt64}
		for range 2000 {
			values = append(values, rng.Int64()>>rng.IntN(64), rng.Int64N(100)*1e6, rng.Int64N(100)<<10)
		}
		for _, v := range values {
			lit := string(u.AppendLiteral(nil, v))
			if got, err := u.ParseLiteral(lit); err != nil || got != v {
				t.Fatalf("%s: %d printed as %q, read as %d, %v", u, v, lit, got, err)
			}
		}
	}
}

func TestAppendLiteral(t *testing.T) {
	for _, tc := range []struct {
		unit Unit
		v    int64
		want string
	}{
		{UnitUs, 350e6, "350s"}, {UnitUs, 3600e6, "3600s"}, {UnitUs, 7200e6, "2h"}, {UnitUs, 1500, "1500us"},
		{UnitUs, 50_000, "50ms"}, {UnitBytes, 65536, "64KiB"}, {UnitBytes, 1460, "1460B"}, {UnitPermille, 800, "80%"},
		{UnitPermille, 125, "12.5%"}, {UnitPermille, -5, "-0.5%"}, {UnitRTT, 3, "3rtt"}, {UnitBytes, 0, "0"}, {UnitCount, 15, "15"},
	} {
		if got := string(tc.unit.AppendLiteral(nil, tc.v)); got != tc.want {
			t.Errorf("%s %d: %q, want %q", tc.unit, tc.v, got, tc.want)
		}
	}
}

func TestAppendHuman(t *testing.T) {
	for _, tc := range []struct {
		unit Unit
		v    int64
		want string
	}{
		{UnitUs, 0, "0 s"}, {UnitUs, 1, "1 µs"}, {UnitUs, 999, "999 µs"}, {UnitUs, 1000, "1 ms"}, {UnitUs, 1049, "1.05 ms"},
		{UnitUs, 1050, "1.05 ms"}, {UnitUs, 30_000, "30 ms"}, {UnitUs, 30_160, "30.2 ms"}, {UnitUs, 999_499, "999 ms"},
		{UnitUs, 999_500, "1 s"}, {UnitUs, 1_250_000, "1.25 s"}, {UnitUs, 9_996_000, "10 s"}, {UnitUs, 65_100_000, "65.1 s"},
		{UnitUs, 350e6, "350 s"}, {UnitUs, 350_400_000, "350 s"}, {UnitUs, 7199e6, "7199 s"}, {UnitUs, 7200e6, "2 h"},
		{UnitUs, 9000e6, "2 h 30 min"}, {UnitUs, -1_250_000, "-1.25 s"}, {UnitUs, math.MaxInt64, "1281023 h 54 min"},
		{UnitUs, math.MinInt64, "-1281023 h 54 min"}, {UnitNs, math.MinInt64, "-1281023 h 54 min"},
		{UnitNs, 350, "350 ns"}, {UnitNs, 1500, "1.5 µs"}, {UnitNs, 999_499, "999 µs"}, {UnitNs, 999_500, "1 ms"}, {UnitS, 75, "75 s"},
		{UnitPermille, 825, "82.5 %"}, {UnitPermille, 1000, "100 %"}, {UnitRTT, 3, "3 RTT"}, {UnitBitset, 20, "0x14"},
		{UnitBytes, 1289, "1289"}, {UnitNone, -3, "-3"},
	} {
		if got := string(tc.unit.AppendHuman(nil, tc.v)); got != tc.want {
			t.Errorf("%s %d: %q, want %q", tc.unit, tc.v, got, tc.want)
		}
	}
}

func TestAppendIn(t *testing.T) {
	for _, tc := range []struct {
		unit, as Unit
		v        int64
		want     string
	}{
		{UnitUs, UnitMs, 1_250_000, "1250 ms"}, {UnitUs, UnitS, 30_000, "0.03 s"}, {UnitUs, UnitS, 300, "300 µs"},
		{UnitS, UnitMs, -2, "-2000 ms"}, {UnitNs, UnitUs, 1500, "1.5 µs"}, {UnitUs, UnitS, math.MinInt64, "-4611686018 s"},
	} {
		if got := string(tc.unit.AppendIn(nil, tc.v, tc.as)); got != tc.want {
			t.Errorf("%d %s in %s: %q, want %q", tc.v, tc.unit, tc.as, got, tc.want)
		}
	}
}

func TestAppendEscaped(t *testing.T) {
	for in, want := range map[string]string{
		"plain ünïcode 字":       "plain ünïcode 字",
		"a\nb\tc\rd":            `a\nb\tc\rd`,
		"\x1b[31m\x00\x7f":      `\x1b[31m\x00\x7f`,
		"bad \xff\xc3":          `bad \xff\xc3`,
		"\u202eexe\u2028\u00a0": `\u202eexe\u2028\u00a0`,
		"\U000e0001":            `\U000e0001`,
		`\x1b`:                  `\x1b`,
		"\u0085\ufeff":          `\u0085\ufeff`,
	} {
		once := string(AppendEscaped(nil, in))
		if once != want {
			t.Errorf("%q: %q, want %q", in, once, want)
		}
		if twice := string(AppendEscaped(nil, once)); twice != once {
			t.Errorf("%q: escaping twice gives %q", in, twice)
		}
	}
}
