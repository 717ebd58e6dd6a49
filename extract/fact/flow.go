package fact

// Flow is one TCP connection: one instance of a tuple. A client port used again for a new connection is a new flow.
type Flow struct {
	FlowIdentity
	FlowVolume
	FlowState
	FlowApp
	// Judged is that of the primary RST, nil for a flow without one (its columns NULL).
	*Judged
}

// FlowIdentity names the connection and its ends.
type FlowIdentity struct {
	// Capture is the base name of the input file in which the flow began.
	Capture string `col:"capture"`
	// FlowID names the flow, stable from run to run.
	FlowID int64 `col:"flow_id"`
	// TCPStream is Wireshark's stream index of the first packet.
	TCPStream int64 `col:"tcp_stream" ws:"tcp.stream"`
	// CommunityID is the Community ID, version 1, seed 0, of the tuple.
	CommunityID string `col:"community_id" see:"github.com/corelight/community-id-spec"`
	// ClientIP is the originator's address.
	ClientIP Addr `col:"client_ip"`
	// ServerIP is the responder's address.
	ServerIP Addr `col:"server_ip"`
	// ClientPort is the originator's port.
	ClientPort uint16 `col:"client_port"`
	// ServerPort is the responder's port.
	ServerPort uint16 `col:"server_port"`
	// IPVersion is 4 or 6.
	IPVersion uint8 `col:"ip_version" ws:"ip.version"`
	// RoleBasis says how client and server were told apart.
	RoleBasis RoleBasis `col:"flow_role_basis"`
	// Instance counts the connections of the tuple from 1.
	Instance int32 `col:"flow_instance" unit:"count"`
	// VLAN is the outer VLAN of the first packet. Unknown when there is none.
	VLAN Opt[uint16] `col:"vlan_id" ws:"vlan.id"`
	// Tunnel is the tunnel of the first packet. Unknown when there is none.
	Tunnel Opt[string] `col:"tunnel_type"`
	// TunnelID is its VNI, TEID, key or session. Unknown when it has none.
	TunnelID Opt[uint32] `col:"tunnel_id"`
	// FirstTsNs is the time of the first packet. Unknown when it has none.
	FirstTsNs Opt[int64] `col:"ts_ns" unit:"ns"`
	// LastTsNs is the time of the last packet. Unknown when it has none.
	LastTsNs Opt[int64] `col:"flow_last_ts_ns" unit:"ns"`
	// DurationUs is the time between them. Unknown when either is.
	DurationUs Opt[int64] `col:"flow_duration_us" unit:"us"`
	// FirstFrame is the frame of the first packet.
	FirstFrame int64 `col:"flow_first_frame"`
	// LastFrame is the frame of the last packet.
	LastFrame int64 `col:"flow_last_frame"`
}

// FlowVolume counts packets and bytes; _c is the client's side, _r the server's.
type FlowVolume struct {
	// PacketsC counts the client's packets.
	PacketsC int64 `col:"flow_packets_c" unit:"packets"`
	// PacketsR counts the server's packets.
	PacketsR int64 `col:"flow_packets_r" unit:"packets"`
	// IPBytesC sums the client's IP lengths.
	IPBytesC int64 `col:"flow_ip_bytes_c" unit:"bytes"`
	// IPBytesR sums the server's IP lengths.
	IPBytesR int64 `col:"flow_ip_bytes_r" unit:"bytes"`
	// PayloadC sums the client's payload, retransmissions included.
	PayloadC int64 `col:"flow_payload_c" unit:"bytes"`
	// PayloadR sums the server's payload, retransmissions included.
	PayloadR int64 `col:"flow_payload_r" unit:"bytes"`
	// UniqueC counts the client's payload bytes once.
	UniqueC int64 `col:"flow_bytes_c" unit:"bytes"`
	// UniqueR counts the server's payload bytes once.
	UniqueR int64 `col:"flow_bytes_r" unit:"bytes"`
	// MissingC counts bytes of the client that were acknowledged but not captured.
	MissingC int64 `col:"flow_missing_c" unit:"bytes"`
	// MissingR counts bytes of the server that were acknowledged but not captured.
	MissingR int64 `col:"flow_missing_r" unit:"bytes"`
	// RtxC counts the client's retransmitted segments.
	RtxC int32 `col:"flow_rtx_c" unit:"packets"`
	// RtxR counts the server's retransmitted segments.
	RtxR int32 `col:"flow_rtx_r" unit:"packets"`
	// OooC counts the client's segments out of order.
	OooC int32 `col:"flow_ooo_c" unit:"packets"`
	// OooR counts the server's segments out of order.
	OooR int32 `col:"flow_ooo_r" unit:"packets"`
	// DupAckC counts the client's duplicate ACKs.
	DupAckC int32 `col:"flow_dup_acks_c" unit:"packets"`
	// DupAckR counts the server's duplicate ACKs.
	DupAckR int32 `col:"flow_dup_acks_r" unit:"packets"`
	// ZeroWinC counts the client's segments with window 0.
	ZeroWinC int32 `col:"flow_zero_windows_c" unit:"packets"`
	// ZeroWinR counts the server's segments with window 0.
	ZeroWinR int32 `col:"flow_zero_windows_r" unit:"packets"`
	// KeepAliveC counts the client's keep-alive probes.
	KeepAliveC int32 `col:"flow_keep_alives_c" unit:"packets"`
	// KeepAliveR counts the server's keep-alive probes.
	KeepAliveR int32 `col:"flow_keep_alives_r" unit:"packets"`
	// Duplicates counts packets captured twice.
	Duplicates int32 `col:"flow_duplicates" unit:"packets"`
	// BadChecksums counts segments with a wrong checksum.
	BadChecksums int32 `col:"flow_bad_checksums" unit:"packets"`
	// ICMPErrors counts ICMP errors that quote the flow.
	ICMPErrors int32 `col:"flow_icmp_errors" unit:"packets"`
}

// FlowState is handshake, close and path.
type FlowState struct {
	// ConnState is Zeek's conn_state.
	ConnState ConnState `col:"zeek_conn_state" see:"Zeek conn/main.zeek"`
	// History is Zeek's history string.
	History string `col:"zeek_history" see:"Zeek conn/main.zeek"`
	// Completeness is Wireshark's conversation completeness.
	Completeness uint8 `col:"tcp_completeness" unit:"bitset" ws:"tcp.completeness"`
	// EndReason says why the record ended.
	EndReason EndReason `col:"flow_end_reason"`
	// Midstream says that the capture has no SYN of the connection.
	Midstream bool `col:"flow_midstream"`
	// OneSided says that one direction is missing although its bytes were acknowledged.
	OneSided bool `col:"flow_one_sided"`
	// SynCount counts SYNs.
	SynCount int32 `col:"flow_syn_count" unit:"packets"`
	// SynackCount counts SYN-ACKs.
	SynackCount int32 `col:"flow_synack_count" unit:"packets"`
	// SynackDelayUs is the time from the first SYN to the first SYN-ACK. Unknown when either is missing.
	SynackDelayUs Opt[int64] `col:"flow_synack_delay_us" unit:"us"`
	// InitialRTTUs is the time from the last SYN to the first ACK of either side. Unknown when either is missing.
	InitialRTTUs Opt[int64] `col:"tcp_initial_rtt_us" unit:"us" ws:"tcp.analysis.initial_rtt"`
	// RttCUs is the smallest round trip between capture point and client. Unknown when there is no sample.
	RttCUs Opt[int64] `col:"flow_rtt_c_us" unit:"us"`
	// RttRUs is the smallest round trip between capture point and server. Unknown when there is no sample.
	RttRUs Opt[int64] `col:"flow_rtt_r_us" unit:"us"`
	// MSSC is the client's MSS option. Unknown when its SYN was not captured.
	MSSC Opt[uint16] `col:"flow_mss_c" unit:"bytes"`
	// MSSR is the server's MSS option. Unknown when its SYN-ACK was not captured.
	MSSR Opt[uint16] `col:"flow_mss_r" unit:"bytes"`
	// TSOk says that timestamps were negotiated. Unknown when the handshake was not captured.
	TSOk Opt[bool] `col:"flow_ts_ok" see:"RFC 7323"`
	// SACKOk says that SACK was negotiated. Unknown when the handshake was not captured.
	SACKOk Opt[bool] `col:"flow_sack_ok" see:"RFC 2018"`
	// MPTCP says that an MPTCP option was seen.
	MPTCP bool `col:"flow_mptcp" see:"RFC 8684"`
	// FlagsC are the client's flags, or-ed.
	FlagsC uint16 `col:"flow_flags_c" unit:"bitset"`
	// FlagsR are the server's flags, or-ed.
	FlagsR uint16 `col:"flow_flags_r" unit:"bitset"`
	// FinC counts the client's FINs.
	FinC int32 `col:"flow_fins_c" unit:"packets"`
	// FinR counts the server's FINs.
	FinR int32 `col:"flow_fins_r" unit:"packets"`
	// RstC counts the client's RSTs.
	RstC int32 `col:"flow_rsts_c" unit:"packets"`
	// RstR counts the server's RSTs.
	RstR int32 `col:"flow_rsts_r" unit:"packets"`
	// TTLMinC is the client's smallest TTL. Unknown when it sent nothing.
	TTLMinC Opt[uint8] `col:"ip_ttl_min_c" unit:"hops"`
	// TTLMaxC is the client's largest TTL. Unknown when it sent nothing.
	TTLMaxC Opt[uint8] `col:"ip_ttl_max_c" unit:"hops"`
	// TTLMinR is the server's smallest TTL. Unknown when it sent nothing.
	TTLMinR Opt[uint8] `col:"ip_ttl_min_r" unit:"hops"`
	// TTLMaxR is the server's largest TTL. Unknown when it sent nothing.
	TTLMaxR Opt[uint8] `col:"ip_ttl_max_r" unit:"hops"`
	// SeqFirstC is the client's first raw sequence number: its ISN, or one before the first byte seen. Unknown when it sent nothing but resets.
	SeqFirstC Opt[uint32] `col:"flow_seq_first_c"`
	// SeqSpanC is how far the client's sequence numbers went from there, SYN and FIN counted. Unknown when flow_seq_first_c is.
	SeqSpanC Opt[int64] `col:"flow_seq_span_c" unit:"bytes"`
	// SeqFirstR is the same of the server. Unknown when it sent nothing but resets.
	SeqFirstR Opt[uint32] `col:"flow_seq_first_r"`
	// SeqSpanR is the same of the server. Unknown when flow_seq_first_r is.
	SeqSpanR Opt[int64] `col:"flow_seq_span_r" unit:"bytes"`
	// MaxIdleUs is the longest pause. Unknown when the flow has one packet.
	MaxIdleUs Opt[int64] `col:"flow_max_idle_us" unit:"us"`
	// RstFrame is the frame of the primary RST, the first where the flow survived one and was reset again. Unknown when there is none.
	RstFrame Opt[int64] `col:"flow_rst_frame"`
	// CfSig is the tampering signature of the client's first packets. Unknown when none matches.
	CfSig Opt[string] `col:"flow_cf_sig" see:"Sundara Raman et al. SIGCOMM 2023"`
}

// FlowApp is the application as its first bytes show it.
type FlowApp struct {
	// AppProto is the protocol.
	AppProto AppProto `col:"flow_app_proto"`
	// TLSServerName is the server_name of the ClientHello. Unknown when not seen.
	TLSServerName Opt[string] `col:"flow_tls_server_name" see:"RFC 6066 3"`
	// HTTPHost is the host of the last HTTP request. Unknown when there is none.
	HTTPHost Opt[string] `col:"flow_http_host"`
	// HTTPStatus is the status code of the last HTTP response. Unknown when there is none.
	HTTPStatus Opt[uint16] `col:"flow_http_status"`
}
