package app

import (
	"strings"
	"testing"

	"whyrst/extract/seq"
)

// TestHoleInBody checks that a body goes on through bytes that the capture lost.
func TestHoleInBody(t *testing.T) {
	p := newPlayer()
	p.say(client(getRequest), 0)
	p.say(server("HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n"), 0)
	p.miss(server(body(1000)))
	p.say(server(body(1500)), 0)
	f := p.conn.Facts()
	if got, want := line(&f.HTTP), "GET complete 0/-1; 200 body 2500/3000; 0 done, last -1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if s := &f.Stream[FromServer]; s.Lost != 1000 || s.GapFrame != 3 || s.Framed != Yes {
		t.Errorf("lost %d in frame %d, framed %v", s.Lost, s.GapFrame, s.Framed)
	}
	p.miss(server(body(500)))
	if got, want := line(&p.conn.Facts().HTTP), "GET complete 0/-1; 200 complete 3000/3000; 1 done, last 1"; got != want {
		t.Errorf("lost to the end: got %s, want %s", got, want)
	}
}

// TestHoleInHead checks that what a hole hides is unknown, and that framing comes back.
func TestHoleInHead(t *testing.T) {
	p := newPlayer()
	p.say(client(getRequest), 0)
	p.miss(server("HTTP/1.1 200 OK\r\n"))
	p.say(server("Content-Length: 5\r\n\r\nhello"), 0)
	f := p.conn.Facts()
	if f.HTTP.Resp.State != MsgUnknown || f.HTTP.CountsKnown || f.HTTP.LastComplete != Unknown || f.Stream[1].Framed != No || f.Mismatch != Unknown {
		t.Errorf("after the hole: %s, counts known %v, framed %v", line(&f.HTTP), f.HTTP.CountsKnown, f.Stream[1].Framed)
	}
	p.say(client("HEAD / HTTP/1.1\r\n\r\n"), 0)
	p.say(server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"), 0)
	f = p.conn.Facts()
	if got, want := line(&f.HTTP), "HEAD complete 0/-1; 200 complete 0/5; 1 done, last 1"; got != want {
		t.Errorf("resumed: got %s, want %s", got, want)
	}
	if f.Stream[1].Framed != Yes || f.HTTP.CountsKnown {
		t.Errorf("resumed: framed %v, counts known %v", f.Stream[1].Framed, f.HTTP.CountsKnown)
	}
}

// TestHoleBetweenMessages checks that a hole after a complete request leaves its excess unknown.
func TestHoleBetweenMessages(t *testing.T) {
	p := newPlayer()
	p.say(client(getRequest), 0)
	p.miss(client("xx"))
	p.say(client("yy"), 0)
	if f := p.conn.Facts(); f.HTTP.Req.State != MsgUnknown || f.HTTP.Req.Excess != 0 {
		t.Errorf("%s", line(&f.HTTP))
	}
}

// TestAckedByOne checks that an acknowledgment one beyond the data, a FIN perhaps, is no hole.
func TestAckedByOne(t *testing.T) {
	p := newPlayer()
	p.say(client(getRequest), 0)
	p.miss(client("F"))
	if f := p.conn.Facts(); f.Stream[0].Lost != 0 || f.HTTP.Req.State != MsgComplete {
		t.Errorf("%s, lost %d", line(&f.HTTP), f.Stream[0].Lost)
	}
}

// TestAckBeforeData checks that an acknowledgment shown before its data does no harm.
func TestAckBeforeData(t *testing.T) {
	p := newPlayer()
	p.conn.Acked(FromClient, p.next[0]+seq.Num(len(getRequest)), 1)
	p.say(client(getRequest), 10)
	if f := p.conn.Facts(); f.Stream[0].Lost != 0 || f.HTTP.Req.State != MsgComplete {
		t.Errorf("%s, lost %d", line(&f.HTTP), f.Stream[0].Lost)
	}
}

// TestSnapLength checks what is left when 40 bytes of each segment were captured.
func TestSnapLength(t *testing.T) {
	p := newPlayer()
	cut := func(s turn, captured int) {
		p.segment(s.dir, p.next[s.dir], s.data, captured)
		p.next[s.dir] += seq.Num(len(s.data))
	}
	p.say(client("POST / HTTP/1.1\r\nContent-Length: 4000\r\n\r\n"), 0)
	for range 3 {
		cut(client(body(1000)), 40)
	}
	f := p.conn.Facts()
	if got, want := line(&f.HTTP), "POST body 3000/4000; 0 none 0/-1; 0 done, last -1"; got != want || f.Stream[0].Cut != 2880 {
		t.Errorf("got %s, want %s; %d bytes cut", got, want, f.Stream[0].Cut)
	}
	cut(client(body(1002)), 40)
	if m := &p.conn.Facts().HTTP.Req; m.State != MsgUnknown || m.Excess != 0 {
		t.Errorf("the last two bytes were not captured, yet they count: %+v", m)
	}
	cut(client(getRequest), 24)
	if m := &p.conn.Facts().HTTP.Req; m.State != MsgUnknown || m.Framing != FramingUnknown {
		t.Errorf("a header section that was cut counts: %+v", m)
	}
	cut(server("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 3\r\n\r\nabc"), 40)
	if m := &p.conn.Facts().HTTP.Resp; m.State != MsgUnknown || m.Status != 503 {
		t.Errorf("status line captured, the rest not: %+v", m)
	}
}

// TestSnapLengthTLS checks that records are skipped by their length and found again.
func TestSnapLengthTLS(t *testing.T) {
	p := newPlayer()
	for _, s := range session13() {
		p.say(s, 0)
	}
	for range 4 { // one record a segment
		p.segment(FromServer, p.next[1], appData(1000), 30)
		p.next[1] += 1005
	}
	if x := &p.conn.Facts().TLS[1]; x.AppRecords != 6 || x.AppBytes != 5300 || !x.CountsKnown || !x.LastComplete {
		t.Errorf("cut inside records: %+v", x)
	}
	p.segment(FromServer, p.next[1], appData(300)+appData(300), 30)
	p.next[1] += 610
	if x := &p.conn.Facts().TLS[1]; x.LastType != 0 || x.CountsKnown || x.SizedAlert() != No {
		t.Errorf("second header not captured: %+v", x)
	}
	p.segment(FromServer, p.next[1], appData(19), 30)
	p.next[1] += 24
	if x := &p.conn.Facts().TLS[1]; x.LastType != RecordApplicationData || x.LastLen != 19 || x.CountsKnown || x.Close != CloseSized {
		t.Errorf("found again: %+v", x)
	}
}

// TestHoleAfterClose checks that a close_notify known by its size needs to be the last record.
func TestHoleAfterClose(t *testing.T) {
	p := newPlayer()
	for _, s := range append(session13(), client(appData(19))) {
		p.say(s, 0)
	}
	p.say(server(appData(100)), 0)
	if f := p.conn.Facts(); f.TLS[0].Close != CloseSized || f.Stream[1].AfterPeerClose != 105 {
		t.Fatalf("%+v", f.TLS[0])
	}
	p.miss(client(appData(400)))
	if f := p.conn.Facts(); f.TLS[0].Close != CloseNone || f.TLS[0].LastType != 0 || f.Stream[1].AfterPeerClose != 0 {
		t.Errorf("after a hole: %+v, %+v", f.TLS[0], f.Stream[1])
	}
}

// TestHoleInLongBody checks that a body that is skipped needs no memory to wait.
func TestHoleInLongBody(t *testing.T) {
	p := newPlayer()
	p.say(client(getRequest), 0)
	p.say(server("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"), 0)
	hole := p.next[1]
	p.next[1] += 1000
	for range 800 {
		p.segment(FromServer, p.next[1], body(1000), -1)
		p.next[1] += 1000
	}
	if p.pool.Held() > holdSize {
		t.Errorf("content of a skipped body is held: %d bytes", p.pool.Held())
	}
	p.segment(FromServer, hole, body(1000), -1)
	f := p.conn.Facts()
	if f.HTTP.Resp.Body != 801000 || f.Stream[1].Lost != 0 || f.Stream[1].Overflow {
		t.Errorf("hole of a body: %s, %+v", line(&f.HTTP), f.Stream[1])
	}
	checkIdle(t, p)
}

// TestOverflowRanges checks how many segments wait.
func TestOverflowRanges(t *testing.T) {
	p := newPlayer()
	p.say(client("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"), 0)
	p.next[0] += 100
	for range 100 {
		p.segment(FromClient, p.next[0], body(1000), -1)
		p.next[0] += 1000
	}
	f := p.conn.Facts()
	if s := &f.Stream[0]; !s.Overflow || s.Lost != 100 || f.HTTP.Req.State != MsgUnknown || s.Bytes != 47+100+100000 {
		t.Errorf("%s, %+v", line(&f.HTTP), s)
	}
	checkIdle(t, p)
}

// TestOverflowBytes checks how many bytes wait.
func TestOverflowBytes(t *testing.T) {
	p := newPlayer()
	p.say(client("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"), 0)
	p.next[0] += 100
	for i := range 7 {
		p.segment(FromClient, p.next[0], body(10_000), -1)
		p.next[0] += 10_000
		if s := &p.conn.Facts().Stream[0]; s.Overflow != (i == 6) {
			t.Errorf("overflow %v after %d bytes", s.Overflow, 10_000*(i+1))
		}
	}
	checkIdle(t, p)
}

// TestMidstreamUnknown checks that nothing is claimed of a stream without known start.
func TestMidstreamUnknown(t *testing.T) {
	p := &player{pool: NewPool(0)}
	p.conn = p.pool.Get()
	p.say(client("the middle of something"), 0)
	f := p.conn.Facts()
	if s := &f.Stream[0]; !s.Midstream || s.Framed != Unknown || s.Proto != ProtoUnknown || f.HTTP.Seen {
		t.Errorf("%+v", s)
	}
	if got := p.conn.StartsMessage(FromClient, 0); got != Unknown {
		t.Errorf("StartsMessage: %v", got)
	}
	p.say(client(post(5, "he")), 0)
	f = p.conn.Facts()
	if s := &f.Stream[0]; s.Framed != Yes || s.Proto != ProtoHTTPRequest || f.HTTP.Req.State != MsgBody || f.HTTP.Resp.State != MsgUnknown || f.HTTP.CountsKnown {
		t.Errorf("%+v, %s", s, line(&f.HTTP))
	}
	if got := p.conn.StartsMessage(FromClient, 23); got != Yes {
		t.Errorf("StartsMessage at the request: %v", got)
	}
}

// TestPadding checks that zero bytes which pad a pure acknowledgment are no data, and that zero
// bytes which are data count.
func TestPadding(t *testing.T) {
	p := newPlayer()
	p.segment(FromClient, p.next[0], "\x00\x00", -1)
	p.segment(FromClient, p.next[0], "\x00\x00\x00\x00\x00\x00", -1)
	p.say(client(getRequest), 0)
	p.segment(FromClient, p.next[0], "\x00\x00\x00\x00\x00\x00", -1)
	f := p.conn.Facts()
	if f.HTTP.RequestsDone != 1 || f.HTTP.Req.Excess != 0 || f.Conflict.Frame != 0 || f.HTTP.Req.Frame != 3 {
		t.Errorf("padding: %s, conflict %+v", line(&f.HTTP), f.Conflict)
	}
	p.conn.Acked(FromClient, p.next[0]+6, 9)
	if f := p.conn.Facts(); f.HTTP.Req.Excess != 6 || f.Stream[0].Lost != 0 {
		t.Errorf("acknowledged zero bytes: %s, lost %d", line(&f.HTTP), f.Stream[0].Lost)
	}
	for name, end := range map[string]func(*player){
		"then more": func(p *player) { p.segment(FromClient, p.next[0]+4, "x", -1) },
		"then FIN":  func(p *player) { p.conn.Fin(FromClient, p.next[0]+4) },
	} {
		p := newPlayer()
		p.say(client(post(3, "abc")), 0)
		p.segment(FromClient, p.next[0], "\x00\x00\x00\x00", -1)
		end(p)
		if f := p.conn.Facts(); f.HTTP.Req.Excess < 4 {
			t.Errorf("zero bytes, %s: %s", name, line(&f.HTTP))
		}
	}
}

// TestPoolLimit checks that the bound holds for all connections together, and that facts turn
// unknown, not wrong, when it is reached.
func TestPoolLimit(t *testing.T) {
	pool := NewPool(1 << 20)
	var conns []*Conn
	for i := range 200 {
		c := pool.Get()
		c.SetISN(FromClient, 0)
		c.Segment(FromClient, 0, []byte("GET / HTTP/1.1\r\nX: "+strings.Repeat("x", 20000)), 20019, 1)
		c.Segment(FromClient, 30000, []byte("more"), 4, 2)
		if pool.Held() > 1<<20 {
			t.Fatalf("%d bytes are held after %d connections", pool.Held(), i+1)
		}
		conns = append(conns, c)
	}
	first := *conns[0].Facts()
	last := *conns[199].Facts()
	if first.HTTP.Req.State != MsgHeaders || last.HTTP.Req.State != MsgUnknown {
		t.Errorf("first %v, last %v", first.HTTP.Req.State, last.HTTP.Req.State)
	}
	for _, c := range conns {
		pool.Put(c)
	}
	if pool.Held() != 0 || pool.idle > 1<<20 {
		t.Errorf("held %d, idle %d after all", pool.Held(), pool.idle)
	}
}

// TestPutTwice checks that a Conn can't be put back twice.
func TestPutTwice(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	p := newPlayer()
	p.pool.Put(p.conn)
	p.pool.Put(p.conn)
}

// TestRecycled checks that a Conn brings nothing along from its last connection.
func TestRecycled(t *testing.T) {
	p := newPlayer()
	fresh := *p.conn.Facts()
	for _, s := range session13() {
		p.say(s, 0)
	}
	p.segment(FromClient, p.next[0]+5000, "waits", -1)
	p.pool.Put(p.conn)
	c := p.pool.Get()
	if c != p.conn {
		t.Fatal("the Conn was not recycled")
	}
	if got := *c.Facts(); got != fresh {
		t.Errorf("got %+v", got)
	}
}

// TestBeyondFin checks that bytes after the FIN do not count.
func TestBeyondFin(t *testing.T) {
	p := newPlayer()
	p.say(clientFin(post(3, "abc")), 0)
	p.segment(FromClient, p.next[0]-1, "cXX", -1)
	if f := p.conn.Facts(); f.HTTP.Req.Excess != 0 || !f.Stream[0].Fin {
		t.Errorf("%s, fin %v", line(&f.HTTP), f.Stream[0].Fin)
	}
}
