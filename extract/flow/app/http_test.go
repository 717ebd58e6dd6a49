package app

import (
	"fmt"
	"strings"
	"testing"
)

const (
	getRequest = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"
	okEmpty    = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
	okFive     = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
)

func post(length int, rest string) string {
	return fmt.Sprintf("POST /form HTTP/1.1\r\nHost: example.org\r\nContent-Length: %d\r\n\r\n%s", length, rest)
}

// line is the part of the HTTP facts that most cases are about, as text.
func line(h *HTTP) string {
	msg := func(m *Message) string {
		text := fmt.Sprintf("%v %d/%d", m.State, m.Body, m.Length)
		if m.Excess > 0 {
			text += fmt.Sprintf(" +%d", m.Excess)
		}
		if m.ExcessOpen {
			text += " open"
		}
		return text
	}
	return fmt.Sprintf("%v %s; %d %s; %d done, last %v", h.Req.Method, msg(&h.Req), h.Resp.Status, msg(&h.Resp), h.Exchanges, h.LastComplete)
}

// TestFraming checks message boundaries by RFC 9112 6.3 and the excess beyond them.
func TestFraming(t *testing.T) {
	chunked := "Transfer-Encoding: chunked\r\n\r\n"
	for _, x := range []struct {
		name  string
		turns []turn
		want  string
	}{
		{"one exchange", []turn{client(getRequest), server(okFive)}, "GET complete 0/-1; 200 complete 5/5; 1 done, last 1"},
		{"no answer yet", []turn{client(getRequest)}, "GET complete 0/-1; 0 none 0/-1; 0 done, last -1"},
		{"start line split for ever", []turn{client("GET / HT")}, "GET headers 0/-1; 0 none 0/-1; 0 done, last -1"},
		{"body missing", []turn{client(post(10, "abc"))}, "POST body 3/10; 0 none 0/-1; 0 done, last -1"},
		{"excess, the seed case", []turn{client(post(1289, body(1291)))}, "POST complete 1289/1289 +2; 0 none 0/-1; 0 done, last -1"},
		{"excess later, after the answer", []turn{client(post(3, "abc")), server(okEmpty), client("xy")}, "POST complete 3/3 +2; 200 complete 0/0; 1 done, last 1"},
		{"excess of a bare CRLF", []turn{client(post(3, "abc\r\n"))}, "POST complete 3/3 +2; 0 none 0/-1; 0 done, last -1"},
		{"CRLF before the next request is none", []turn{client(post(3, "abc\r\n")), server(okEmpty), client(getRequest)}, "GET complete 0/-1; 200 complete 0/0; 1 done, last -1"},
		{"excess after a request without body", []turn{client(getRequest + "{}")}, "GET complete 0/-1 +2; 0 none 0/-1; 0 done, last -1"},
		{"CRLF, then other bytes", []turn{client(getRequest + "\r\nzz")}, "GET complete 0/-1 +4; 0 none 0/-1; 0 done, last -1"},
		{"upper-case excess that is no method", []turn{client(post(2, "abXY"))}, "POST complete 2/2 +2; 0 none 0/-1; 0 done, last -1"},
		{"may become a method", []turn{client(post(2, "abPO"))}, "POST complete 2/2 open; 0 none 0/-1; 0 done, last -1"},
		{"a whole method, no target yet", []turn{client(post(2, "abGET"))}, "POST complete 2/2 open; 0 none 0/-1; 0 done, last -1"},
		{"a method and a space", []turn{client(post(2, "abGET "))}, "POST complete 2/2 open; 0 none 0/-1; 0 done, last -1"},
		{"every hexadecimal digit", []turn{client("POST / HTTP/1.1\r\n" + chunked + "0000f\r\n" + body(15) + "\r\nF\r\n" + body(15) + "\r\n9\r\n" + body(9) + "\r\n0\r\n\r\n")}, "POST complete 39/-1; 0 none 0/-1; 0 done, last -1"},
		{"a method not in the list", []turn{client(post(2, "abFROB /x HTTP/1.1\r\n\r\n"))}, "other complete 0/-1; 0 none 0/-1; 0 done, last -1"},
		{"a word and a line that is no request", []turn{client(post(2, "abFROB /x\r\n"))}, "POST complete 2/2 +9; 0 none 0/-1; 0 done, last -1"},
		{"method of another protocol", []turn{client(post(2, "abOPTIONS * RTSP/1.0\r\n"))}, "POST complete 2/2 +20; 0 none 0/-1; 0 done, last -1"},
		{"pipelined", []turn{client(getRequest + getRequest), server(okFive)}, "GET complete 0/-1; 200 complete 5/5; 1 done, last -1"},
		{"pipelined and answered", []turn{client(getRequest + getRequest), server(okFive + okEmpty)}, "GET complete 0/-1; 200 complete 0/0; 2 done, last 1"},
		{"HEAD has no body", []turn{client("HEAD / HTTP/1.1\r\n\r\n"), server("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")}, "HEAD complete 0/-1; 200 complete 0/99; 1 done, last 1"},
		{"HEAD, then GET, pipelined", []turn{client("HEAD / HTTP/1.1\r\n\r\n" + getRequest), server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + okFive)}, "GET complete 0/-1; 200 complete 5/5; 2 done, last 1"},
		{"304 has no body", []turn{client(getRequest), server("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n")}, "GET complete 0/-1; 304 complete 0/99; 1 done, last 1"},
		{"204 has no body", []turn{client(getRequest), server("HTTP/1.1 204 No Content\r\n\r\n")}, "GET complete 0/-1; 204 complete 0/-1; 1 done, last 1"},
		{"100 is no answer", []turn{client(post(3, "")), server("HTTP/1.1 100 Continue\r\n\r\n"), client("abc"), server(okEmpty)}, "POST complete 3/3; 200 complete 0/0; 1 done, last 1"},
		{"100 alone", []turn{client(post(3, "")), server("HTTP/1.1 100 Continue\r\n\r\n")}, "POST body 0/3; 0 none 0/-1; 0 done, last -1"},
		{"response in the middle", []turn{client(getRequest), server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe")}, "GET complete 0/-1; 200 body 2/5; 0 done, last -1"},
		{"response header section cut", []turn{client(getRequest), server("HTTP/1.1 200 OK\r\nContent-Le")}, "GET complete 0/-1; 200 headers 0/-1; 0 done, last -1"},
		{"until close, open", []turn{client(getRequest), server("HTTP/1.1 200 OK\r\n\r\nhello")}, "GET complete 0/-1; 200 body 5/-1; 0 done, last -1"},
		{"until close, closed", []turn{client(getRequest), serverFin("HTTP/1.1 200 OK\r\n\r\nhello")}, "GET complete 0/-1; 200 complete 5/-1; 1 done, last 1"},
		{"chunked request", []turn{client("POST / HTTP/1.1\r\n" + chunked + "5;x=\"y\"\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"), server(okEmpty)}, "POST complete 15/-1; 200 complete 0/0; 1 done, last 1"},
		{"chunked, last chunk missing", []turn{client("POST / HTTP/1.1\r\n" + chunked + "5\r\nhello\r\n")}, "POST body 5/-1; 0 none 0/-1; 0 done, last -1"},
		{"chunked, last line end missing", []turn{client("POST / HTTP/1.1\r\n" + chunked + "0\r\n")}, "POST body 0/-1; 0 none 0/-1; 0 done, last -1"},
		{"chunked, then excess", []turn{client("POST / HTTP/1.1\r\n" + chunked + "0\r\n\r\n!!")}, "POST complete 0/-1 +2; 0 none 0/-1; 0 done, last -1"},
		{"chunked, broken size", []turn{client("POST / HTTP/1.1\r\n" + chunked + "5x\r\nhello")}, "POST unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"chunked, size beyond reason", []turn{client("POST / HTTP/1.1\r\n" + chunked + "ffffffffffffffffff\r\n")}, "POST unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"chunked, content longer than said", []turn{client("POST / HTTP/1.1\r\n" + chunked + "3\r\nhello\r\n")}, "POST unknown 3/-1; 0 none 0/-1; 0 done, last 0"},
		{"Transfer-Encoding wins", []turn{client("POST / HTTP/1.1\r\nContent-Length: 3\r\n" + chunked + "1\r\nx\r\n0\r\n\r\n")}, "POST complete 1/-1; 0 none 0/-1; 0 done, last -1"},
		{"Content-Length twice, equal", []turn{client("POST / HTTP/1.1\r\nContent-Length: 3, 3\r\nCONTENT-LENGTH: 3\r\n\r\nabc")}, "POST complete 3/3; 0 none 0/-1; 0 done, last -1"},
		{"Content-Length twice, different", []turn{client("POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc")}, "POST unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"Content-Length no number", []turn{client("POST / HTTP/1.1\r\nContent-Length: 3x\r\n\r\nabc")}, "POST unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"Content-Length negative", []turn{client("POST / HTTP/1.1\r\nContent-Length: -3\r\n\r\nabc")}, "POST unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"Content-Length beyond reason", []turn{client("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nabc")}, "POST unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"Content-Length empty", []turn{client("POST / HTTP/1.1\r\nContent-Length:\r\n\r\nabc")}, "POST unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"space before the colon", []turn{client("POST / HTTP/1.1\r\nContent-Length : 3\r\n\r\nabc")}, "POST unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"obs-fold", []turn{client("POST / HTTP/1.1\r\nContent-Length:\r\n 3\r\n\r\nabc")}, "POST complete 3/3; 0 none 0/-1; 0 done, last -1"},
		{"obs-fold hides a field", []turn{client("POST / HTTP/1.1\r\nX: y\r\n\tContent-Length: 9\r\n\r\n")}, "POST complete 0/-1; 0 none 0/-1; 0 done, last -1"},
		{"bare LF", []turn{client("POST / HTTP/1.1\nContent-Length: 3\n\nabc")}, "POST complete 3/3; 0 none 0/-1; 0 done, last -1"},
		{"header section too large", []turn{client("GET / HTTP/1.1\r\nX: " + body(maxHead))}, "GET unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"coding other than chunked, request", []turn{client("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nabc")}, "POST unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"coding other than chunked, response", []turn{client(getRequest), server("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc")}, "GET complete 0/-1; 200 body 3/-1; 0 done, last -1"},
		{"gzip, chunked", []turn{client("POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")}, "POST complete 0/-1; 0 none 0/-1; 0 done, last -1"},
		{"chunked twice", []turn{client("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + chunked)}, "POST unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"HTTP/1.0 with Transfer-Encoding", []turn{client("POST / HTTP/1.0\r\n" + chunked)}, "POST unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"response excess", []turn{client(getRequest), server(okFive + "zz")}, "GET complete 0/-1; 200 complete 5/5 +2; 1 done, last 1"},
		{"no status code", []turn{client(getRequest), server(okEmpty + "HTTP/1.1 2x0 OK\r\n")}, "GET complete 0/-1; 200 complete 0/0 +17; 1 done, last 1"},
		{"upper-case names", []turn{client("POST / HTTP/1.1\r\nTRANSFER-ENCODING: CHUNKED\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n")}, "POST complete 10/-1; 0 none 0/-1; 0 done, last -1"},
		{"names that only resemble", []turn{client("POST / HTTP/1.1\r\nContent-Lengtj: 3\r\nTransfer_Encoding: chunked\r\n\r\n")}, "POST complete 0/-1; 0 none 0/-1; 0 done, last -1"},
		{"a line without colon", []turn{client("POST / HTTP/1.1\r\nContent-Length 3\r\n: 3\r\nContent-Length: 1\r\n\r\nx")}, "POST complete 1/1; 0 none 0/-1; 0 done, last -1"},
		{"404 without answer to any request", []turn{server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")}, " none 0/-1; 404 complete 0/0; 0 done, last -1"},
		{"HTTP/0.9", []turn{client("GET /x\r\n")}, "GET unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"version beyond 1", []turn{client("GET / HTTP/2.0\r\nContent-Length: 3\r\n\r\n")}, "GET unknown 0/-1; 0 none 0/-1; 0 done, last 0"},
		{"PROXY header, version 1", []turn{client("PROXY TCP4 192.0.2.1 192.0.2.2 40000 80\r\n" + getRequest), server(okEmpty)}, "GET complete 0/-1; 200 complete 0/0; 1 done, last 1"},
		{"PROXY header, version 2", []turn{client(proxySignature + "\x21\x11\x00\x0cAAAABBBBCCDD" + getRequest), server(okEmpty)}, "GET complete 0/-1; 200 complete 0/0; 1 done, last 1"},
	} {
		t.Run(x.name, func(t *testing.T) {
			f := play(x.turns...)
			if got := line(&f.HTTP); got != x.want {
				t.Errorf("got  %s\nwant %s", got, x.want)
			}
		})
	}
}

// TestExcessFrames checks which frames are blamed for the bytes beyond a request.
func TestExcessFrames(t *testing.T) {
	p := newPlayer()
	for _, s := range []turn{client(post(3, "ab")), client("cd"), server(okEmpty), client("e"), client("fg")} {
		p.say(s, 0)
	}
	m := &p.conn.Facts().HTTP.Req
	if m.Excess != 4 || m.ExcessFirst != 2 || m.ExcessLast != 5 || m.DoneFrame != 2 {
		t.Errorf("%d bytes of excess in frames %d to %d, request done in frame %d; want 4 in 2 to 5, done in 2",
			m.Excess, m.ExcessFirst, m.ExcessLast, m.DoneFrame)
	}
	p.say(client("h"), 0)
	if m := &p.conn.Facts().HTTP.Req; m.Excess != 5 || m.ExcessLast != 6 {
		t.Errorf("after one more byte: %d, last frame %d", m.Excess, m.ExcessLast)
	}
}

// TestEarly checks final responses that come before their request is complete.
func TestEarly(t *testing.T) {
	p := newPlayer()
	p.say(client(post(100, body(30))), 0)
	p.say(server("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), 0)
	want := Early{Frame: 2, Status: 413, State: MsgBody, Outstanding: 70, OutstandingNow: 70}
	if e := p.conn.Facts().HTTP.Early; e != want {
		t.Errorf("got %+v, want %+v", e, want)
	}
	p.say(client(body(50)), 0)
	want.OutstandingNow = 20
	f := p.conn.Facts()
	if f.HTTP.Early != want {
		t.Errorf("got %+v, want %+v", f.HTTP.Early, want)
	}
	if s := f.Stream[FromClient]; s.AfterPeerClose != 50 || s.AfterPeerCloseFrame != 3 {
		t.Errorf("%d bytes after the announced close in frame %d, want 50 in 3", s.AfterPeerClose, s.AfterPeerCloseFrame)
	}
	if f.HTTP.LastComplete != No || f.HTTP.Exchanges != 0 {
		t.Errorf("exchange taken for complete")
	}
	p.say(client(body(20)), 0)
	if f := p.conn.Facts(); f.HTTP.Exchanges != 1 || f.HTTP.LastComplete != Yes || f.HTTP.Early.OutstandingNow != 0 {
		t.Errorf("completed in the end: %d exchanges, last %v, %d outstanding", f.HTTP.Exchanges, f.HTTP.LastComplete, f.HTTP.Early.OutstandingNow)
	}
}

// TestNotEarly checks responses that are not early, and early ones whose request has no length.
func TestNotEarly(t *testing.T) {
	for name, turns := range map[string][]turn{
		"interim response":       {client(post(9, "")), server("HTTP/1.1 100 Continue\r\n\r\n")},
		"complete request":       {client(post(1, "x")), server("HTTP/1.1 400 Bad Request\r\n\r\n")},
		"answer to the first":    {client(getRequest + post(9, "")), server(okEmpty)},
		"request framing broken": {client("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"), server("HTTP/1.1 400 Bad Request\r\n\r\n")},
	} {
		if e := play(turns...).HTTP.Early; e.Frame != 0 {
			t.Errorf("%s is called early: %+v", name, e)
		}
	}
	if e := play(client("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe"), server(okEmpty)).HTTP.Early; e.Outstanding != -1 || e.State != MsgBody {
		t.Errorf("chunked: %+v", e)
	}
	if e := play(client("GET / HTTP/1.1\r\nX: "), server("HTTP/1.1 431 Too Large\r\n\r\n")).HTTP.Early; e.Outstanding != -1 || e.State != MsgHeaders || e.Status != 431 {
		t.Errorf("header section incomplete: %+v", e)
	}
}

// TestUnsolicited checks responses without an open request.
func TestUnsolicited(t *testing.T) {
	timeout := "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
	f := play(client(getRequest), server(okEmpty), server(timeout), client(getRequest))
	if h := &f.HTTP; h.Unsolicited != 3 || h.UnsolicitedStatus != 408 || h.Exchanges != 1 || h.LastComplete != No || h.Early.Frame != 0 {
		t.Errorf("408 on an idle connection: unsolicited in %d, %s, early %+v", h.Unsolicited, line(h), h.Early)
	}
	// A mirror port may show the answer before its request.
	f = play(server(okFive), client(getRequest))
	if h := &f.HTTP; h.Unsolicited != 0 || h.UnsolicitedStatus != 0 || h.Exchanges != 1 || h.LastComplete != Yes {
		t.Errorf("answer captured before its request: unsolicited in %d, %s", h.Unsolicited, line(h))
	}
}

// TestTunnel checks where HTTP framing ends.
func TestTunnel(t *testing.T) {
	connect := "CONNECT db.example:443 HTTP/1.1\r\nHost: other\r\n\r\n"
	f := play(client(connect), server("HTTP/1.1 200 Connection established\r\n\r\n"), client(hello("inner.example")), server(alert(2, 40)))
	if f.HTTP.Tunnel != 2 || f.HTTP.Req.Host != "db.example:443" || f.ServerName != "inner.example" {
		t.Errorf("tunnel in frame %d to %q, inside TLS to %q", f.HTTP.Tunnel, f.HTTP.Req.Host, f.ServerName)
	}
	if a := &f.TLS[FromServer]; a.AlertFrame != 4 || a.AlertCode != 40 {
		t.Errorf("alert in the tunnel: %+v", a)
	}
	if f.Stream[0].Proto != ProtoHTTPRequest || f.Mismatch != No {
		t.Errorf("protocol of the tunnelled stream: %v, mismatch %v", f.Stream[0].Proto, f.Mismatch)
	}
	f = play(client("GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"),
		server("HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x05hello"), client("\x81\x85xxxxhello"))
	if f.HTTP.Tunnel != 2 || f.HTTP.Req.Excess != 0 || !f.HTTP.Req.Upgrade {
		t.Errorf("upgrade: tunnel %d, %s", f.HTTP.Tunnel, line(&f.HTTP))
	}
	f = play(client(connect), server("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"), client(connect))
	if f.HTTP.Tunnel != 0 || f.HTTP.Requests != 2 || f.HTTP.Exchanges != 1 {
		t.Errorf("refused CONNECT: %s", line(&f.HTTP))
	}
	f = play(client(connect+"PO"), server("HTTP/1.1 200 OK\r\n\r\n"), client("ST / HTTP/1.1\r\n\r\n"))
	if f.HTTP.Requests != 1 || f.HTTP.Req.Excess != 0 || f.HTTP.Req.ExcessOpen {
		t.Errorf("bytes ahead of the tunnel that might be a method: %s", line(&f.HTTP))
	}
	f = play(client(connect+hello("eager.example")), server("HTTP/1.1 200 OK\r\n\r\n"))
	if f.HTTP.Req.Excess != 0 || f.HTTP.Tunnel == 0 {
		t.Errorf("bytes ahead of the tunnel: %s", line(&f.HTTP))
	}
}

// TestHints checks the fields that do not frame.
func TestHints(t *testing.T) {
	f := play(client("PUT http://user@www.example:8080/x?y HTTP/1.1\r\nHost: other\r\nexpect: 100-Continue\r\nConnection: foo, CLOSE\r\nContent-Length: 4\r\n\r\n"),
		server("HTTP/1.0 200 OK\r\nKeep-Alive: max=9, timeout=15\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n"))
	q, r := &f.HTTP.Req, &f.HTTP.Resp
	if q.Host != "www.example:8080" || !q.Expect100 || !q.Close || q.Minor != 1 {
		t.Errorf("request: %+v", q)
	}
	if f.HTTP.KeepAliveTimeout != 15 || r.Close || r.Minor != 0 || r.Status != 200 {
		t.Errorf("response: %+v, keep-alive %d", r, f.HTTP.KeepAliveTimeout)
	}
	f = play(client("GET / HTTP/1.0\r\nHost: a b\x1b[31m\r\n\r\n"), server("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"))
	if !f.HTTP.Req.Close || !f.HTTP.Resp.Close || f.HTTP.Req.Host != "" || f.HTTP.KeepAliveTimeout != -1 {
		t.Errorf("HTTP/1.0: %+v", f.HTTP)
	}
	for value, want := range map[string]int32{"timeout=x": -1, "timeout=99999999999": -1, "timeout": -1, "max=5": -1, `Timeout = "7"`: 7, "timeout=5, timeout=6": 6} {
		f = play(client(getRequest), server("HTTP/1.1 200 OK\r\nKeep-Alive: "+value+"\r\nContent-Length: 0\r\n\r\n"))
		if got := f.HTTP.KeepAliveTimeout; got != want {
			t.Errorf("Keep-Alive: %s: %d, want %d", value, got, want)
		}
	}
	f = play(client("GET / HTTP/1.1\r\nHost: " + strings.Repeat("h", 256) + "\r\n\r\n"))
	if f.HTTP.Req.Host != "" {
		t.Errorf("a host of 256 bytes was kept")
	}
}

// TestStartsMessage checks which segments count as a new request.
func TestStartsMessage(t *testing.T) {
	p := newPlayer()
	starts := func(s turn) Truth {
		first := p.next[s.dir]
		p.say(s, 0)
		return p.conn.StartsMessage(s.dir, first)
	}
	for i, x := range []struct {
		turn turn
		want Truth
	}{
		{client(post(5, "abc")), Yes}, {client("de"), No}, {server(okFive), Unknown - 1},
		{client(getRequest), Yes}, {client(getRequest), No}, {server(okFive + okFive), No}, {client("zz"), No},
	} {
		if x.turn.dir == FromServer {
			starts(x.turn)
			continue
		}
		if got := starts(x.turn); got != x.want {
			t.Errorf("segment %d: got %v, want %v", i+1, got, x.want)
		}
	}
	if got := p.conn.StartsMessage(FromClient, p.next[FromClient]); got != Unknown {
		t.Errorf("a segment not seen: %v", got)
	}
	p.next[FromClient] += 10
	if got := starts(client(getRequest)); got != Unknown {
		t.Errorf("a segment beyond a hole: %v", got)
	}
}
