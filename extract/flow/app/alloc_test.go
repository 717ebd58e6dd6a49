package app

import (
	"strings"
	"testing"

	"whyrst/extract/seq"
)

// carrier sends the same segments over and over on one connection.
type carrier struct {
	conn *Conn
	next [2]seq.Num
	n    int64
}

func newCarrier(p *Pool) *carrier {
	c := &carrier{conn: p.Get()}
	c.conn.SetISN(FromClient, 0)
	c.conn.SetISN(FromServer, 0)
	return c
}

func (c *carrier) send(d Dir, b []byte) {
	c.n++
	c.conn.Segment(d, c.next[d], b, uint32(len(b)), c.n)
	c.conn.Acked(d, c.next[d], c.n)
	c.next[d] += seq.Num(len(b))
}

// traffic is what the gates and the benchmarks send: name, what comes first, and one round.
var traffic = []struct {
	name  string
	start []turn
	round []turn
}{
	{"body", []turn{client(getRequest), server("HTTP/1.1 200 OK\r\nContent-Length: 4000000000000\r\n\r\n")}, []turn{server(body(1460))}},
	{"chunks", []turn{client(getRequest), server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")}, []turn{server("5a8\r\n" + body(1448) + "\r\n")}},
	{"records", session13(), []turn{server(appData(1455))}},
	{"exchange", nil, []turn{client(getRequest), server(okFive)}},
	{"split header section", nil, []turn{client(getRequest[:20]), client(getRequest[20:]), server(okFive)}},
	{"opaque", []turn{client("SSH-2.0-x\r\n")}, []turn{client(body(1460))}},
	{"not recognised", []turn{client(strings.Repeat("\x00\x01\x02\x03", 10))}, []turn{client(body(1460))}},
}

// TestNoAllocs is the gate of the hot path.
func TestNoAllocs(t *testing.T) {
	for _, x := range traffic {
		c := newCarrier(NewPool(0))
		for _, s := range x.start {
			c.send(s.dir, []byte(s.data))
		}
		var dirs []Dir
		var pieces [][]byte
		for _, s := range x.round {
			dirs, pieces = append(dirs, s.dir), append(pieces, []byte(s.data))
		}
		round := func() {
			for i, b := range pieces {
				c.send(dirs[i], b)
			}
		}
		round() // interns the names, fills the pool
		if n := testing.AllocsPerRun(200, round); n != 0 {
			t.Errorf("%s: %v allocations a round", x.name, n)
		}
	}
}

// TestNoAllocsConnection is the gate for whole connections: with known names and a warm pool a
// connection allocates nothing, reordering and facts included.
func TestNoAllocsConnection(t *testing.T) {
	pool := NewPool(0)
	one, two, three := []byte(hello("a.example")), []byte(helloAnswer(true)+changeCipher+appData(900)), []byte(appData(700))
	run := func() {
		c := newCarrier(pool)
		c.send(FromClient, one)
		c.send(FromServer, two)
		at := c.next[FromServer]
		c.conn.Segment(FromServer, at+705, three, 705, 3)
		c.conn.Segment(FromServer, at, three, 705, 4)
		if f := c.conn.Facts(); f.TLS[FromServer].AppRecords != 3 || f.ServerName != "a.example" {
			t.Fatalf("%+v", f)
		}
		pool.Put(c.conn)
	}
	run()
	if n := testing.AllocsPerRun(100, run); n > 1 { // the carrier itself
		t.Errorf("%v allocations a connection", n)
	}
}

func BenchmarkSegment(b *testing.B) {
	for _, x := range traffic {
		b.Run(strings.ReplaceAll(x.name, " ", "-"), func(b *testing.B) {
			c := newCarrier(NewPool(0))
			for _, s := range x.start {
				c.send(s.dir, []byte(s.data))
			}
			var pieces [][]byte
			size := 0
			for _, s := range x.round {
				pieces = append(pieces, []byte(s.data))
				size += len(s.data)
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for i, data := range pieces {
					c.send(x.round[i].dir, data)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(pieces)), "ns/segment")
		})
	}
}

func BenchmarkFacts(b *testing.B) {
	c := newCarrier(NewPool(0))
	for _, s := range session13() {
		c.send(s.dir, []byte(s.data))
	}
	b.ReportAllocs()
	for b.Loop() {
		c.conn.Facts()
	}
}
