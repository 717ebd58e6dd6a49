package app

import (
	"testing"

	"whyrst/extract/seq"
)

// FuzzCarriage gives the same bytes in whole turns and in pieces, and demands the same facts.
// The first byte of script is the direction to begin with, the others the sizes of pieces.
func FuzzCarriage(f *testing.F) {
	for _, turns := range stories {
		var one, two string
		for _, t := range turns {
			if t.dir == turns[0].dir {
				one += t.data
			} else {
				two += t.data
			}
		}
		f.Add([]byte(one), []byte(two), []byte{byte(turns[0].dir), 1, 7, 200})
	}
	for _, x := range samples {
		f.Add([]byte(x.bytes), []byte(okFive), []byte{1, 3})
	}
	f.Add([]byte("0"), []byte("\x00\x00"), []byte("0\x00")) // zero bytes that wait until the FIN
	f.Add([]byte("0\x00"), []byte("HTTP/1.0 200\n\n"), []byte("0\x00"))
	f.Fuzz(func(t *testing.T, one, two, script []byte) {
		if len(script) < 2 || len(one)+len(two) > 100_000 {
			return
		}
		first := Dir(script[0] & 1)
		turns := []turn{{dir: first, data: string(one)}, {dir: 1 - first, data: string(two), fin: true}}
		want := withoutFrames(play(turns...))
		if want.Stream[0].Framed == No || want.Stream[1].Framed == No {
			return // whether framing is found again hangs on where segments begin
		}
		p := newPlayer()
		p.pieces(turns, script[1:])
		if got := withoutFrames(p.conn.Facts()); got != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
		checkFacts(t, p.conn.Facts())
		checkIdle(t, p)
	})
}

// pieces says the turns in segments of the given sizes, one more each.
func (p *player) pieces(turns []turn, sizes []byte) {
	at := 0
	for _, x := range turns {
		for len(x.data) > 0 {
			n := min(1+int(sizes[at%len(sizes)]), len(x.data))
			at++
			p.say(turn{dir: x.dir, data: x.data[:n]}, 0)
			x.data = x.data[n:]
		}
		p.fin(x)
	}
}

// FuzzSegments hands over whatever segments, acknowledgments and FINs the script says: holes,
// overlaps, cuts, nonsense. Nothing may panic or hang, and bounds and invariants must hold.
func FuzzSegments(f *testing.F) {
	for _, turns := range stories {
		var data string
		for _, t := range turns {
			data += t.data
		}
		f.Add([]byte(data), []byte("\x00\x10\x00\x20\x01\x10\x00\x20\x02\x30\x00\x08\x04\x40\x00\x01\x08\x00\x00\x20"))
	}
	f.Fuzz(func(t *testing.T, data, script []byte) {
		if len(data) == 0 || len(data) > 70_000 {
			return
		}
		pool := NewPool(300 << 10)
		c := pool.Get()
		for frame := int64(1); len(script) >= 4; frame++ {
			obey(t, c, data, script, frame)
			script = script[4:]
			if pool.Held() > 300<<10 {
				t.Fatalf("%d bytes are held", pool.Held())
			}
		}
		checkFacts(t, c.Facts())
		pool.Put(c)
		if pool.Held() != 0 {
			t.Fatalf("%d bytes are held after Put", pool.Held())
		}
	})
}

// obey does what the first four bytes of script say.
func obey(t *testing.T, c *Conn, data, script []byte, frame int64) {
	op, d := script[0]>>1, Dir(script[0]&1)
	at := int(script[1]) << (op & 7)
	n := int(script[2])<<8 | int(script[3])
	first := seq.Num(at)
	switch op & 0x38 {
	case 0x08:
		c.Acked(d, first, frame)
	case 0x10:
		c.Fin(d, first)
	case 0x18:
		c.SetISN(d, first)
	case 0x20:
		checkFacts(t, c.Facts())
	default:
		lo := min(at, len(data))
		b := data[lo:min(lo+n, len(data))]
		c.Segment(d, first, b[:min(len(b), 40+int(op)<<4)], uint32(n), frame)
	}
}

// checkFacts fails on facts that contradict each other.
func checkFacts(t *testing.T, f *Facts) {
	t.Helper()
	h := &f.HTTP
	fail := func(what string) { t.Errorf("%s: %+v", what, *f) }
	for _, m := range []*Message{&h.Req, &h.Resp} {
		switch {
		case m.Framing == FramingLength && m.Body > uint64(m.Length):
			fail("body longer than Content-Length")
		case m.State == MsgComplete && m.Framing == FramingLength && m.Body != uint64(m.Length):
			fail("complete without all of the body")
		case m.State == MsgComplete && (m.DoneFrame == 0 || m.Frame == 0 || m.HeadFrame == 0):
			fail("complete without frames")
		case (m.Excess > 0) != (m.ExcessFirst > 0) || (m.Excess > 0) != (m.ExcessLast > 0):
			fail("excess and its frames")
		}
	}
	for d := range f.Stream {
		s, x := &f.Stream[d], &f.TLS[d]
		switch {
		case s.Lost+s.Cut > s.Bytes || s.AfterPeerClose > s.Bytes:
			fail("more lost than there was")
		case s.Lost > 0 && s.GapFrame == 0:
			fail("hole without frame")
		case x.AppRecordsBefore > x.AppRecords || x.AppRecords > x.Records:
			fail("record counts")
		case (x.Close != CloseNone) != (x.CloseFrame != 0):
			fail("close and its frame")
		}
	}
	if h.Exchanges > h.RequestsDone || h.Exchanges > h.ResponsesDone || h.RequestsDone > h.Requests || h.ResponsesDone > h.Responses {
		fail("exchange counts")
	}
	if f.Mismatch == Yes && (f.Stream[0].Midstream || f.Stream[1].Midstream) {
		fail("mismatch of a mid-stream start")
	}
}
