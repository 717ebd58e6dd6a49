package predicate

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// random writes a random predicate over the test row's columns. It may hold contradictions, never mistakes.
func random(rng *rand.Rand, depth int) string {
	if depth > 0 {
		switch rng.IntN(4) {
		case 0, 1:
			word := [...]string{" and ", " or "}[rng.IntN(2)]
			parts := make([]string, 2+rng.IntN(3))
			for i := range parts {
				parts[i] = "(" + random(rng, depth-1) + ")"
			}
			return strings.Join(parts, word)
		case 2:
			return "not (" + random(rng, depth-1) + ")"
		}
	}
	return randomTest(rng)
}

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

func randomTest(rng *rand.Rand) string {
	sign := pick(rng, []string{"==", "!=", "<", "<=", ">", ">="})
	eq := pick(rng, []string{"==", "!="})
	switch rng.IntN(12) {
	case 0:
		return pick(rng, []string{"always", "never", "reply", "fin"})
	case 1:
		return "known(" + pick(rng, []string{"fin", "form", "idle_us", "ttl", "name", "ip", "ts", "signs"}) + ")"
	case 2:
		return "form " + eq + " " + pick(rng, forms)
	case 3:
		return "form in {" + strings.Join(some(rng, forms), ", ") + "}"
	case 4:
		return "idle_us " + sign + " " + pick(rng, []string{"-1us", "0", "50ms", "5s", "9223372036854775807us"})
	case 5:
		return "idle_us in " + pick(rng, []string{"0..50ms", "-5s..5s", "5s..9223372036854775807us"})
	case 6:
		return "ttl " + sign + " " + pick(rng, []string{"0", "3", "64", "255"})
	case 7:
		return "ttl in {" + strings.Join(some(rng, []string{"0", "3", "64", "200"}), ",") + "}"
	case 8:
		return "count " + sign + " " + strconv.Itoa(rng.IntN(6))
	case 9:
		return "name " + eq + " " + strconv.Quote(pick(rng, names))
	case 10:
		return fmt.Sprintf("ip %s %q", eq, pick(rng, ips))
	}
	return fmt.Sprintf("name in {%q, %q}", "a", "it's")
}

// some is a non-empty random part of list, in order.
func some(rng *rand.Rand, list []string) (out []string) {
	for _, s := range list {
		if rng.IntN(2) == 0 {
			out = append(out, s)
		}
	}
	if out == nil {
		out = list[:1]
	}
	return out
}
