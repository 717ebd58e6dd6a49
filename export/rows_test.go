package export

import (
	"math/rand/v2"
	"slices"
	"testing"

	"whyrst/export/internal/text"
	"whyrst/extract/fact"
)

// Generated rows: every column has its own habit, so that a table shows each encoding: always NULL, one value,
// few values, runs, extremes, all different.

var hostile = []string{"", "\x00", "a\x00b", "\xff\xfe\xfd", "Robert'); DROP TABLE flows;--", "line\nbreak\r\t", "\u202eexe.\u2028",
	"日本語 🦀", "ok\xc3", `back\slash`, "\xed\xa0\x80", string(make([]byte, 300)), "plain"}

// fillRows sets all columns of all rows.
func fillRows[R any](r *rand.Rand, columns []fact.Column[R], rows []R) {
	for i := range columns {
		c := &columns[i]
		habit := r.IntN(6)
		for j := range rows {
			row := &rows[j]
			if c.Nullable && (habit == 0 || habit > 2 && r.IntN(3) == 0) {
				continue
			}
			fillValue(r, c, row, habit, j)
		}
	}
}

func fillValue[R any](r *rand.Rand, c *fact.Column[R], row *R, habit, j int) {
	switch c.Kind {
	case fact.KindBool, fact.KindInt, fact.KindEnum, fact.KindTime:
		c.SetInt(row, number(r, c.Min, c.Max, habit, j))
	case fact.KindString:
		c.SetStr(row, word(r, habit, j))
	case fact.KindMAC:
		c.SetStr(row, fact.MAC{0, 0, 0, 0, byte(number(r, 0, 255, habit, j)), 255}.String())
	case fact.KindAddr:
		b := [16]byte{10: 0xff, 11: 0xff, 12: 10, 15: byte(number(r, 0, 255, habit, j))}
		version := uint8(4)
		switch n := r.IntN(5); {
		case n == 0 && habit > 2:
			b, version = [16]byte{0x20, 1, 0xd, 0xb8, 15: byte(r.Uint32())}, 6
		case n == 1 && habit > 2:
			version = 6 // a mapped address in an IPv6 packet
		case n == 2 && c.Name != "client_ip" && c.Name != "server_ip":
			b, version = [16]byte{}, 0
		}
		c.SetAddr(row, fact.AddrOf(b, version))
	case fact.KindList:
		var list []string
		for range r.IntN(4) {
			list = append(list, word(r, habit, j))
		}
		c.SetList(row, list)
	}
}

func number(r *rand.Rand, low, high int64, habit, j int) int64 {
	switch habit {
	case 1:
		return high
	case 2:
		return low
	case 3:
		return max(low, min(high, int64(j/500)))
	case 4:
		return []int64{low, high, 0, min(high, 1)}[r.IntN(4)]
	default:
		if span := uint64(high) - uint64(low); span != ^uint64(0) {
			return low + int64(r.Uint64N(span+1))
		}
		return int64(r.Uint64())
	}
}

func word(r *rand.Rand, habit, j int) string {
	switch habit {
	case 1, 2:
		return hostile[j/100%2]
	case 5:
		return string([]byte{byte(j), byte(j >> 8), 'x', byte(r.Uint32())})
	default:
		return hostile[r.IntN(len(hostile))]
	}
}

// asStored is what a row is after a table has held it.
func asStored[R any](columns []fact.Column[R], row *R) {
	for i := range columns {
		c := &columns[i]
		switch c.Kind {
		case fact.KindString:
			if s, ok := c.Str(row); ok {
				c.SetStr(row, text.Clean(s))
			}
		case fact.KindList:
			list, _ := c.List(row)
			list = slices.Clone(list)
			for i := range list {
				list[i] = text.Clean(list[i])
			}
			if len(list) == 0 {
				list = nil
			}
			c.SetList(row, list)
		}
	}
}

// sample is a capture's worth of rows.
type sample struct {
	packets []fact.Packet
	flows   []fact.Flow
	resets  []fact.JudgedReset
	capture fact.Capture
}

func newSample(seed uint64, packets, flows, resets int) sample {
	r := rand.New(rand.NewPCG(seed, 1))
	s := sample{packets: make([]fact.Packet, packets), flows: make([]fact.Flow, flows), resets: make([]fact.JudgedReset, resets)}
	fillRows(r, fact.PacketColumns, s.packets)
	fillRows(r, fact.FlowColumns, s.flows)
	fillRows(r, fact.JudgedResetColumns, s.resets)
	frame := int64(0)
	for i := range s.packets {
		frame += 1 + int64(r.IntN(200)/199) // now and then one is missing
		s.packets[i].FrameNumber = frame
		if r.IntN(40) == 0 {
			s.packets[i].Judged = newJudged(r)
		}
	}
	for i := range s.flows {
		if r.IntN(5) == 0 {
			s.flows[i].Judged = newJudged(r)
		}
	}
	one := make([]fact.Capture, 1)
	fillRows(r, fact.CaptureColumns, one)
	s.capture = one[0]
	s.capture.Capture, s.capture.Path = "sample.pcapng", "/captures/sample.pcapng"
	return s
}

func newJudged(r *rand.Rand) *fact.Judged {
	one := make([]fact.Judged, 1)
	fillRows(r, fact.JudgedColumns, one)
	return &one[0]
}

// stored is what the tables give back.
func (s sample) stored() sample {
	out := sample{slices.Clone(s.packets), slices.Clone(s.flows), slices.Clone(s.resets), s.capture}
	storedJudged := func(j **fact.Judged) {
		if *j != nil {
			own := **j
			asStored(fact.JudgedColumns, &own)
			*j = &own
		}
	}
	for i := range out.packets {
		asStored(fact.PacketColumns, &out.packets[i])
		storedJudged(&out.packets[i].Judged)
	}
	for i := range out.flows {
		asStored(fact.FlowColumns, &out.flows[i])
		storedJudged(&out.flows[i].Judged)
	}
	for i := range out.resets {
		asStored(fact.JudgedResetColumns, &out.resets[i])
	}
	asStored(fact.CaptureColumns, &out.capture)
	return out
}

// write gives the sample to a capture writer in batches of random sizes. Verdicts come late: after their
// packets, in no order within the last 50, and seals trail behind.
func (s sample) write(t testing.TB, w *CaptureWriter, seed uint64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 2))
	check := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	type late struct {
		frame int64
		j     *fact.Judged
	}
	var waiting []late
	for left := slices.Clone(s.packets); len(left) > 0; {
		n := min(1+r.IntN(3000), len(left))
		for i := range left[:n] {
			if p := &left[i]; p.Judged != nil && r.IntN(10) > 0 {
				waiting = append(waiting, late{p.FrameNumber, p.Judged})
				p.Judged = nil
			}
		}
		check(w.Packets(left[:n]))
		left = left[n:]
		if keep := 50; len(waiting) > keep {
			ready := waiting[:len(waiting)-keep]
			r.Shuffle(len(ready), func(i, j int) { ready[i], ready[j] = ready[j], ready[i] })
			for _, l := range ready {
				check(w.Judged(l.frame, l.j))
			}
			waiting = waiting[len(ready):]
			check(w.SealedThrough(waiting[0].frame - 1))
		}
	}
	for _, l := range waiting {
		check(w.Judged(l.frame, l.j))
	}
	for left := s.flows; len(left) > 0; {
		n := min(1+r.IntN(1000), len(left))
		check(w.Flows(left[:n]))
		left = left[n:]
	}
	for left := s.resets; len(left) > 0; {
		n := min(1+r.IntN(1000), len(left))
		check(w.Resets(left[:n]))
		left = left[n:]
	}
	check(w.Close(s.capture))
}
