package predicate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestCanonicalText(t *testing.T) {
	for src, want := range map[string]string{
		"fin":                               "fin",
		"not  not fin":                      "not not fin",
		"fin and reply or idle_us>=5000ms":  "(fin and reply) or idle_us >= 5s",
		"((fin) and (reply and ttl!=0x40))": "fin and (reply and ttl != 64)",
		"form in {in,\n  abort}":            "form in {in, abort}",
		"form == in":                        "form == in",
		"idle_us in 0..1.5s":                "idle_us in 0..1500ms",
		"known ( idle_us ) and not (fin)":   "known(idle_us) and not fin",
		`name in {"it's", "\"q\""}`:         `name in {"it's", "\"q\""}`,
		`ip != "2001:0db8:0::1"`:            `ip != "2001:db8::1"`,
		"count in -3..3":                    "count in -3..3",
		"always or never":                   "always or never",
		"not (fin or reply) and known(ts)":  "not (fin or reply) and known(ts)",
		"idle_us < -50ms and idle_us >= 2h": "idle_us < -50ms and idle_us >= 2h",
		"count == -9223372036854775808":     "count == -9223372036854775808",
	} {
		e, errs := schema.Parse(src)
		if errs != nil {
			t.Errorf("%q: %v", src, errs)
			continue
		}
		if got := e.String(); got != want {
			t.Errorf("%q: %q, want %q", src, got, want)
		}
	}
}

// One text, several mistakes: all are reported, each at its place.
func TestErrors(t *testing.T) {
	for _, tc := range []struct{ src, want string }{
		{"", "0: a column expected, found the end"},
		{"idle_us >= 5B", `11: idle_us is a duration: wrong unit in "5B": ns, us, ms, s, min, h wanted`},
		{"idle_us >= 5", `11: idle_us is a duration: "5" needs a unit: ns, us, ms, s, min, h`},
		{"ttl >= 5s", `7: ttl is a number in hops: wrong unit in "5s": a plain number is wanted`},
		{"idle >= 5s", "0: unknown column idle"},
		{"idle_uss >= 5s", "0: unknown column idle_uss (idle_us?)"},
		{"us >= 5s", "0: unknown column us (idle_us?)"},
		{"form == abrot", `8: "abrot" is no value of form (abort? it is one of abort, reply_ack, in)`},
		{"form < abort", "5: form is one of abort, reply_ack, in and has no order: use ==, != or in {}"},
		{"form", "0: form is one of abort, reply_ack, in: a comparison is missing"},
		{"fin == true", "4: fin is a boolean: write fin or not fin"},
		{"fin in {true}", "4: fin is a boolean: no set fits it"},
		{"ts > 5s", "3: ts is a time: only known(ts) can be tested"},
		{"signs == \"a\"", "6: signs is a list: only known(signs) can be tested"},
		{"eth_src == \"a\"", "0: eth_src is a MAC address, which predicates can't test"},
		{"name == abc", `8: name is text: quote the value, "abc"`},
		{`name == "a` + "\n", "8: quote without its end"},
		{`name == "\x00"`, `8: text of printable characters expected, with \" and \\ as escapes`},
		{`ip == "10.0.0"`, `6: "\"10.0.0\"" is no IP address`},
		{`ip == "fe80::1%eth0"`, `6: "\"fe80::1%eth0\"" is no IP address`},
		{"name in \"a\"..\"b\"", `8: "{" expected: name is text and has no ranges`},
		{"ttl in 5..3", "7: the range is empty: its low end is above its high end"},
		{"ttl in {3, 0x3}", `11: "0x3" stands twice in the set`},
		{"fin && reply", "4: write and instead of \"&&\"|7: \"reply\" does not continue the predicate"},
		{"!fin", `0: write not instead of "!"`},
		{"ttl = 3", `4: write == instead of "="|0: ttl is a number in hops: a comparison is missing`},
		{"fin @ reply", `4: unexpected character '@'|6: "reply" does not continue the predicate`},
		{"(fin", `4: ")" expected, found the end`},
		{"fin)", `3: ")" does not continue the predicate`},
		{"known fin", `6: "(" expected, found "fin"`},
		{"known(nix) and ttl > 5s", `6: unknown column nix|21: ttl is a number in hops: wrong unit in "5s": a plain number is wanted`},
		{"fin and and ttl > 5s", `8: a column expected, found "and"|18: ttl is a number in hops: wrong unit in "5s": a plain number is wanted`},
		{"(idle_us > 5B or form == x) and nix and count > 3s",
			`11: idle_us is a duration: wrong unit in "5B": ns, us, ms, s, min, h wanted|25: "x" is no value of form (it is one of abort, reply_ack, in)|` +
				`32: unknown column nix|48: count is a number in count: wrong unit in "3s": a plain number is wanted`},
		{strings.Repeat("(", 100), "64: nested more than 64 levels"},
		{strings.Repeat("not ", 100), "256: nested more than 64 levels"},
		{strings.Repeat(" ", 70000), "65536: predicate longer than 64 KiB"},
	} {
		_, errs := schema.Parse(tc.src)
		var got []string
		for _, e := range errs {
			got = append(got, fmt.Sprintf("%d: %s", e.Off, e.Msg))
		}
		want := strings.Split(tc.want, "|")
		for _, w := range want {
			if !strings.Contains(strings.Join(got, "|"), w) {
				t.Errorf("%.40q: got\n\t%s\nwant\n\t%s", tc.src, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
				break
			}
		}
		if len(got) > len(want)+1 {
			t.Errorf("%.40q: one mistake makes %d messages:\n\t%s", tc.src, len(got), strings.Join(got, "\n\t"))
		}
	}
}

// Printing and parsing again is a fixed point, of the text and of the meaning.
func TestPrintParseFixedPoint(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	rows := rows()[:200]
	for range 3000 {
		src := random(rng, 3)
		e, errs := schema.Parse(src)
		if errs != nil {
			t.Fatalf("%s: %v", src, errs)
		}
		again, errs := schema.Parse(e.String())
		if errs != nil || again.String() != e.String() {
			t.Fatalf("%s prints as %s, that as %v, %v", src, e, again, errs)
		}
		a, b := Bind(e, rowCols), Bind(again, rowCols)
		for i := range rows {
			if a.Eval(&rows[i]) != b.Eval(&rows[i]) {
				t.Fatalf("%s and its text %s differ on row %d", src, e, i)
			}
		}
	}
}

func TestColumns(t *testing.T) {
	e, _ := schema.Parse("ttl > 3 and (not fin or ttl < 9) and known(idle_us)")
	if got := strings.Join(e.Columns(), " "); got != "ttl fin idle_us" {
		t.Error(got)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("fin and (idle_us >= 5s or form in {abort, in}) and not known(ttl)")
	f.Add("ttl in 3..0x40 or name == \"a\\\"b\" and ip == \"10.0.0.1\"")
	f.Add("((((((")
	f.Add("count in {1,2,3")
	f.Add("idle_us > 1.5e9s and \xff")
	f.Fuzz(func(t *testing.T, src string) {
		e, errs := schema.Parse(src)
		for i, err := range errs {
			if err.Off < 0 || err.Off > len(src) || i > 0 && err.Off < errs[i-1].Off || err.Msg == "" {
				t.Errorf("error %d out of place: %v", i, err)
			}
		}
		if (e == nil) == (len(errs) == 0) {
			t.Fatalf("expression %v with errors %v", e, errs)
		}
		if e == nil {
			return
		}
		text := e.String()
		again, errs := schema.Parse(text)
		if len(errs) > 0 || again.String() != text {
			t.Fatalf("%q prints as %q: %v", src, text, errs)
		}
		e.SQL(DuckDB)
		e.SQL(Spark)
		e.Check()
		p := Bind(e, rowCols)
		var empty row
		if p.Eval(&empty) == Unknown && len(p.Missing(nil, &empty)) == 0 {
			t.Fatalf("%q is unknown and misses nothing", text)
		}
		p.Terms(e, &empty)
	})
}
