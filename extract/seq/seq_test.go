package seq

import (
	"math"
	"testing"
)

func TestSub(t *testing.T) {
	for _, tt := range []struct {
		name string
		a, b Num
		want int32
	}{
		{"equal", 7, 7, 0},
		{"forward", 10, 7, 3},
		{"backward", 7, 10, -3},
		{"forward over the wrap", 0, math.MaxUint32, 1},
		{"backward over the wrap", math.MaxUint32, 0, -1},
		{"a megabyte over the wrap", 0x000fffff, 0xffffffff, 0x100000},
		{"furthest forward", 0x7fffffff, 0, math.MaxInt32},
		{"half the circle has no direction", 0x80000000, 0, math.MinInt32},
		{"half the circle, the other way", 0, 0x80000000, math.MinInt32},
	} {
		if got := tt.a.Sub(tt.b); got != tt.want {
			t.Errorf("%s: %#x.Sub(%#x) = %d, want %d", tt.name, tt.a, tt.b, got, tt.want)
		}
	}
}

func TestAddWraps(t *testing.T) {
	if got := Num(0xffffff00).Add(0x200); got != 0x100 {
		t.Errorf("forward over the wrap: %#x, want 0x100", got)
	}
	if got := Num(0x100).Add(-0x200); got != 0xffffff00 {
		t.Errorf("backward over the wrap: %#x, want 0xffffff00", got)
	}
}

// TestOrder checks the comparisons against a definition that knows no
// subtraction: walking forward from a, is b met within 2^31-1 steps. The offsets
// stand for the walk; the bases put it on both sides of the wrap.
func TestOrder(t *testing.T) {
	for _, base := range []Num{0, 1, 1 << 31, math.MaxUint32, 0xfffffff0, 0x7fffffff} {
		for _, step := range []uint32{1, 2, 1460, 1 << 20, 1<<31 - 1} {
			a, b := base, Num(uint32(base)+step)
			if !a.Before(b) || b.Before(a) {
				t.Errorf("Before: %#x and %#x out of order", a, b)
			}
			if !b.After(a) || a.After(b) {
				t.Errorf("After: %#x and %#x out of order", a, b)
			}
			if !a.AtOrBefore(b) || b.AtOrBefore(a) || !b.AtOrAfter(a) || a.AtOrAfter(b) {
				t.Errorf("AtOrBefore, AtOrAfter: %#x and %#x out of order", a, b)
			}
			if Max(a, b) != b || Max(b, a) != b || Min(a, b) != a || Min(b, a) != a {
				t.Errorf("Max, Min: %#x and %#x out of order", a, b)
			}
		}
		if base.Before(base) || base.After(base) || !base.AtOrBefore(base) || !base.AtOrAfter(base) {
			t.Errorf("%#x is not equal to itself", base)
		}
	}
}

func TestInWindow(t *testing.T) {
	for _, tt := range []struct {
		name string
		a    Num
		left Num
		size uint32
		want bool
	}{
		{"left edge", 100, 100, 10, true},
		{"last byte", 109, 100, 10, true},
		{"right edge is outside", 110, 100, 10, false},
		{"before", 99, 100, 10, false},
		{"empty window", 100, 100, 0, false},
		{"window over the wrap", 5, 0xfffffff0, 64, true},
		{"before a window over the wrap", 0xffffffef, 0xfffffff0, 64, false},
		{"after a window over the wrap", 0x30, 0xfffffff0, 64, false},
		{"window wider than half the circle", 0xc0000000, 0, 0xd0000000, true},
	} {
		if got := tt.a.In(tt.left, tt.size); got != tt.want {
			t.Errorf("%s: In = %v", tt.name, got)
		}
	}
}
