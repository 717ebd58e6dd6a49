package app

import (
	"strings"
	"testing"
)

// samples are first bytes of each protocol, longer than the magic.
var samples = []struct {
	proto Proto
	bytes string
}{
	{ProtoHTTPRequest, getRequest},
	{ProtoHTTPRequest, "OPTIONS * HTTP/1.1\r\n\r\n"},
	{ProtoHTTPRequest, "CONNECT example.org:443 HTTP/1.1\r\n\r\n"},
	{ProtoHTTPRequest, "GET http://example.org/ HTTP/1.1\r\n\r\n"},
	{ProtoHTTPRequest, "BREW /pot HTTP/1.1\r\n\r\n"},
	{ProtoHTTPResponse, "HTTP/1.0 400 Bad request\r\n"},
	{ProtoHTTP2, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04"},
	{ProtoHTTP2, "\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64"},
	{ProtoTLS, hello("example.org")},
	{ProtoTLS, helloAnswer(true)},
	{ProtoTLSAlert, alert(2, 70)},
	{ProtoSSH, "SSH-2.0-OpenSSH_9.2\r\n"},
	{ProtoSMTP, "220 mx.example.org ESMTP Postfix\r\n"},
	{ProtoSMTP, "EHLO client.example\r\n"},
	{ProtoFTP, "220 (vsFTPd 3.0.5)\r\n"},
	{ProtoFTP, "220-Welcome to the ftp service\r\n220 ready\r\n"},
	{ProtoMailOrFTP, "220 ready\r\n"},
	{ProtoPOP, "+OK ready\r\n"},
	{ProtoIMAP, "* OK [CAPABILITY IMAP4rev1] ready\r\n"},
	{ProtoSMB, "\x00\x00\x00\x2f\xffSMBr\x00\x00"},
	{ProtoSMB, "\x00\x00\x00\xe8\xfeSMB\x40\x00"},
	{ProtoRDP, "\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00"},
	{ProtoRDP, "\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x02\x00\x08\x00\x02\x00\x00\x00"},
	{ProtoMySQL, "\x4a\x00\x00\x00\x0a8.0.35\x00\x08\x00\x00\x00"},
	{ProtoMySQL, "\x6c\x00\x00\x00\x0a10.11.6-MariaDB\x00"},
	{ProtoMySQL, "\x45\x00\x00\x00\xff\x6a\x04Host '192.0.2.1' is not allowed"},
	{ProtoPostgres, "\x00\x00\x00\x08\x04\xd2\x16\x2f"},
	{ProtoPostgres, "\x00\x00\x00\x29\x00\x03\x00\x00user\x00alice\x00\x00"},
	{ProtoPostgres, "R\x00\x00\x00\x17\x00\x00\x00\x0aSCRAM-SHA-256\x00\x00"},
	{ProtoPostgres, "E\x00\x00\x00\x5bSFATAL\x00VFATAL\x00C28000\x00"},
	{ProtoTDS, "\x12\x01\x00\x2f\x00\x00\x01\x00\x00\x00\x1a\x00\x06"},
	{ProtoMongo, "\x3a\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\xdd\x07\x00\x00"},
	{ProtoMQTT, "\x10\x1a\x00\x04MQTT\x04\x02\x00\x3c"},
	{ProtoMQTT, "\x10\x8a\x01\x00\x04MQTT\x05\x02\x00\x3c"},
	{ProtoAMQP, "AMQP\x00\x00\x09\x01"},
	{ProtoRedis, "*1\r\n$4\r\nPING\r\n"},
	{ProtoRedis, "-DENIED Redis is running in protected mode"},
	{ProtoBGP, strings.Repeat("\xff", 16) + "\x00\x1d\x01\x04"},
	{ProtoRTSP, "OPTIONS rtsp://example.org/ RTSP/1.0\r\n"},
	{ProtoRTSP, "RTSP/1.0 200 OK\r\n"},
	{ProtoSIP, "REGISTER sip:example.org SIP/2.0\r\n"},
	{ProtoSIP, "SIP/2.0 200 OK\r\n"},
	{ProtoVNC, "RFB 003.008\n"},
	{ProtoTelnet, "\xff\xfd\x18\xff\xfd\x20"},
	{ProtoTLS, changeCipher + appData(53)},
	{ProtoHTML, "<!DOCTYPE HTML PUBLIC"},
	{ProtoHTML, "<HTML>\r\n"},
	{ProtoMySQL, "\x20\x00\x00\x01\x85\xae\x3f\x20\x00\x00\x00\x01\x21"},
	{ProtoPostgres, "S\x16\x03\x03"},
	{ProtoPostgres, "NE\x00\x00\x00"},
	{ProtoBitTorrent, "\x13BitTorrent protocol\x00\x00"},
	{ProtoUnknown, "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13"},
	{ProtoUnknown, "\x3a\x00\x00\x00\x01\x00\x00\x00\x07\x00\x00\x00\xdd\x07\x00\x00"},
	{ProtoUnknown, "\x0a\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\xdd\x07\x00\x00"},
	{ProtoUnknown, "R\x00\x00\x00\x17\x00\x00\x01\x0a"},
	{ProtoUnknown, "get / http/1.1\r\n"},
	{ProtoUnknown, "GETTING STARTED\r\n"},
	{ProtoUnknown, "hello world\r\n"},
	{ProtoUnknown, "\x16\x03\x01\xff\xff\x01"},
}

// TestDetect checks that every protocol is known by its first bytes, and that no shorter
// prefix is taken for something else: the verdict must not hang on segmentation.
func TestDetect(t *testing.T) {
	for _, x := range samples {
		p, more := detect([]byte(x.bytes))
		if p != x.proto || more {
			t.Errorf("%.30q: got %v (more %v), want %v", x.bytes, p, more, x.proto)
		}
		for n := 1; n < len(x.bytes); n++ {
			if p, more := detect([]byte(x.bytes[:n])); !more && p != x.proto {
				t.Errorf("%.30q: its first %d bytes are called %v", x.bytes, n, p)
			}
		}
	}
}

func TestMismatch(t *testing.T) {
	ssh := server("SSH-2.0-OpenSSH_9.2\r\n")
	for _, x := range []struct {
		name  string
		turns []turn
		want  Truth
	}{
		{"HTTP to SSH", []turn{ssh, client(getRequest)}, Yes},
		{"TLS to SSH", []turn{client(hello("x")), ssh}, Yes},
		{"SSH to SSH", []turn{ssh, client("SSH-2.0-PuTTY\r\n")}, No},
		{"TLS to plain HTTP", []turn{client(hello("x")), server("HTTP/1.1 400 Bad Request\r\n\r\n")}, Yes},
		{"TLS to a page", []turn{client(hello("x")), server("<!DOCTYPE html>\n")}, Yes},
		{"HTTP to a page", []turn{client("GET /x\r\n"), server("<html>\n")}, No},
		{"HTTP to TLS", []turn{client(getRequest), server(alert(2, 10))}, Yes},
		{"HTTP to HTTP", []turn{client(getRequest), server(okEmpty)}, No},
		{"HTTP to MySQL", []turn{server("\x4a\x00\x00\x00\x0a8.0.35\x00\x08"), client(getRequest)}, Yes},
		{"HTTP/2 to HTTP/1", []turn{client("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), server("HTTP/1.1 400 Bad Request\r\n\r\n")}, Yes},
		{"SMTP greeting that says nothing, and EHLO", []turn{server("220 ready\r\n"), client("EHLO x\r\n")}, No},
		{"FTP greeting and EHLO", []turn{server("220 ftp\r\n"), client("EHLO x\r\n")}, Yes},
		{"server silent", []turn{client(getRequest)}, Unknown},
		{"client not recognised", []turn{ssh, client("USER x\r\n")}, Unknown},
		{"PROXY header, then HTTP to HTTP", []turn{client("PROXY UNKNOWN\r\n" + getRequest), server(okEmpty)}, No},
	} {
		f := play(x.turns...)
		if f.Mismatch != x.want {
			t.Errorf("%s: %v and %v: mismatch %v, want %v", x.name, f.Stream[0].Proto, f.Stream[1].Proto, f.Mismatch, x.want)
		}
		if x.want == Yes && (f.Stream[0].ProtoFrame == 0 || f.Stream[1].ProtoFrame == 0 || f.Stream[0].ProtoFrame == f.Stream[1].ProtoFrame) {
			t.Errorf("%s: frames %d and %d", x.name, f.Stream[0].ProtoFrame, f.Stream[1].ProtoFrame)
		}
	}
}

func TestMismatchNeedsFirstBytes(t *testing.T) {
	p := &player{pool: NewPool(0)}
	p.conn = p.pool.Get()
	p.say(client(getRequest), 0)
	p.say(server(alert(2, 10)), 0)
	f := p.conn.Facts()
	if f.Mismatch != Unknown || f.Stream[0].Proto != ProtoHTTPRequest || !f.Stream[0].Midstream {
		t.Errorf("mid-stream start: mismatch %v, client %v", f.Mismatch, f.Stream[0].Proto)
	}
}

func TestBye(t *testing.T) {
	for _, x := range []struct {
		name           string
		turns          []turn
		client, server int64
	}{
		{"SMTP", []turn{server("220 mx ESMTP\r\n"), client("EHLO x\r\n"), server("250 ok\r\n"), client("quit\r\n"), server("221 2.0.0 Bye\r\n")}, 4, 5},
		{"SMTP, going on", []turn{server("220 mx ESMTP\r\n"), client("QUIT\r\nNOOP\r\n"), server("221 Bye\r\n250 ok\r\n")}, 0, 0},
		{"SMTP, bare code", []turn{server("220 mx ESMTP\r\n"), client("quit\n"), server("221\n")}, 2, 3},
		{"SMTP, other code", []turn{server("220 mx ESMTP\r\n"), client("QUIT\r\n"), server("22\r\n")}, 2, 0},
		{"SMTP, line incomplete", []turn{server("220 mx ESMTP\r\n"), client("QUIT")}, 0, 0},
		{"FTP", []turn{server("220 FTP\r\n"), client("USER x\r\nQUIT\r\n"), server("221 Goodbye.\r\n")}, 2, 3},
		{"POP", []turn{server("+OK hi\r\n"), client("QUIT\r\n"), server("+OK bye\r\n")}, 2, 3},
		{"POP before QUIT", []turn{server("+OK hi\r\n"), client("STAT\r\n"), server("+OK 0 0\r\n")}, 0, 0},
		{"IMAP", []turn{server("* OK hi\r\n"), client("a1 LOGOUT\r\n"), server("* BYE bye\r\na1 OK done\r\n")}, 2, 3},
		{"no such protocol", []turn{server("hello\r\n"), client("QUIT\r\n")}, 0, 0},
		{"MySQL", []turn{server("\x4a\x00\x00\x00\x0a8.0.35\x00\x08"), client("\x03\x00\x00\x01abc"), client("\x01\x00\x00\x00\x01")}, 3, 0},
		{"PostgreSQL", []turn{client("\x00\x00\x00\x09\x00\x03\x00\x00user"), client("X\x00\x00\x00\x04")}, 2, 0},
		{"MQTT", []turn{client("\x10\x1a\x00\x04MQTT\x04\x02\x00\x3c"), client("\xe0\x00")}, 2, 0},
	} {
		f := play(x.turns...)
		if c, s := f.Stream[0].Bye, f.Stream[1].Bye; c != x.client || s != x.server {
			t.Errorf("%s: farewells in frames %d and %d, want %d and %d", x.name, c, s, x.client, x.server)
		}
	}
}
