package app

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// stories are whole connections; the facts about them must not hang on how TCP carried them.
// Where framing breaks, nothing may follow that begins a message: whether it is found again
// does hang on where segments begin.
var stories = map[string][]turn{
	"pipelined requests": {client(getRequest + post(5, "hello") + "HEAD / HTTP/1.1\r\n\r\n"),
		server(okFive + "HTTP/1.1 100 Continue\r\n\r\n" + okEmpty + "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n")},
	"excess":           {client(post(700, body(702))), server(okFive)},
	"excess CRLF":      {client(post(3, "abc\r\n")), server(okFive)},
	"excess and words": {client(getRequest + "WORD with no sense"), serverFin("HTTP/1.0 200 OK\r\n\r\n" + body(3000))},
	"open start line":  {client(getRequest), server(okFive), client("\r\nPROPF")},
	"early answer": {client(post(5000, body(1800))), serverFin("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno"),
		client(body(900))},
	"chunked": {client("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n7d0\r\n" + body(2000) + "\r\n0\r\nT: 1\r\n\r\n"),
		server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n00003\r\nabc\r\n0\r\n\r\n")},
	"broken chunk":  {client(getRequest), server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n")},
	"large fields":  {client("GET / HTTP/1.1\r\nCookie: " + body(9000) + "\r\nHost:\r\n folded.example\r\n\r\n"), server(okEmpty)},
	"too large":     {client("GET / HTTP/1.1\r\nCookie: " + body(maxHead) + "\r\n\r\n"), server(okEmpty)},
	"tunnel":        {client("CONNECT a.example:443 HTTP/1.1\r\n\r\n"), server("HTTP/1.1 200 OK\r\n\r\n"), client(hello("in.example")), server(helloAnswer(true) + appData(3000)), client(appData(19))},
	"upgrade":       {client("GET / HTTP/1.1\r\nUpgrade: x\r\n\r\n"), server("HTTP/1.1 101 OK\r\n\r\nGET / HTTP/1.1\r\n\r\n"), client("\x81\x00")},
	"PROXY 1":       {client("PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n" + hello("p.example")), server(alert(2, 70))},
	"PROXY 2":       {client(proxySignature + "\x21\x11\x00\x0cAAAABBBBCCDD" + getRequest), server(okEmpty)},
	"TLS 1.3":       append(session13(), client(appData(4000)), server(appData(16000)+appData(19)), client(appData(19))),
	"TLS cut":       append(session13(), server(appData(16000)[:9000])),
	"TLS header":    append(session13(), server(appData(160)[:3])),
	"TLS hello":     {client(record(RecordHandshake, helloMessage("two.example")[:70]) + record(RecordHandshake, helloMessage("two.example")[70:]))},
	"TLS large":     {client(record(RecordHandshake, helloMessage("big.example")[:110]+body(maxHello+5)) + appData(7))},
	"TLS alert":     {client(hello("x.example")), serverFin(alert(2, 112))},
	"TLS nonsense":  {client(hello("x.example") + "\x16\x03\x09\x00\x05aaaaa"), server(helloAnswer(false) + "zzzzz")},
	"SMTP":          {server("220 mx ESMTP\r\n"), client("EHLO c\r\n"), server("250-mx\r\n250 OK\r\n"), client("QUIT\r\n"), serverFin("221 bye\r\n")},
	"FTP, split":    {server("220-Welcome\r\n to our FTP\r\n220 go\r\n"), client("USER x\r\nQUIT\r\n"), server("221-a\r\n221 b\r\n")},
	"IMAP":          {server("* OK hi\r\n"), client("aaa1 LOGOUT\r\n"), server("* BYE bye\r\naaa1 OK done\r\n")},
	"MySQL":         {server("\x4a\x00\x00\x00\x0a8.0.35\x00\x08" + body(60)), client("\x50\x00\x00\x01" + body(80)), client("\x01\x00\x00\x00\x01")},
	"mismatch":      {server("SSH-2.0-x\r\n"), client(getRequest), server("Invalid SSH identification string.\r\n")},
	"nothing known": {client(strings.Repeat("\x00\x01\x02\x03", 500)), server(strings.Repeat("text\r\n", 300))},
	"long line":     {client("CONNECT " + body(600) + " HTTP/1.1\r\n\r\n"), server(okEmpty)},
}

// TestAnyCarriage plays every story in whole segments, in pieces of fixed sizes, and many times
// shuffled with retransmissions, and compares the facts, frames aside.
func TestAnyCarriage(t *testing.T) {
	for name, turns := range stories {
		want := withoutFrames(play(turns...))
		for _, size := range []int{1, 2, 3, 5, 7, 100, 536, 1460} {
			p := newPlayer()
			for _, x := range turns {
				p.say(x, size)
			}
			if got := withoutFrames(p.conn.Facts()); got != want {
				t.Errorf("%s in segments of %d bytes:\ngot  %+v\nwant %+v", name, size, got, want)
				break
			}
			checkIdle(t, p)
		}
		for seed := range uint64(60) {
			p := newPlayer()
			r := rand.New(rand.NewPCG(seed, 1))
			for _, x := range turns {
				p.shuffle(x, r)
			}
			if got := withoutFrames(p.conn.Facts()); got != want {
				t.Errorf("%s shuffled with seed %d:\ngot  %+v\nwant %+v", name, seed, got, want)
				break
			}
			checkIdle(t, p)
		}
	}
}

// TestStoriesDiffer keeps TestAnyCarriage honest: facts that never move prove nothing.
func TestStoriesDiffer(t *testing.T) {
	seen := map[Facts]string{}
	for name, turns := range stories {
		f := *play(turns...)
		if other, ok := seen[f]; ok {
			t.Errorf("%s and %s have the same facts", name, other)
		}
		seen[f] = name
	}
}
