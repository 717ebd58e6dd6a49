package fact

// RoleBasis says how client and server were told apart.
type RoleBasis uint8

// The values of RoleBasis.
const (
	// BasisSyn by the SYN.
	BasisSyn RoleBasis = iota
	// BasisSynAck by the SYN-ACK.
	BasisSynAck
	// BasisApp by the first bytes of the application.
	BasisApp
	// BasisPort by the lower, well-known port.
	BasisPort
	// BasisFirst by who sent the first packet.
	BasisFirst
)

var roleBasisNames = []string{"syn", "synack", "app", "port", "first"}

// String is the text of the value in tables and predicates.
func (v RoleBasis) String() string { return enumText(roleBasisNames, uint8(v)) }

// Values lists all texts in numeric order.
func (RoleBasis) Values() []string { return roleBasisNames }

// EndReason says why the record of a flow ended.
type EndReason uint8

// The values of EndReason.
const (
	// EndEOF the capture ended.
	EndEOF EndReason = iota
	// EndFin both sides closed.
	EndFin
	// EndRst a RST ended it.
	EndRst
	// EndReuse a new connection took the tuple.
	EndReuse
	// EndIdle nothing came for the idle bound.
	EndIdle
	// EndEvicted the memory bound pushed it out.
	EndEvicted
)

var endReasonNames = []string{"eof", "fin", "rst", "reuse", "idle", "evicted"}

// String is the text of the value in tables and predicates.
func (v EndReason) String() string { return enumText(endReasonNames, uint8(v)) }

// Values lists all texts in numeric order.
func (EndReason) Values() []string { return endReasonNames }

// ConnState is Zeek's conn_state (conn/main.zeek).
type ConnState uint8

// The values of ConnState.
const (
	// ConnOTH no SYN seen, midstream traffic.
	ConnOTH ConnState = iota
	// ConnS0 SYN seen, no reply.
	ConnS0
	// ConnS1 established, not terminated.
	ConnS1
	// ConnSF normal establishment and termination.
	ConnSF
	// ConnREJ attempt rejected.
	ConnREJ
	// ConnS2 established, close attempt by originator seen only.
	ConnS2
	// ConnS3 established, close attempt by responder seen only.
	ConnS3
	// ConnRSTO originator aborted.
	ConnRSTO
	// ConnRSTR responder aborted.
	ConnRSTR
	// ConnRSTOS0 originator sent SYN then RST.
	ConnRSTOS0
	// ConnRSTRH responder sent SYN-ACK then RST, no SYN from the originator.
	ConnRSTRH
	// ConnSH originator sent SYN then FIN.
	ConnSH
	// ConnSHR responder sent SYN-ACK then FIN, no SYN from the originator.
	ConnSHR
)

var connStateNames = []string{"OTH", "S0", "S1", "SF", "REJ", "S2", "S3", "RSTO", "RSTR", "RSTOS0", "RSTRH", "SH", "SHR"}

// String is the text of the value in tables and predicates.
func (v ConnState) String() string { return enumText(connStateNames, uint8(v)) }

// Values lists all texts in numeric order.
func (ConnState) Values() []string { return connStateNames }

// AppProto is the application protocol as its first bytes show it.
type AppProto uint8

// The values of AppProto.
const (
	// AppNone means unknown.
	AppNone AppProto = iota
	// AppHTTP is HTTP/1.
	AppHTTP
	// AppTLS is TLS.
	AppTLS
	// AppHTTP2 is cleartext HTTP/2.
	AppHTTP2
	// AppSSH is SSH.
	AppSSH
	// AppSMTP is SMTP.
	AppSMTP
	// AppFTP is FTP.
	AppFTP
	// AppOther is another recognised protocol.
	AppOther
)

var appProtoNames = []string{"none", "http", "tls", "http2", "ssh", "smtp", "ftp", "other"}

// String is the text of the value in tables and predicates.
func (v AppProto) String() string { return enumText(appProtoNames, uint8(v)) }

// Values lists all texts in numeric order.
func (AppProto) Values() []string { return appProtoNames }

// CloseOrder says how an earlier connection of the tuple ended.
type CloseOrder uint8

// The values of CloseOrder.
const (
	// CloseNone means there was none.
	CloseNone CloseOrder = iota
	// CloseOpen means it never closed.
	CloseOpen
	// CloseClientFirst the client sent FIN first.
	CloseClientFirst
	// CloseServerFirst the server sent FIN first.
	CloseServerFirst
	// CloseRst a RST ended it.
	CloseRst
)

var closeOrderNames = []string{"none", "open", "c_first", "r_first", "rst"}

// String is the text of the value in tables and predicates.
func (v CloseOrder) String() string { return enumText(closeOrderNames, uint8(v)) }

// Values lists all texts in numeric order.
func (CloseOrder) Values() []string { return closeOrderNames }

// MsgState is the state of an HTTP message by framing (RFC 9112 6).
type MsgState uint8

// The values of MsgState.
const (
	// MsgNone none begun.
	MsgNone MsgState = iota
	// MsgHeaders its head is incomplete.
	MsgHeaders
	// MsgBody its body is incomplete.
	MsgBody
	// MsgComplete complete.
	MsgComplete
	// MsgUnknown framing unknown.
	MsgUnknown
)

var msgStateNames = []string{"none", "headers", "body", "complete", "unknown"}

// String is the text of the value in tables and predicates.
func (v MsgState) String() string { return enumText(msgStateNames, uint8(v)) }

// Values lists all texts in numeric order.
func (MsgState) Values() []string { return msgStateNames }
