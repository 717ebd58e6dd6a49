package fact

// Reset is one RST and everything that was known around it when its row was sealed: the only input of a
// verdict. The groups follow the order of reasoning.
type Reset struct {
	ResetID
	ResetHeader
	ResetForm
	ResetLineage
	ResetSetup
	ResetBytes
	ResetClose
	ResetTail
	ResetAfter
	ResetSeries
	ResetApp
	ResetCross
}

// JudgedReset is a row of the resets table: the facts and the verdict that follows from them alone.
type JudgedReset struct {
	Reset
	Verdict
}

// ResetID names the RST and its connection.
type ResetID struct {
	// Capture is the base name of the input file (the full path is in captures).
	Capture string `col:"capture"`
	// FrameNumber is the RST's frame number in its file.
	FrameNumber int64 `col:"frame_number" ws:"frame.number"`
	// TsNs is the capture time of the RST since the epoch. Unknown when the block carries no time.
	TsNs Opt[int64] `col:"ts_ns" unit:"ns" ws:"frame.time_epoch"`
	// FlowID names the connection, stable from run to run.
	FlowID int64 `col:"flow_id"`
	// TCPStream is Wireshark's stream index of the packet.
	TCPStream int64 `col:"tcp_stream" ws:"tcp.stream"`
	// ClientIP is the originator's address.
	ClientIP Addr `col:"client_ip"`
	// ServerIP is the responder's address.
	ServerIP Addr `col:"server_ip"`
	// ClientPort is the originator's TCP port.
	ClientPort uint16 `col:"client_port"`
	// ServerPort is the responder's TCP port.
	ServerPort uint16 `col:"server_port"`
	// IPVersion is 4 or 6.
	IPVersion uint8 `col:"ip_version" ws:"ip.version"`
	// RoleBasis says how client and server were told apart.
	RoleBasis RoleBasis `col:"flow_role_basis"`
	// From is the sender S of the RST.
	From Side `col:"rst_from"`
	// Index counts the RSTs of the flow from 1, in frame order.
	Index int32 `col:"rst_index" unit:"count"`
	// Role is the place of this RST among those of its flow (rst-causes 3.4).
	Role Role `col:"rst_role"`
	// PrimaryFrame is the frame of the flow's primary RST.
	PrimaryFrame int64 `col:"rst_primary_frame"`
	// SealedBy says what ended the wait for evidence after the RST.
	SealedBy SealedBy `col:"rst_sealed_by"`
}

// ResetHeader is the RST as it stands on the wire.
type ResetHeader struct {
	// SeqRaw is the sequence number.
	SeqRaw uint32 `col:"tcp_seq_raw" ws:"tcp.seq_raw"`
	// AckRaw is the acknowledgment field, set or not (some stacks fill it without the flag).
	AckRaw uint32 `col:"tcp_ack_raw" ws:"tcp.ack_raw"`
	// Flags are the 12 flag bits.
	Flags uint16 `col:"tcp_flags" unit:"bitset" ws:"tcp.flags"`
	// AckFlag says that ACK is set.
	AckFlag bool `col:"rst_ack_flag" ws:"tcp.flags.ack"`
	// AckFieldNonzero says that the acknowledgment field is not 0 although ACK is clear.
	AckFieldNonzero bool `col:"rst_ack_field_nonzero"`
	// FlagsIllegal says that RST comes with SYN, or with FIN and without ACK, or with every flag.
	FlagsIllegal bool `col:"rst_flags_illegal" see:"RFC 9293 3.10.7"`
	// WindowRaw is the window field, unscaled.
	WindowRaw uint16 `col:"tcp_window_raw" ws:"tcp.window_size_value"`
	// OptBytes is the length of the TCP options.
	OptBytes uint8 `col:"rst_opt_bytes" unit:"bytes"`
	// TTL is the IPv4 TTL or IPv6 hop limit.
	TTL uint8 `col:"ip_ttl" unit:"hops" ws:"ip.ttl"`
	// IPID is the IPv4 identification. Unknown when the packet is IPv6.
	IPID Opt[uint16] `col:"ip_id" ws:"ip.id"`
	// DF is the don't-fragment flag. Unknown when the packet is IPv6.
	DF Opt[bool] `col:"ip_df" ws:"ip.flags.df"`
	// BadChecksum says that the TCP checksum is wrong. Unknown when it was not checked, or offloaded.
	BadChecksum Opt[bool] `col:"rst_bad_checksum"`
	// MD5 says that the RST carries the MD5 option (RFC 2385).
	MD5 bool `col:"rst_md5"`
	// PayloadLen is the length of the RST's payload on the wire.
	PayloadLen uint32 `col:"rst_payload_len" unit:"bytes" ws:"tcp.len"`
	// PayloadKind classifies the payload.
	PayloadKind PayloadKind `col:"rst_payload_kind" see:"RFC 9293 3.5.3; draft-ietf-tcpm-rst-diagnostic-payload"`
	// PayloadText is the readable payload, at most 255 bytes, control characters escaped. Unknown when the payload is not text.
	PayloadText Opt[string] `col:"rst_payload_text"`
	// DiagCode is the reason code of the compact diagnostic payload. Unknown when the payload is not of that form.
	DiagCode Opt[uint16] `col:"rst_diag_code" see:"draft-ietf-tcpm-rst-diagnostic-payload"`
	// DiagPEN is the private enterprise number beside the code. Unknown when the payload is not of that form.
	DiagPEN Opt[uint32] `col:"rst_diag_pen" see:"draft-ietf-tcpm-rst-diagnostic-payload"`
	// F5Cause is the reset cause that BIG-IP writes into payload or trailer. Unknown when there is none.
	F5Cause Opt[string] `col:"rst_f5_cause" see:"F5 K13223"`
	// NetscalerCode is the window value if it is one of the codes that Citrix NetScaler puts there (9200 to 9999 and 8196 to 8206). Unknown when it is not.
	NetscalerCode Opt[uint16] `col:"rst_netscaler_code" see:"Citrix CTX200852"`
	// MPTCPReason is the reason of an MP_TCPRST option. Unknown when the RST carries none.
	MPTCPReason Opt[uint8] `col:"rst_mptcp_reason" see:"RFC 8684 3.6"`
	// MPTCPFastclose says that this RST, or the segment it answers, carries MP_FASTCLOSE.
	MPTCPFastclose bool `col:"rst_mptcp_fastclose" see:"RFC 8684 3.5"`
	// MPTCPFastcloseP says that P sent MP_FASTCLOSE before: the RST answers it.
	MPTCPFastcloseP bool `col:"rst_mptcp_fastclose_p" see:"RFC 8684 3.5"`
}

// ResetForm decides whether the RST is an abort or a reply, and to what.
type ResetForm struct {
	// Form is the shape of the RST.
	Form Form `col:"rst_form" see:"rst-causes 2, 13"`
	// IsReply says that the form is reply_noack, reply_ack, rstack_reply or reply_unpaired.
	IsReply bool `col:"rst_is_reply"`
	// TriggerKind is the kind of the segment that the RST answers.
	TriggerKind TriggerKind `col:"rst_trigger_kind"`
	// TriggerFrame is the frame of the segment that the RST answers. Unknown when there is none in the capture.
	TriggerFrame Opt[int64] `col:"rst_trigger_frame"`
	// TriggerDelayUs is the time from the trigger to the RST. Unknown when there is no trigger.
	TriggerDelayUs Opt[int64] `col:"rst_trigger_delay_us" unit:"us"`
	// TriggerLen is the payload length of the trigger. Unknown when there is no trigger.
	TriggerLen Opt[uint32] `col:"rst_trigger_len" unit:"bytes"`
	// TriggerAckRelFin is T.ack - (fin_seq_s + 1): 0 means that the trigger acknowledged S's FIN exactly, below 0 that it did not know it. Unknown when there is no trigger or S sent no FIN before the RST.
	TriggerAckRelFin Opt[int64] `col:"rst_trigger_ack_rel_fin" unit:"bytes"`
	// TriggerAckRelIsn is T.ack - (ISN_s + 1). Unknown when there is no trigger with ACK or S's SYN was not captured.
	TriggerAckRelIsn Opt[int64] `col:"rst_trigger_ack_rel_isn" unit:"bytes"`
	// TriggerNearFin says that the trigger was seen at most RTT_p + 50 ms after S's FIN, or before it: its sender can't have known the FIN. Unknown when there is no trigger or no FIN.
	TriggerNearFin Opt[bool] `col:"rst_trigger_near_fin"`
	// TriggerNewRequest says that the trigger starts a valid message by framing after a complete exchange. Unknown when there is no trigger with payload or no framing.
	TriggerNewRequest Opt[bool] `col:"rst_trigger_new_request"`
	// TriggerTLSAlert says that the trigger's payload is alert-sized TLS: a close_notify rather than a request.
	TriggerTLSAlert bool `col:"rst_trigger_tls_alert"`
	// SeqRelSndNxt is RST.seq - snd_nxt_s. Unknown when S sent nothing before.
	SeqRelSndNxt Opt[int64] `col:"rst_seq_rel_snd_nxt" unit:"bytes"`
	// SeqRelPeerAck is RST.seq - last ack of P (0: exactly what P expects). Unknown when P sent no ACK.
	SeqRelPeerAck Opt[int64] `col:"rst_seq_rel_peer_ack" unit:"bytes"`
	// SeqInWindow places RST.seq against P's ack and scaled window.
	SeqInWindow SeqPos `col:"rst_seq_in_window" see:"RFC 5961 3.2"`
	// AckRelPeerEnd is RST.ack - highest sequence end of P. Above 0 the capture point saw the RST before P's data. Unknown when ACK is clear or P sent nothing.
	AckRelPeerEnd Opt[int64] `col:"rst_ack_rel_peer_end" unit:"bytes"`
	// SeqEqualsFin says that RST.seq is the sequence number of S's own FIN. False when S sent none.
	SeqEqualsFin bool `col:"rst_seq_equals_fin"`
}

// ResetLineage compares the RST with S's other packets of the same connection.
type ResetLineage struct {
	// Genuine says that the RST continues S's own stream: abort form, TS present and monotonic or not negotiated, IP-ID continues, TTL within 1. Unknown when neither IP-ID nor TS can be compared, or the form is not an abort.
	Genuine Opt[bool] `col:"rst_genuine" see:"rst-causes 2, 13"`
	// AlienScore counts the header signs against S's stack. Unknown when S sent nothing else.
	AlienScore Opt[uint8] `col:"rst_alien_score" unit:"count"`
	// AlienSigns names them, space separated: ttl ipid df mac ts window faster_than_rtt. Unknown when there are none.
	AlienSigns Opt[string] `col:"rst_alien_signs"`
	// TTLDelta is RST.ttl minus the nearest TTL seen from S in this connection, before or after. Unknown when S sent nothing else.
	TTLDelta Opt[int32] `col:"rst_ttl_delta" unit:"hops"`
	// TTLDeltaAbs is the magnitude of rst_ttl_delta. Unknown when that is.
	TTLDeltaAbs Opt[int32] `col:"rst_ttl_delta_abs" unit:"hops"`
	// SenderTTL is the TTL of S's other packets that is nearest to the RST's. Unknown when S sent nothing else.
	SenderTTL Opt[uint8] `col:"rst_sender_ttl" unit:"hops"`
	// SenderTTLPackets counts S's other packets that TTL was compared with.
	SenderTTLPackets int32 `col:"rst_sender_ttl_packets" unit:"packets"`
	// IPIDClass compares with the IP-ID of S's last packet, SYNs and replies skipped.
	IPIDClass IPIDClass `col:"rst_ipid_class"`
	// IPIDDelta is the difference to it, modulo 65536. Unknown when there is nothing to compare with.
	IPIDDelta Opt[int32] `col:"rst_ipid_delta"`
	// DFSame says that DF equals that of S's other packets. Unknown when IPv6 or S sent nothing else.
	DFSame Opt[bool] `col:"rst_df_same"`
	// MACSame says that the source MAC equals that of S's other packets at the same interface. Unknown when there is no Ethernet or nothing to compare with.
	MACSame Opt[bool] `col:"rst_mac_same"`
	// TSExpected says that timestamps were negotiated (RFC 7323). Unknown when the handshake was not captured and S sent none.
	TSExpected Opt[bool] `col:"rst_ts_expected" see:"RFC 7323"`
	// TSPresent says that the RST carries a timestamp.
	TSPresent bool `col:"rst_ts_present"`
	// TSDelta is TSval minus S's last TSval, in S's ticks. Unknown when either is missing.
	TSDelta Opt[int64] `col:"rst_ts_delta"`
	// WinRel compares the window with S's last one.
	WinRel WinRel `col:"rst_win_rel"`
	// FasterThanRTT says that a reply came faster than half of the smallest RTT of S. Unknown when the form is no reply or the RTT is unknown.
	FasterThanRTT Opt[bool] `col:"rst_faster_than_rtt"`
	// Injector is a known print that the RST matches.
	Injector Injector `col:"rst_injector_print" see:"rst-causes 7.2"`
}
