package fact

// Side is an end of a connection.
type Side uint8

// The values of Side.
const (
	// Client is the originator: who sent the SYN, else who role_basis says.
	Client Side = iota
	// Server is the responder.
	Server
)

var sideNames = []string{"client", "server"}

// String is the text of the value in tables and predicates.
func (v Side) String() string { return enumText(sideNames, uint8(v)) }

// Values lists all texts in numeric order.
func (Side) Values() []string { return sideNames }

// Form is the shape of a RST, decided before its story (rst-causes 2 and 13).
type Form uint8

// The values of Form.
const (
	// FormOdd is anything else.
	FormOdd Form = iota
	// FormReplyNoack is RST+ACK answering a segment without ACK: RST.ack == T.seq+len (RFC 9293 3.10.7.1).
	FormReplyNoack
	// FormReplyAck is a RST without ACK whose seq is the trigger's ack.
	FormReplyAck
	// FormRstackReply is RST+ACK, window 0 and no options, whose seq is the trigger's ack: old stacks, firewalls, proxies, Windows after its FIN.
	FormRstackReply
	// FormAbort is RST+ACK at the sender's own next sequence number: a live socket chose to die.
	FormAbort
	// FormBareAbort is a RST without ACK at the sender's next sequence number that answers nothing.
	FormBareAbort
	// FormReplyUnpaired is a bare RST of reply shape whose trigger is not in the capture.
	FormReplyUnpaired
)

var formNames = []string{"odd", "reply_noack", "reply_ack", "rstack_reply", "abort", "bare_abort", "reply_unpaired"}

// String is the text of the value in tables and predicates.
func (v Form) String() string { return enumText(formNames, uint8(v)) }

// Values lists all texts in numeric order.
func (Form) Values() []string { return formNames }

// TriggerKind says what the segment was that a RST answers.
type TriggerKind uint8

// The values of TriggerKind.
const (
	// TriggerNone means that no segment of P explains the RST.
	TriggerNone TriggerKind = iota
	// TriggerSyn is a SYN.
	TriggerSyn
	// TriggerSynAck is a SYN-ACK.
	TriggerSynAck
	// TriggerHsAck is the third segment of the handshake, without data.
	TriggerHsAck
	// TriggerAckOfFin is the first pure ACK that covers S's FIN.
	TriggerAckOfFin
	// TriggerPureAck is any other segment without data.
	TriggerPureAck
	// TriggerData carries payload.
	TriggerData
	// TriggerFin carries FIN (with or without payload).
	TriggerFin
	// TriggerKaProbe is a keep-alive probe (RFC 9293 3.8.4).
	TriggerKaProbe
	// TriggerOddFlags has a flag combination no connection uses.
	TriggerOddFlags
)

var triggerKindNames = []string{"none", "syn", "synack", "hs_ack", "ack_of_fin", "pure_ack", "data", "fin", "ka_probe", "odd_flags"}

// String is the text of the value in tables and predicates.
func (v TriggerKind) String() string { return enumText(triggerKindNames, uint8(v)) }

// Values lists all texts in numeric order.
func (TriggerKind) Values() []string { return triggerKindNames }

// Role is the place of a RST among the RSTs of its connection (rst-causes 3.4).
type Role uint8

// The values of Role.
const (
	// RolePrimary is the first RST that is not a capture duplicate; the verdict of the flow is about it.
	RolePrimary Role = iota
	// RoleDupCapture is the same packet captured twice.
	RoleDupCapture
	// RoleReplyBurst answers its own trigger, one of several segments in flight.
	RoleReplyBurst
	// RoleAfterAbortReply answers data that crossed an abort.
	RoleAfterAbortReply
	// RoleReverse comes from the other side than the primary.
	RoleReverse
	// RoleRepeat is identical to an earlier one and answers nothing.
	RoleRepeat
	// RoleVariant differs in seq, ack or TTL and answers nothing.
	RoleVariant
	// RoleEndpointLate is a genuine abort after a reply-form RST of the same address: a filter sent the first.
	RoleEndpointLate
)

var roleNames = []string{"primary", "dup_capture", "reply_burst", "after_abort_reply", "reverse", "repeat", "variant", "endpoint_late"}

// String is the text of the value in tables and predicates.
func (v Role) String() string { return enumText(roleNames, uint8(v)) }

// Values lists all texts in numeric order.
func (Role) Values() []string { return roleNames }

// Effect says what the RST did to its target (rst-causes 3.2).
type Effect uint8

// The values of Effect.
const (
	// EffectUnknown means that the capture ends too soon or lacks P.
	EffectUnknown Effect = iota
	// EffectAccepted means that P fell silent.
	EffectAccepted
	// EffectIgnored means that the connection went on.
	EffectIgnored
	// EffectChallenged means that P answered with a challenge ACK (RFC 5961 3.2).
	EffectChallenged
	// EffectMoot means that the connection had already ended.
	EffectMoot
)

var effectNames = []string{"unknown", "accepted", "ignored", "challenged", "moot"}

// String is the text of the value in tables and predicates.
func (v Effect) String() string { return enumText(effectNames, uint8(v)) }

// Values lists all texts in numeric order.
func (Effect) Values() []string { return effectNames }

// Risk grades the loss of data.
type Risk uint8

// The values of Risk.
const (
	// RiskUnknown means not determinable.
	RiskUnknown Risk = iota
	// RiskNone means that nothing was lost.
	RiskNone
	// RiskPossible means that bytes may have been lost.
	RiskPossible
	// RiskLikely means that bytes were probably lost.
	RiskLikely
	// RiskCertain means that bytes were lost.
	RiskCertain
)

var riskNames = []string{"unknown", "none", "possible", "likely", "certain"}

// String is the text of the value in tables and predicates.
func (v Risk) String() string { return enumText(riskNames, uint8(v)) }

// Values lists all texts in numeric order.
func (Risk) Values() []string { return riskNames }

// UnreadGrade says how well unread received data can explain an abort (rst-causes 3.1).
type UnreadGrade uint8

// The values of UnreadGrade.
const (
	// UnreadX means that P sent no byte: impossible.
	UnreadX UnreadGrade = iota
	// Unread0 means no byte of P after S's last payload.
	Unread0
	// Unread1 means that P's bytes are newer than S's last payload, but not by much evidence.
	Unread1
	// Unread2 means that P's payload reached S shortly before the abort and S sent nothing after it.
	Unread2
	// Unread3 means that application framing proves bytes left over.
	Unread3
)

var unreadGradeNames = []string{"ux", "u0", "u1", "u2", "u3"}

// String is the text of the value in tables and predicates.
func (v UnreadGrade) String() string { return enumText(unreadGradeNames, uint8(v)) }

// Values lists all texts in numeric order.
func (UnreadGrade) Values() []string { return unreadGradeNames }

// SeqPos places a sequence number against the receiver's window.
type SeqPos uint8

// The values of SeqPos.
const (
	// SeqUnknown means that the capture lacks P's ack or window.
	SeqUnknown SeqPos = iota
	// SeqExact equals the next expected number (RFC 5961 3.2: accepted).
	SeqExact
	// SeqIn lies in the window (challenged by RFC 5961 stacks).
	SeqIn
	// SeqMinus1 is one below the next expected number.
	SeqMinus1
	// SeqBelow lies below the window.
	SeqBelow
	// SeqAbove lies above the window.
	SeqAbove
)

var seqPosNames = []string{"unknown", "exact", "in", "minus1", "below", "above"}

// String is the text of the value in tables and predicates.
func (v SeqPos) String() string { return enumText(seqPosNames, uint8(v)) }

// Values lists all texts in numeric order.
func (SeqPos) Values() []string { return seqPosNames }

// IPIDClass compares the RST's IP-ID with the sender's earlier ones.
type IPIDClass uint8

// The values of IPIDClass.
const (
	// IPIDNA means IPv6, or nothing to compare with.
	IPIDNA IPIDClass = iota
	// IPIDContinues means a step of 1 to 64.
	IPIDContinues
	// IPIDZero means 0 where others were not.
	IPIDZero
	// IPIDSame means equal to the last one.
	IPIDSame
	// IPIDJump means another counter.
	IPIDJump
)

var iPIDClassNames = []string{"na", "continues", "zero", "same", "jump"}

// String is the text of the value in tables and predicates.
func (v IPIDClass) String() string { return enumText(iPIDClassNames, uint8(v)) }

// Values lists all texts in numeric order.
func (IPIDClass) Values() []string { return iPIDClassNames }

// WinRel compares the RST's window with S's last one.
type WinRel uint8

// The values of WinRel.
const (
	// WinNA means nothing to compare with.
	WinNA WinRel = iota
	// WinZero means 0.
	WinZero
	// WinSame means the last one advertised.
	WinSame
	// WinOther means neither.
	WinOther
)

var winRelNames = []string{"na", "zero", "same", "other"}

// String is the text of the value in tables and predicates.
func (v WinRel) String() string { return enumText(winRelNames, uint8(v)) }

// Values lists all texts in numeric order.
func (WinRel) Values() []string { return winRelNames }

// PayloadKind classifies the payload of a RST (RFC 9293 3.5.3; draft-ietf-tcpm-rst-diagnostic-payload).
type PayloadKind uint8

// The values of PayloadKind.
const (
	// PayloadNone means no payload.
	PayloadNone PayloadKind = iota
	// PayloadCompact is the draft's compact form: magic, code, PEN.
	PayloadCompact
	// PayloadFreetext is the draft's UTF-8 form.
	PayloadFreetext
	// PayloadASCII is at least 80 % printable ASCII.
	PayloadASCII
	// PayloadBinary is anything else.
	PayloadBinary
)

var payloadKindNames = []string{"none", "compact", "freetext", "ascii", "binary"}

// String is the text of the value in tables and predicates.
func (v PayloadKind) String() string { return enumText(payloadKindNames, uint8(v)) }

// Values lists all texts in numeric order.
func (PayloadKind) Values() []string { return payloadKindNames }

// AliveKind says how S showed life after the RST.
type AliveKind uint8

// The values of AliveKind.
const (
	// AliveNone means not at all.
	AliveNone AliveKind = iota
	// AliveNewData means bytes beyond its next sequence number at the RST.
	AliveNewData
	// AliveFin means a FIN.
	AliveFin
	// AliveRetx means a retransmission.
	AliveRetx
	// AliveAck means an ACK of bytes that P sent after the RST.
	AliveAck
	// AliveLateAbort means a genuine abort after a RST of reply form.
	AliveLateAbort
	// AliveSynack means a late SYN-ACK to the same SYN with another TTL.
	AliveSynack
)

var aliveKindNames = []string{"none", "new_data", "fin", "retx", "ack", "late_abort", "synack"}

// String is the text of the value in tables and predicates.
func (v AliveKind) String() string { return enumText(aliveKindNames, uint8(v)) }

// Values lists all texts in numeric order.
func (AliveKind) Values() []string { return aliveKindNames }

// BulkDir is the direction of a bulk transfer.
type BulkDir uint8

// The values of BulkDir.
const (
	// BulkNone means no bulk.
	BulkNone BulkDir = iota
	// BulkSToP means from S to P.
	BulkSToP
	// BulkPToS means from P to S.
	BulkPToS
)

var bulkDirNames = []string{"none", "s_to_p", "p_to_s"}

// String is the text of the value in tables and predicates.
func (v BulkDir) String() string { return enumText(bulkDirNames, uint8(v)) }

// Values lists all texts in numeric order.
func (BulkDir) Values() []string { return bulkDirNames }

// StaleKind says what a reused tuple met.
type StaleKind uint8

// The values of StaleKind.
const (
	// StaleNone means no earlier instance.
	StaleNone StaleKind = iota
	// StaleUnknown means an earlier instance in a state the capture does not show.
	StaleUnknown
	// StaleTimeWait means that the earlier instance was closed, the answering side first, within 240 s.
	StaleTimeWait
	// StaleHalfOpen means that the earlier instance never closed.
	StaleHalfOpen
)

var staleKindNames = []string{"none", "unknown", "time_wait", "half_open"}

// String is the text of the value in tables and predicates.
func (v StaleKind) String() string { return enumText(staleKindNames, uint8(v)) }

// Values lists all texts in numeric order.
func (StaleKind) Values() []string { return staleKindNames }

// SynPrint is the print of a scanner's SYN.
type SynPrint uint8

// The values of SynPrint.
const (
	// PrintNone means an ordinary SYN.
	PrintNone SynPrint = iota
	// PrintNmap means one option and window 1024.
	PrintNmap
	// PrintMasscan means no options: masscan and other senders of raw SYNs.
	PrintMasscan
	// PrintZmap means IP-ID 54321 and window 65535.
	PrintZmap
)

var synPrintNames = []string{"none", "nmap", "masscan", "zmap"}

// String is the text of the value in tables and predicates.
func (v SynPrint) String() string { return enumText(synPrintNames, uint8(v)) }

// Values lists all texts in numeric order.
func (SynPrint) Values() []string { return synPrintNames }

// Injector is a known injector's header print (rst-causes 7.2).
type Injector uint8

// The values of Injector.
const (
	// InjectorNone means no match.
	InjectorNone Injector = iota
	// InjectorGFW1 is RST, IP-ID 0, DF clear, random window.
	InjectorGFW1
	// InjectorGFW2 is a series of RST+ACK at seq X, X+1460, X+4380.
	InjectorGFW2
	// InjectorGFW3 is RST+ACK with IP-ID 0x9916 to 0x9933 and DF clear.
	InjectorGFW3
	// InjectorHenan is RST+ACK, IP-ID 1, DF clear, ten binary bytes of payload.
	InjectorHenan
	// InjectorGFW2025 is three RST+ACK with windows n, n+1, n+2.
	InjectorGFW2025
	// InjectorNDSS is a device of the 2009 study: text or step 12503.
	InjectorNDSS
)

var injectorNames = []string{"none", "gfw_type1", "gfw_type2", "gfw_type3", "henan", "gfw_2025_08", "ndss09"}

// String is the text of the value in tables and predicates.
func (v Injector) String() string { return enumText(injectorNames, uint8(v)) }

// Values lists all texts in numeric order.
func (Injector) Values() []string { return injectorNames }

// SealedBy says what ended the wait for evidence after a RST.
type SealedBy uint8

// The values of SealedBy.
const (
	// SealedLinger is the linger in capture time.
	SealedLinger SealedBy = iota
	// SealedFlowEnd is the end of the connection's record (reuse of the port, idle).
	SealedFlowEnd
	// SealedEOF is the end of the capture.
	SealedEOF
	// SealedEvicted is the memory bound.
	SealedEvicted
)

var sealedByNames = []string{"linger", "flow_end", "eof", "evicted"}

// String is the text of the value in tables and predicates.
func (v SealedBy) String() string { return enumText(sealedByNames, uint8(v)) }

// Values lists all texts in numeric order.
func (SealedBy) Values() []string { return sealedByNames }

// ZwActor says who ended a connection with a closed window.
type ZwActor uint8

// The values of ZwActor.
const (
	// ZwNone means no closed window.
	ZwNone ZwActor = iota
	// ZwWriter is the side that could not send.
	ZwWriter
	// ZwReader is the side that advertised window 0.
	ZwReader
)

var zwActorNames = []string{"none", "writer", "reader"}

// String is the text of the value in tables and predicates.
func (v ZwActor) String() string { return enumText(zwActorNames, uint8(v)) }

// Values lists all texts in numeric order.
func (ZwActor) Values() []string { return zwActorNames }

// LastKind is the kind of the packet before the RST.
type LastKind uint8

// The values of LastKind.
const (
	// LastNone means that the RST is the flow's first packet.
	LastNone LastKind = iota
	// LastSyn is a SYN.
	LastSyn
	// LastSynAck is a SYN-ACK.
	LastSynAck
	// LastAck has no payload.
	LastAck
	// LastData carries payload.
	LastData
	// LastFin carries FIN.
	LastFin
	// LastRst is a RST.
	LastRst
	// LastProbe is a keep-alive or window probe.
	LastProbe
)

var lastKindNames = []string{"none", "syn", "synack", "ack", "data", "fin", "rst", "probe"}

// String is the text of the value in tables and predicates.
func (v LastKind) String() string { return enumText(lastKindNames, uint8(v)) }

// Values lists all texts in numeric order.
func (LastKind) Values() []string { return lastKindNames }
