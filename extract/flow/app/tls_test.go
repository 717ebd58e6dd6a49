package app

import (
	"strings"
	"testing"
)

// record builds a TLS record.
func record(typ byte, content string) string {
	return string([]byte{typ, 3, 3, byte(len(content) >> 8), byte(len(content))}) + content
}

func alert(level, code byte) string { return record(RecordAlert, string([]byte{level, code})) }

func appData(n int) string { return record(RecordApplicationData, body(n)) }

func u16(n int) string { return string([]byte{byte(n >> 8), byte(n)}) }

func vec16(s string) string { return u16(len(s)) + s }

func ext(typ int, content string) string { return u16(typ) + vec16(content) }

func handshake(typ byte, content string) string {
	return string([]byte{typ, 0, byte(len(content) >> 8), byte(len(content))}) + content
}

// helloMessage builds a ClientHello for name that offers h2.
func helloMessage(name string) string {
	exts := ext(10, "\x00\x02\x00\x1d") + ext(extServerName, vec16("\x00"+vec16(name))) + ext(extALPN, vec16("\x02h2\x08http/1.1"))
	return handshake(clientHello, "\x03\x03"+strings.Repeat("r", 32)+"\x20"+strings.Repeat("s", 32)+vec16("\x13\x01")+"\x01\x00"+vec16(exts))
}

func hello(name string) string { return record(RecordHandshake, helloMessage(name)) }

// helloAnswer builds a ServerHello; v13 adds supported_versions.
func helloAnswer(v13 bool) string {
	exts := ext(51, "\x00\x1d")
	if v13 {
		exts += ext(extSupportedVersions, "\x03\x04")
	}
	return record(RecordHandshake, handshake(serverHello, "\x03\x03"+strings.Repeat("r", 32)+"\x00\x13\x01\x00"+vec16(exts)))
}

const changeCipher = "\x14\x03\x03\x00\x01\x01"

// session13 is a TLS 1.3 handshake and one exchange.
func session13() []turn {
	return []turn{client(hello("a.example")), server(helloAnswer(true) + changeCipher + appData(900)),
		client(changeCipher + appData(53) + appData(100)), server(appData(400))}
}

func TestHello(t *testing.T) {
	f := play(client(hello("www.example.org")))
	if f.ServerName != "www.example.org" || f.ALPN != "h2" || !f.TLS[0].HelloOnly || f.TLS[0].Hello != 1 {
		t.Errorf("name %q, ALPN %q, %+v", f.ServerName, f.ALPN, f.TLS[0])
	}
	if f := play(client(hello("x")), server(helloAnswer(false))); f.TLS[0].HelloOnly || f.TLS[1].V13 != No || f.Mismatch != No {
		t.Errorf("answered: %+v, mismatch %v", f.TLS, f.Mismatch)
	}
	if f := play(client(hello("x") + changeCipher)); f.TLS[0].HelloOnly {
		t.Errorf("more than a ClientHello, but HelloOnly")
	}
	if f := play(client(hello("x") + record(RecordHandshake, body(40)))); f.TLS[0].HelloOnly || f.TLS[0].Hello != 1 {
		t.Errorf("another handshake record, but HelloOnly: %+v", f.TLS[0])
	}
	old := record(RecordHandshake, handshake(serverHello, "\x03\x03"+strings.Repeat("r", 32)+"\x00\x13\x01\x00"+vec16(ext(extSupportedVersions, "\x03\x03"))))
	if f := play(client(hello("x")), server(old)); f.TLS[0].V13 != No {
		t.Errorf("supported_versions of TLS 1.2: %v", f.TLS[0].V13)
	}
	if f := play(client(hello("x")), server(helloAnswer(true)[:55])); f.TLS[0].V13 != Unknown {
		t.Errorf("ServerHello cut: %v", f.TLS[0].V13)
	}
	if f := play(client(hello("evil\x1b[2J\nname"))); f.ServerName != "" {
		t.Errorf("a name that is not printable was kept: %q", f.ServerName)
	}
	m := helloMessage("split.example")
	if f := play(client(record(RecordHandshake, m[:50]) + record(RecordHandshake, m[50:]))); f.ServerName != "split.example" || !f.TLS[0].HelloOnly {
		t.Errorf("hello in two records: %q %+v", f.ServerName, f.TLS[0])
	}
	if f := play(client(hello("half.example")[:60])); f.ServerName != "" || !f.TLS[0].HelloOnly || f.TLS[0].LastComplete {
		t.Errorf("half a hello: %q %+v", f.ServerName, f.TLS[0])
	}
	big := record(RecordHandshake, handshake(clientHello, body(maxHello)))
	if f := play(client(big + appData(10))); f.TLS[0].Records != 2 || !f.TLS[0].LastComplete {
		t.Errorf("hello too large to read: %+v", f.TLS[0])
	}
}

func TestRecords(t *testing.T) {
	f := play(append(session13(), client(appData(19)), server(appData(19)))...)
	if f.TLS[0].V13 != Yes {
		t.Fatalf("TLS 1.3 was not recognised")
	}
	for d, want := range []TLS{
		{Records: 5, AppRecords: 3, AppRecordsBefore: 2, AppBytes: 172},
		{Records: 5, AppRecords: 3, AppRecordsBefore: 2, AppBytes: 1319},
	} {
		got := &f.TLS[d]
		if got.Records != want.Records || got.AppRecords != want.AppRecords || got.AppRecordsBefore != want.AppRecordsBefore || got.AppBytes != want.AppBytes {
			t.Errorf("direction %d: %+v, want %+v", d, got, want)
		}
		if got.SizedAlert() != Yes || got.Close != CloseSized || got.CloseFrame != int64(5+d) {
			t.Errorf("direction %d: final record of 19 bytes: %v, close %v in %d", d, got.SizedAlert(), got.Close, got.CloseFrame)
		}
	}
	// Application data after it shows that it was none.
	f = play(append(session13(), client(appData(19)), server(appData(5)), client(appData(50)))...)
	if f.TLS[0].Close != CloseNone || f.Stream[1].AfterPeerClose != 0 {
		t.Errorf("close was not taken back: %+v", f.TLS[0])
	}
	f = play(append(session13(), client(appData(19)), server(appData(50)))...)
	if f.Stream[1].AfterPeerClose != 55 || f.Stream[1].AfterPeerCloseFrame != 6 {
		t.Errorf("bytes after close_notify: %+v", f.Stream[1])
	}
	f = play(client(hello("x")), server(helloAnswer(true)+changeCipher+appData(900)), client(changeCipher+appData(19)))
	if x := &f.TLS[0]; x.SizedAlert() != Yes || x.AppRecordsBefore != 0 || x.Close != CloseNone {
		t.Errorf("fatal alert in the handshake: %+v", x)
	}
}

func TestAlerts(t *testing.T) {
	f := play(client(hello("x")), server(alert(2, 40)))
	if a := &f.TLS[1]; a.AlertFrame != 2 || a.AlertLevel != 2 || a.AlertCode != 40 || a.Close != CloseNone {
		t.Errorf("%+v", a)
	}
	if f.Stream[1].Proto != ProtoTLSAlert || f.Mismatch != No {
		t.Errorf("%v, mismatch %v", f.Stream[1].Proto, f.Mismatch)
	}
	if f := play(client(hello("x")), server(helloAnswer(false)+alert(1, 112))); f.TLS[1].Close != CloseNone || f.TLS[1].AlertLevel != 1 {
		t.Errorf("a warning that is no close_notify: %+v", f.TLS[1])
	}
	tls12 := []turn{client(hello("x")), server(helloAnswer(false)), client(changeCipher + record(RecordHandshake, body(40))), server(changeCipher + record(RecordHandshake, body(40))), client(appData(30))}
	f = play(append(tls12, client(record(RecordAlert, body(26))), server(record(RecordAlert, body(26))))...)
	if f.TLS[0].Close != CloseEncrypted || f.TLS[0].CloseFrame != 6 || f.TLS[1].Close != CloseEncrypted || f.TLS[0].SizedAlert() != No {
		t.Errorf("%+v", f.TLS)
	}
	if f := play(append(tls12, client(alert(1, 0)))...); f.TLS[0].Close != ClosePlain {
		t.Errorf("%+v", f.TLS[0])
	}
	if f := play(append(tls12, client(record(RecordAlert, body(26))[:20]))...); f.TLS[0].Close != CloseNone || f.TLS[0].LastComplete || f.TLS[0].LastType != RecordAlert {
		t.Errorf("alert cut off: %+v", f.TLS[0])
	}
}

// TestInnerTLS checks TLS that begins after a request for it in another protocol.
func TestInnerTLS(t *testing.T) {
	greeting := "\x4a\x00\x00\x00\x0a8.0.35\x00\x08" + body(65)
	request := "\x20\x00\x00\x01\x85\xae\x3f\x20" + strings.Repeat("\x00", 28)
	x224 := func(kind string) string { return "\x03\x00\x00\x13\x0e" + kind + strings.Repeat("\x00", 13) }
	for name, turns := range map[string][]turn{
		"SMTP": {server("220 mx ESMTP\r\n"), client("EHLO x\r\nSTARTTLS\r\n"), server("250 x\r\n220 go ahead\r\n"),
			client(hello("in.example")), server(alert(2, 40))},
		"POP":        {server("+OK\r\n"), client("STLS\r\n"), server("+OK\r\n"), client(hello("in.example")), server(alert(2, 40))},
		"PostgreSQL": {client("\x00\x00\x00\x08\x04\xd2\x16\x2f"), server("S"), client(hello("in.example")), server(helloAnswer(true) + alert(2, 40))},
		"MySQL":      {server(greeting), client(request), client(hello("in.example")), server(alert(2, 40))},
		"RDP":        {client(x224("\xe0")), server(x224("\xd0")), client(hello("in.example")), server(alert(2, 40))},
	} {
		f := play(turns...)
		a := &f.TLS[FromServer]
		if f.ServerName != "in.example" || a.AlertCode != 40 || f.Mismatch == Yes || f.Stream[0].Proto == ProtoTLS {
			t.Errorf("%s: name %q, alert %d, mismatch %v, %v to %v", name, f.ServerName, a.AlertCode, f.Mismatch, f.Stream[0].Proto, f.Stream[1].Proto)
		}
	}
	f := play(server(greeting), client("\x52\x00\x00\x01"+body(82)), server("\x07\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00"), client("\x01\x00\x00\x00\x01"))
	if f.TLS[0].Seen || f.TLS[1].Seen || f.Stream[0].Bye != 4 {
		t.Errorf("MySQL without TLS: %+v, farewell in %d", f.TLS, f.Stream[0].Bye)
	}
}

// TestMidstreamTLS checks where records are found when the start was not captured.
func TestMidstreamTLS(t *testing.T) {
	for _, x := range []struct {
		name, data string
		version    byte
		want       uint32
	}{
		{"a hello", hello("late.example"), 3, 1},
		{"a record of TLS 1.2 that goes on", appData(3000)[:1460], 3, 1},
		{"a record of TLS 1.0", appData(300), 1, 1},
		{"two whole records", appData(300) + alert(1, 0), 2, 2},
		{"a record of TLS 1.0 that goes on", appData(3000)[:1460], 1, 0},
		{"the middle of a record", appData(3000)[100:1500], 3, 0},
		{"an alert that goes on", record(RecordAlert, body(60))[:40], 3, 0},
	} {
		p := &player{pool: NewPool(0)}
		p.conn = p.pool.Get()
		b := []byte(x.data)
		if b[1] == 3 && b[2] == 3 {
			for i := 0; i+recordHeader <= len(b); i += recordHeader + int(b[i+3])<<8 + int(b[i+4]) {
				b[i+2] = x.version
			}
		}
		p.say(client(string(b)), 0)
		if f := p.conn.Facts(); f.TLS[0].Records != x.want || f.TLS[0].CountsKnown {
			t.Errorf("%s: %d records, want %d; %+v", x.name, f.TLS[0].Records, x.want, f.TLS[0])
		}
	}
}

func TestTLSStartsMessage(t *testing.T) {
	p := newPlayer()
	for _, s := range session13() {
		p.say(s, 0)
	}
	first := p.next[FromClient]
	p.say(client(appData(200)), 0)
	second := p.next[FromClient]
	p.say(client(appData(200)), 0)
	if got := [2]Truth{p.conn.StartsMessage(FromClient, first), p.conn.StartsMessage(FromClient, second)}; got != [2]Truth{Yes, No} {
		t.Errorf("request in two records: %v", got)
	}
	p.say(server(appData(30)), 0)
	third := p.next[FromClient]
	p.say(client(appData(19)), 0)
	if got := p.conn.StartsMessage(FromClient, third); got != No {
		t.Errorf("an alert counts as a request: %v", got)
	}
}
