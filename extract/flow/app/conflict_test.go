package app

import (
	"strings"
	"testing"

	"whyrst/extract/seq"
)

func TestConflict(t *testing.T) {
	redirect := "HTTP/1.1 302 Found\r\nLocation: http://block.example/\r\n\r\n"
	answer := "HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n" + body(600)
	type piece struct {
		at       int
		data     string
		captured int
	}
	for _, x := range []struct {
		name   string
		pieces []piece
		first  int64
		second int64
	}{
		{"injected answer, then the real one", []piece{{0, redirect, -1}, {0, answer, -1}}, 1, 2},
		{"real answer, then the injected one", []piece{{0, answer, -1}, {0, redirect, -1}}, 1, 2},
		{"difference in a later range", []piece{{0, answer, -1}, {0, answer[:100] + "X" + answer[101:], -1}}, 1, 2},
		{"retransmission", []piece{{0, answer, -1}, {0, answer, -1}}, 0, 0},
		{"retransmission, cut up otherwise", []piece{{0, answer[:300], -1}, {300, answer[300:], -1}, {0, answer, -1}, {100, answer[100:], -1}}, 0, 0},
		{"merged retransmission that differs in its second half", []piece{{0, answer[:100], -1}, {100, answer[100:200], -1}, {0, answer[:150] + "!" + answer[151:], -1}}, 2, 3},
		{"retransmission cut by the snap length", []piece{{0, answer, -1}, {0, answer, 40}, {0, answer, 300}}, 0, 0},
		{"cut, and different in the captured part", []piece{{0, answer, -1}, {0, redirect + body(600), 40}}, 1, 2},
		{"keep-alive probe with a byte of garbage", []piece{{0, answer, -1}, {len(answer) - 1, "\x00", -1}, {len(answer), "HTTP/1.1", -1}}, 0, 0},
		{"next segments", []piece{{0, answer, -1}, {len(answer), answer, -1}, {2 * len(answer), redirect, -1}}, 0, 0},
		{"segments that wait", []piece{{50, strings.Repeat("x", 50), -1}, {50, strings.Repeat("y", 50), -1}}, 1, 2},
	} {
		p := newPlayer()
		for _, s := range x.pieces {
			p.segment(FromServer, p.next[1]+seq.Num(s.at), s.data, s.captured)
		}
		c := &p.conn.Facts().Conflict
		if c.FirstFrame != x.first || c.Frame != x.second {
			t.Errorf("%s: frames %d and %d, want %d and %d", x.name, c.FirstFrame, c.Frame, x.first, x.second)
		}
		if x.second != 0 && (c.Dir != FromServer || c.Count != 1) {
			t.Errorf("%s: %+v", x.name, c)
		}
	}
}

// TestConflictOtherDirection checks that equal sequence numbers of both directions do not meet.
func TestConflictOtherDirection(t *testing.T) {
	p := newPlayer()
	p.segment(FromClient, 0xFFFFFFFA, "aaaa", -1)
	p.segment(FromServer, 0xFFFFFFFA, "bbbb", -1)
	if c := &p.conn.Facts().Conflict; c.Frame != 0 {
		t.Errorf("%+v", c)
	}
}
