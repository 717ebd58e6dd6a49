package seq

import (
	"os/exec"
	"regexp"
	"testing"
)

// TestInlining fails when a comparison stops being inlinable. The flow tracker
// makes about twenty of them a packet; as calls they would cost more than the
// arithmetic around them.
func TestInlining(t *testing.T) {
	out, err := exec.Command("go", "build", "-gcflags=-m", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("go build -gcflags=-m: %v\n%s", err, out)
	}
	inlinable := map[string]bool{}
	for _, m := range regexp.MustCompile(`can inline (\S+)`).FindAllStringSubmatch(string(out), -1) {
		inlinable[m[1]] = true
	}
	for _, name := range []string{
		"Num.Sub", "Num.Add", "Num.Before", "Num.After",
		"Num.AtOrBefore", "Num.AtOrAfter", "Num.In", "Max", "Min",
	} {
		if !inlinable[name] {
			t.Errorf("%s is no longer inlinable; the compiler said:\n%s", name, out)
		}
	}
}
