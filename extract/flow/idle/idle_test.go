package idle

import (
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		name string
		us   int64
		want string
	}{
		{"exact, several names in the order of the file", 350e6, "AWS Network Load Balancer, AWS NAT gateway, AWS Nitro connection tracking"},
		{"2 % late", 357e6, "AWS Network Load Balancer, AWS NAT gateway, AWS Nitro connection tracking"},
		{"2 % late and a microsecond", 357e6 + 1, ""},
		{"2 % early", 343e6, "AWS Network Load Balancer, AWS NAT gateway, AWS Nitro connection tracking"},
		{"2 % early and a microsecond", 343e6 - 1, ""},
		{"a second early where 2 % is less", 4e6, "Node.js keepalive, Apache keepalive"},
		{"more than a second early", 4e6 - 1, ""},
		{"a second late", 6e6, "Node.js keepalive, Apache keepalive"},
		{"neighbours 60 and 65 do not overlap", 62e6, ""},
		{"65 s", 65e6, "Windows internet client"},
		{"the longest", 432000e6, "Linux conntrack established"},
		{"beyond the longest", 500000e6, ""},
		{"zero", 0, ""},
		{"negative", -5e6, ""},
	} {
		got, ok := Match(c.us)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s: Match(%d) = %q, %v; want %q", c.name, c.us, got, ok, c.want)
		}
	}
}

func TestOverlap(t *testing.T) {
	tab := New([]Timer{{Name: "short", Us: 100e6}, {Name: "long", Us: 103e6}, {Name: "long", Us: 103e6}})
	for us, want := range map[int64]string{
		99e6:        "short",
		101e6:       "long, short", // longest first, and a name said twice is named once
		102e6 + 1:   "long",
		105_060_001: "",
	} {
		if got, _ := tab.Match(us); got != want {
			t.Errorf("Match(%d) = %q, want %q", us, got, want)
		}
	}
}

func TestShortTimersKeepAFifth(t *testing.T) {
	tab := New([]Timer{{Name: "two", Us: 2e6}})
	for us, want := range map[int64]bool{1_600_000: true, 1_599_999: false, 2_400_000: true, 2_400_001: false} {
		if _, ok := tab.Match(us); ok != want {
			t.Errorf("Match(%d) = %v, want %v", us, ok, want)
		}
	}
}

func TestReadAndWith(t *testing.T) {
	user, err := Read("mine.txt", strings.NewReader("# ours\n\nEdge proxy | 42.5 | wiki\n Core firewall|240\n"))
	if err != nil {
		t.Fatal(err)
	}
	tab := Builtin().With(user)
	if got, _ := tab.Match(42_500_000); got != "Edge proxy" {
		t.Errorf("42.5 s = %q", got)
	}
	if got, _ := tab.Match(240e6); got != "Azure Load Balancer and NAT, Core firewall" {
		t.Errorf("240 s = %q", got)
	}
	if got, _ := Builtin().Match(42_500_000); got != "" {
		t.Errorf("With changed the built-in table: %q", got)
	}
	if x := user.Timers()[1]; x != (Timer{Name: "Edge proxy", Us: 42_500_000, Source: "wiki"}) {
		t.Errorf("timer = %+v", x)
	}
}

func TestReadErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"only a name", "f:1: want name | seconds | source, found 1 fields"},
		{"a|1|b|c", "f:1: want name | seconds | source, found 4 fields"},
		{"ok|5\n|5", "f:2: want a name"},
		{"a|x", `f:1: "x" is no number of seconds`},
		{"a|-5", "no number"},
		{"a|1e9", "no number"},
		{"a|1/3", "no number"},
		{"a|0.05", "not between"},
		{"a|400000000", "not between"},
		{"a|1.0000001", "whole microseconds"},
		{"a\x1b[31m|5", "control characters"},
		{"a\xff|5", "no UTF-8"},
		{strings.Repeat("n", 81) + "|5", "1 to 80"},
		{strings.Repeat("n", 5000), "f:1: bufio"},
		{strings.Repeat("#\n", maxFile), "longer than"},
	} {
		tab, err := Read("f", strings.NewReader(c.text))
		if err == nil || tab != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Read(%.20q) = %v, %v; want an error with %q", c.text, tab, err, c.want)
		}
	}
	_, err := Read("f", strings.NewReader("x\ny"))
	if err == nil || !strings.Contains(err.Error(), "f:1:") || !strings.Contains(err.Error(), "f:2:") {
		t.Errorf("want both errors at once, got %v", err)
	}
}

func TestMatchDoesNotAllocate(t *testing.T) {
	Builtin()
	if n := testing.AllocsPerRun(100, func() { Match(60e6); Match(61e7) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzRead: no text may panic, and whatever is read matches its own timers.
func FuzzRead(f *testing.F) {
	f.Add("a|5|s\nb|5.5")
	f.Fuzz(func(t *testing.T, text string) {
		tab, err := Read("f", strings.NewReader(text))
		if err != nil {
			return
		}
		for _, x := range tab.Timers() {
			if name, ok := tab.Match(x.Us); !ok || !strings.Contains(name, x.Name) {
				t.Errorf("%q does not match its own %d us: %q", x.Name, x.Us, name)
			}
		}
	})
}
