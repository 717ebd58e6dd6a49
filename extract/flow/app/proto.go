package app

// Proto is what the first bytes of one direction show, by magic numbers alone;
// the port has no say.
type Proto uint8

// The values of Proto. Where client and server of a protocol begin alike there
// is one value; where one of the two is recognisable by its bytes, there are two.
const (
	ProtoUnknown      Proto = iota // nothing recognised, or the first bytes were not captured
	ProtoHTTPRequest               // a request line, RFC 9112 3
	ProtoHTTPResponse              // a status line, RFC 9112 4
	ProtoHTTP2                     // connection preface or first SETTINGS frame, RFC 9113 3.4
	ProtoTLS                       // a handshake record that begins a hello, or ChangeCipherSpec, RFC 8446 5.1
	ProtoTLSAlert                  // a plaintext alert record, RFC 8446 6
	ProtoSSH                       // "SSH-", RFC 4253 4.2
	ProtoSMTP                      // greeting, or EHLO or HELO, RFC 5321
	ProtoFTP                       // greeting that says so, RFC 959
	ProtoMailOrFTP                 // "220 " greeting that SMTP and FTP share
	ProtoPOP                       // "+OK" greeting, RFC 1939
	ProtoIMAP                      // "* OK" greeting, RFC 3501
	ProtoSMB                       // SMB 1, 2 or 3 in a NetBIOS session, MS-SMB2 2.1
	ProtoRDP                       // TPKT with an X.224 connection PDU, MS-RDPBCGR 2.2.1
	ProtoMySQL                     // server greeting, protocol 10
	ProtoPostgres                  // startup, SSL, GSS or cancel request; error answer
	ProtoTDS                       // SQL Server pre-login, MS-TDS 2.2.6.5
	ProtoMongo                     // OP_MSG or OP_QUERY
	ProtoMQTT                      // CONNECT, MQTT 5.0 3.1
	ProtoAMQP                      // "AMQP" protocol header
	ProtoRedis                     // RESP array of bulk strings, or an error only Redis words so
	ProtoBGP                       // marker of sixteen 0xFF, RFC 4271 4.1
	ProtoRTSP                      // request or status line, RFC 7826
	ProtoSIP                       // request or status line, RFC 3261
	ProtoVNC                       // "RFB ", RFC 6143 7.1.1
	ProtoTelnet                    // option negotiation, RFC 854
	ProtoBitTorrent                // peer handshake, BEP 3
	ProtoHTML                      // a page without a status line: what some HTTP servers answer to bytes that are no HTTP
)

var protoNames = [...]string{
	"unknown", "http_request", "http_response", "http2", "tls", "tls_alert", "ssh",
	"smtp", "ftp", "smtp_or_ftp", "pop", "imap", "smb", "rdp", "mysql", "postgres",
	"tds", "mongodb", "mqtt", "amqp", "redis", "bgp", "rtsp", "sip", "vnc", "telnet",
	"bittorrent", "html",
}

// String is the name of p as it stands in tables.
func (p Proto) String() string {
	if int(p) < len(protoNames) {
		return protoNames[p]
	}
	return "invalid"
}
