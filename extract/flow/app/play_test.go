package app

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"whyrst/extract/seq"
)

// turn is what one side says before the other speaks again.
type turn struct {
	dir  Dir
	data string
	fin  bool
}

func client(data string) turn    { return turn{dir: FromClient, data: data} }
func server(data string) turn    { return turn{dir: FromServer, data: data} }
func clientFin(data string) turn { return turn{dir: FromClient, data: data, fin: true} }
func serverFin(data string) turn { return turn{dir: FromServer, data: data, fin: true} }

// player hands turns to a Conn as segments. Both streams begin shortly before the sequence
// numbers wrap.
type player struct {
	pool  *Pool
	conn  *Conn
	next  [2]seq.Num
	frame int64
}

func newPlayer() *player {
	p := &player{pool: NewPool(0), next: [2]seq.Num{0xFFFFFFF0, 0xFFFFFFFA}}
	p.conn = p.pool.Get()
	p.conn.SetISN(FromClient, p.next[0])
	p.conn.SetISN(FromServer, p.next[1])
	return p
}

// segment sends data as one segment whose first cap bytes were captured; -1 for all.
func (p *player) segment(d Dir, first seq.Num, data string, captured int) {
	b := []byte(data)
	if captured >= 0 {
		b = b[:min(captured, len(b))]
	}
	p.frame++
	p.conn.Segment(d, first, b, uint32(len(data)), p.frame)
}

// say sends t in segments of at most size bytes; 0 for one segment.
func (p *player) say(t turn, size int) {
	for data := t.data; len(data) > 0; {
		n := len(data)
		if size > 0 {
			n = min(size, n)
		}
		p.segment(t.dir, p.next[t.dir], data[:n], -1)
		p.next[t.dir] += seq.Num(n)
		data = data[n:]
	}
	p.conn.Acked(t.dir, p.next[t.dir], p.frame)
	p.fin(t)
}

// miss sends t without the capture seeing it; the peer acknowledges it.
func (p *player) miss(t turn) {
	p.next[t.dir] += seq.Num(len(t.data))
	p.frame++
	p.conn.Acked(t.dir, p.next[t.dir], p.frame)
}

func (p *player) fin(t turn) {
	if t.fin {
		p.conn.Fin(t.dir, p.next[t.dir])
	}
}

// shuffle sends t in random pieces, out of order within the bounds, some of them twice and
// some of them overlapping.
func (p *player) shuffle(t turn, r *rand.Rand) {
	type piece struct{ lo, hi int }
	var window []piece
	send := func(x piece) {
		p.segment(t.dir, p.next[t.dir]+seq.Num(x.lo), t.data[x.lo:x.hi], -1)
	}
	flush := func() {
		r.Shuffle(len(window), func(i, j int) { window[i], window[j] = window[j], window[i] })
		for _, x := range window {
			send(x)
			if r.IntN(4) == 0 {
				send(x)
			}
		}
		window = window[:0]
	}
	for at := 0; at < len(t.data); {
		n := 1 + r.IntN(1+min(r.IntN(2000), len(t.data)-at-1))
		lo := max(0, at-r.IntN(3))
		window = append(window, piece{lo, at + n})
		at += n
		if len(window) == maxHeld/2 || r.IntN(5) == 0 {
			flush()
		}
	}
	flush()
	p.next[t.dir] += seq.Num(len(t.data))
	p.conn.Acked(t.dir, p.next[t.dir], p.frame)
	p.fin(t)
}

// play says all turns in whole segments and returns the facts.
func play(turns ...turn) *Facts {
	p := newPlayer()
	for _, t := range turns {
		p.say(t, 0)
	}
	return p.conn.Facts()
}

// withoutFrames returns f with every frame number reduced to whether there is one.
func withoutFrames(f *Facts) Facts {
	out := *f
	frames := []*int64{&out.Conflict.FirstFrame, &out.Conflict.Frame, &out.HTTP.Tunnel,
		&out.HTTP.Unsolicited, &out.HTTP.Early.Frame}
	for d := range out.Stream {
		s, t := &out.Stream[d], &out.TLS[d]
		frames = append(frames, &s.ProtoFrame, &s.LastFrame, &s.GapFrame, &s.AfterPeerCloseFrame, &s.Bye,
			&t.LastFrame, &t.AlertFrame, &t.CloseFrame)
	}
	for _, m := range []*Message{&out.HTTP.Req, &out.HTTP.Resp} {
		frames = append(frames, &m.Frame, &m.HeadFrame, &m.LastFrame, &m.DoneFrame, &m.ExcessFirst, &m.ExcessLast)
	}
	for _, f := range frames {
		*f = min(*f, 1)
	}
	return out
}

// checkIdle fails if a Conn that was put back still holds memory of the Pool.
func checkIdle(t *testing.T, p *player) {
	t.Helper()
	p.pool.Put(p.conn)
	if n := p.pool.Held(); n != 0 {
		t.Errorf("%d bytes of buffers are still held after Put", n)
	}
}

func body(n int) string { return string(bytes.Repeat([]byte("b"), n)) }
