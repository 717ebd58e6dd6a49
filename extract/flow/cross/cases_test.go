package cross

import (
	"slices"
	"testing"
)

// scriptCase is a script whose last seal must show the wanted facts. Near misses stand beside what fires.
type scriptCase struct{ name, script, want string }

var cases = slices.Concat(setupCases, abortCases, answerCases, learnCases, machineCases)

func TestCases(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, Options{})
			w.run(parse(t, c.script))
			check(t, w.sealed, c.want)
			checkDrained(t, w.tr)
		})
	}
}

// noise is traffic of other hosts that no fact of a case may notice, save those that are about the whole
// capture.
const noise = `
	*40/0.31 0.003 hs n:{30000+i}>m:80
	*40/0.31 0.013 pay n:{30000+i}>m:80 c
	*20/0.62 0.103 rst n:{30000+i*2}>m:80 s abort idle=2
	*30/0.41 0.007 refused n2:{40000+i}>m2:{1+i}
	*30/0.41 0.007 syn n3:{40000+i}>m3:{1+i}
	*30/0.41 0.009 udp n3:4000>m3:{3000+i}
	*20/0.41 0.011 open x{i}:30000>m4:80 refusal s`

// TestTransforms runs every case in other clothes: the facts must not move.
func TestTransforms(t *testing.T) {
	steps := func(t *testing.T, script string) []step { return parse(t, script) }
	for _, v := range []struct {
		name string
		make func(t *testing.T, script string) (*world, []step)
		not  map[string]bool
	}{
		{"IPv6", func(t *testing.T, s string) (*world, []step) {
			w := newWorld(t, Options{})
			w.v6 = true
			return w, steps(t, s)
		}, nil},
		{"another time", func(t *testing.T, s string) (*world, []step) {
			w := newWorld(t, Options{})
			w.base = 86400*second + 12345
			return w, steps(t, s)
		}, nil},
		{"noise", func(t *testing.T, s string) (*world, []step) {
			return newWorld(t, Options{}), steps(t, noise+s)
		}, map[string]bool{"both_dirs": true, "rst_only_targets_60s": true}},
		{"times that step back a little", func(t *testing.T, s string) (*world, []step) {
			w := newWorld(t, Options{})
			n := 0
			inner := steps(t, s)
			for i := range inner {
				if n++; n%3 == 0 && inner[i].verb == "pay" {
					inner[i].at -= 2 * millisecond
				}
			}
			return w, inner
		}, nil},
	} {
		t.Run(v.name, func(t *testing.T) {
			for _, c := range cases {
				t.Run(c.name, func(t *testing.T) {
					w, s := v.make(t, c.script)
					w.run(s)
					check(t, w.sealed, dropColumns(c.want, v.not))
				})
			}
		})
	}
}
