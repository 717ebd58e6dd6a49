package fact

// ResetSetup is the handshake as far as it had come before the RST.
type ResetSetup struct {
	// SynSeen says that the client's SYN was captured.
	SynSeen bool `col:"flow_syn_seen"`
	// SynCount counts the client's SYNs, retransmissions included.
	SynCount int32 `col:"flow_syn_count" unit:"packets"`
	// SynackSeen says that a SYN-ACK was captured before the RST.
	SynackSeen bool `col:"flow_synack_seen"`
	// SynackCount counts the SYN-ACKs before the RST.
	SynackCount int32 `col:"flow_synack_count" unit:"packets"`
	// SynackDelayUs is the time from the first SYN to the first SYN-ACK. Unknown when either is missing.
	SynackDelayUs Opt[int64] `col:"flow_synack_delay_us" unit:"us"`
	// SynackAckOk says that the SYN-ACK acknowledged ISN_c + 1. Unknown when either is missing.
	SynackAckOk Opt[bool] `col:"flow_synack_ack_ok" see:"RFC 9293 3.10.7.3"`
	// HsComplete says that SYN, SYN-ACK and the ACK of it were captured before the RST.
	HsComplete bool `col:"flow_hs_complete"`
	// HsToRstUs is the time from the completed handshake to the RST. Unknown when the handshake is not complete.
	HsToRstUs Opt[int64] `col:"flow_hs_to_rst_us" unit:"us"`
	// Midstream says that the capture has no SYN of this connection.
	Midstream bool `col:"flow_midstream"`
	// SynPending says that a SYN with a new ISN is unanswered by SYN-ACK and the RST belongs to that attempt.
	SynPending bool `col:"flow_syn_pending"`
	// StaleKind says what earlier instance the attempt met.
	StaleKind StaleKind `col:"flow_stale_kind" see:"RFC 9293 3.5.1, 3.10.7.4"`
	// PrevGenAgeUs is the time since the last packet of the earlier connection on this tuple. Unknown when there was none.
	PrevGenAgeUs Opt[int64] `col:"flow_prev_gen_age_us" unit:"us"`
	// PrevGenClosed says how the earlier connection ended.
	PrevGenClosed CloseOrder `col:"flow_prev_gen_closed"`
	// SynPrint is the scanner print of the SYN.
	SynPrint SynPrint `col:"flow_syn_print"`
	// FirstFlags are the flags of the flow's first packet.
	FirstFlags uint16 `col:"flow_first_flags" unit:"bitset"`
	// FirstFlagsIllegal says that they are a combination that no connection starts or continues with.
	FirstFlagsIllegal bool `col:"flow_first_flags_illegal"`
	// FirstFrom is the sender of the flow's first packet.
	FirstFrom Side `col:"flow_first_from"`
	// PacketsS counts S's packets before the RST, earlier RSTs included.
	PacketsS int32 `col:"flow_packets_s" unit:"packets"`
	// PacketsP counts P's packets before the RST.
	PacketsP int32 `col:"flow_packets_p" unit:"packets"`
	// NonSynPacketsS counts S's packets before the RST without SYN and without RST.
	NonSynPacketsS int32 `col:"flow_nonsyn_packets_s" unit:"packets"`
	// PSeen says that P's direction was captured: P sent a packet before or after the RST.
	PSeen bool `col:"flow_p_seen"`
	// OneSided says that S acknowledged bytes, or P's ACKs advanced, although the other direction has no packet.
	OneSided bool `col:"flow_one_sided"`
	// RttPUs is the round trip between capture point and P. Unknown when no sample exists.
	RttPUs Opt[int64] `col:"flow_rtt_p_us" unit:"us"`
	// RttSUs is the round trip between capture point and S. Unknown when no sample exists.
	RttSUs Opt[int64] `col:"flow_rtt_s_us" unit:"us"`
	// AgeUs is the time from the flow's first packet to the RST.
	AgeUs int64 `col:"flow_age_us" unit:"us"`
}

// ResetBytes is what was sent, acknowledged and read before the RST.
type ResetBytes struct {
	// BytesS is S's unique payload before the RST.
	BytesS int64 `col:"flow_bytes_s" unit:"bytes"`
	// BytesP is P's unique payload before the RST.
	BytesP int64 `col:"flow_bytes_p" unit:"bytes"`
	// UnackedS is S's payload that P had not acknowledged. Unknown when P sent no ACK.
	UnackedS Opt[int64] `col:"flow_unacked_s" unit:"bytes"`
	// UnackedP is P's payload that S had not acknowledged; the RST's own ACK counts in an abort. Unknown when S sent no ACK.
	UnackedP Opt[int64] `col:"flow_unacked_p" unit:"bytes"`
	// UnackedSStale says that it is more than one delayed ACK: at least 2 MSS, or retransmitted, or older than RTT + 200 ms. Unknown when flow_unacked_s is.
	UnackedSStale Opt[bool] `col:"flow_unacked_s_stale"`
	// AllAcked says that both sides' payload was acknowledged. Unknown when either is.
	AllAcked Opt[bool] `col:"flow_all_acked"`
	// PAckedBySBefore says that S acknowledged payload of P before the trigger (or the RST). False when P sent none.
	PAckedBySBefore bool `col:"flow_p_acked_by_s"`
	// MissingS counts bytes of S that were acknowledged but not captured.
	MissingS int64 `col:"flow_missing_s" unit:"bytes"`
	// MissingP counts bytes of P that were acknowledged but not captured.
	MissingP int64 `col:"flow_missing_p" unit:"bytes"`
	// IdleUs is the time without any packet of the flow before the RST, or before its trigger if it is a reply. Unknown when nothing came before.
	IdleUs Opt[int64] `col:"flow_idle_us" unit:"us"`
	// IdleRtts is flow_idle_us in units of the RTT between the ends. Unknown when either is.
	IdleRtts Opt[int64] `col:"flow_idle_rtts" unit:"rtt"`
	// IdleTimer names the known timer that flow_idle_us agrees with. Unknown when none does.
	IdleTimer Opt[string] `col:"flow_idle_timer" see:"rst-causes 8"`
	// GapSUs is the time since S's last packet. Unknown when S sent none.
	GapSUs Opt[int64] `col:"flow_gap_s_us" unit:"us"`
	// GapPUs is the time since P's last packet. Unknown when P sent none.
	GapPUs Opt[int64] `col:"flow_gap_p_us" unit:"us"`
	// GapPRtts is flow_gap_p_us in round trips. Unknown when either is.
	GapPRtts Opt[int64] `col:"flow_gap_p_rtts" unit:"rtt"`
	// LastFrom is the sender of the packet before the RST. Unknown when there is none.
	LastFrom Opt[Side] `col:"flow_last_from"`
	// LastKind is the kind of the packet before the RST.
	LastKind LastKind `col:"flow_last_kind"`
	// LastFrame is the frame of the packet before the RST. Unknown when there is none.
	LastFrame Opt[int64] `col:"flow_last_frame"`
	// LastDataFrameS is the frame of S's last payload. Unknown when S sent none.
	LastDataFrameS Opt[int64] `col:"flow_last_data_frame_s"`
	// LastDataFrameP is the frame of P's last payload. Unknown when P sent none.
	LastDataFrameP Opt[int64] `col:"flow_last_data_frame_p"`
	// LastDataGapSUs is the time since S's last new payload. Unknown when S sent none.
	LastDataGapSUs Opt[int64] `col:"flow_last_data_gap_s_us" unit:"us"`
	// LastDataGapSRtts is flow_last_data_gap_s_us in round trips. Unknown when either is.
	LastDataGapSRtts Opt[int64] `col:"flow_last_data_gap_s_rtts" unit:"rtt"`
	// LastDataGapPUs is the time since P's last new payload. Unknown when P sent none.
	LastDataGapPUs Opt[int64] `col:"flow_last_data_gap_p_us" unit:"us"`
	// FirstDataGapPUs is the time since P's first payload. Unknown when P sent none.
	FirstDataGapPUs Opt[int64] `col:"flow_first_data_gap_p_us" unit:"us"`
	// BytesPSinceData counts P's payload bytes newer than S's last payload.
	BytesPSinceData int64 `col:"flow_bytes_p_since_s_data" unit:"bytes"`
	// UnreadGrade says how well unread data can explain an abort.
	UnreadGrade UnreadGrade `col:"rst_unread_grade" see:"rst-causes 3.1"`
	// Requester is the side that sent the first payload that is no greeting. Unknown when there is none.
	Requester Opt[Side] `col:"flow_requester"`
	// SIsRequester says that S is that side. Unknown when flow_requester is.
	SIsRequester Opt[bool] `col:"flow_s_is_requester"`
	// ExchangeComplete says that all bytes were acknowledged and the last request was answered, by framing if known, else by who spoke last. Unknown when neither side sent payload or acks are missing.
	ExchangeComplete Opt[bool] `col:"flow_exchange_complete" see:"rst-causes 13"`
	// AnsweredPush says that P sent bytes after a complete exchange and a pause of RTT + 20 ms that no request of S preceded.
	AnsweredPush bool `col:"flow_answered_push"`
	// BulkDir is the direction of a bulk transfer in the last second, up to the receiver's FIN.
	BulkDir BulkDir `col:"flow_bulk_dir"`
	// PObjectUnfinished says that P's current message is incomplete by framing. Unknown when there is no framing.
	PObjectUnfinished Opt[bool] `col:"flow_p_object_unfinished"`
	// SObjectUnfinished says that S's current message is incomplete by framing. Unknown when there is no framing.
	SObjectUnfinished Opt[bool] `col:"flow_s_object_unfinished"`
	// PDataAfterRst counts P's data segments that arrived within 1.5 RTT + 50 ms after the RST.
	PDataAfterRst int32 `col:"rst_p_data_after" unit:"segments"`
}

// ResetClose is how far the close had come before the RST.
type ResetClose struct {
	// FinS says that S sent FIN before the RST (seen, or inferred from an ACK that advanced by one).
	FinS bool `col:"flow_fin_s"`
	// FinP says that P sent FIN before the RST.
	FinP bool `col:"flow_fin_p"`
	// FinSAcked says that P acknowledged S's FIN before the RST.
	FinSAcked bool `col:"flow_fin_s_acked"`
	// FinPAcked says that S acknowledged P's FIN before the RST; an abort's own ACK does not count.
	FinPAcked bool `col:"flow_fin_p_acked"`
	// Finished says that both FINs were acknowledged, or that an earlier RST was accepted.
	Finished bool `col:"flow_finished"`
	// FinishedByRst says that an earlier RST of this connection was accepted.
	FinishedByRst bool `col:"flow_finished_by_rst"`
	// FinSFrame is the frame of S's FIN. Unknown when not seen.
	FinSFrame Opt[int64] `col:"flow_fin_s_frame"`
	// FinPFrame is the frame of P's FIN. Unknown when not seen.
	FinPFrame Opt[int64] `col:"flow_fin_p_frame"`
	// FinSToTriggerUs is the time from S's FIN to the trigger, negative if the trigger was seen first. Unknown when either is missing.
	FinSToTriggerUs Opt[int64] `col:"flow_fin_s_to_trigger_us" unit:"us"`
	// FinSToRstUs is the time from S's FIN to the RST. Unknown when S's FIN was not seen.
	FinSToRstUs Opt[int64] `col:"flow_fin_s_to_rst_us" unit:"us"`
	// FinishedGapUs is the time from the end of the connection to the RST. Unknown when it had not ended.
	FinishedGapUs Opt[int64] `col:"flow_finished_gap_us" unit:"us"`
	// IdleBeforeCloseUs is the time from S's last payload to S's FIN. Unknown when either is missing.
	IdleBeforeCloseUs Opt[int64] `col:"flow_idle_before_close_us" unit:"us"`
	// IdleBeforeCloseRtts is the same in round trips. Unknown when either is.
	IdleBeforeCloseRtts Opt[int64] `col:"flow_idle_before_close_rtts" unit:"rtt"`
	// SimultaneousClose says that both FINs crossed: each was sent before the other's arrived.
	SimultaneousClose bool `col:"flow_simultaneous_close"`
	// OldDupBeforeTrigger says that S sent a segment below the window at most one RTT before the trigger.
	OldDupBeforeTrigger bool `col:"flow_old_dup_before_trigger" see:"RFC 1337"`
	// PSilentSinceFin says that P sent nothing but ACKs between S's FIN and the trigger.
	PSilentSinceFin bool `col:"flow_p_silent_since_fin"`
	// Fw2Expired says that the trigger came after S's FIN_WAIT2 life as learned from its other connections. Unknown when nothing was learned, or there is no FIN or trigger.
	Fw2Expired Opt[bool] `col:"flow_fw2_expired"`
	// FirstAckOfFin says that the trigger is the first segment of P that covers S's FIN.
	FirstAckOfFin bool `col:"rst_trigger_first_ack_of_fin"`
}

// ResetTail is the unanswered end of the connection before the RST.
type ResetTail struct {
	// RtxRunS counts S's consecutive retransmissions without an answer before the RST.
	RtxRunS int32 `col:"flow_rtx_run_s" unit:"packets"`
	// RtxRunP counts P's consecutive retransmissions that S had not answered before the RST.
	RtxRunP int32 `col:"flow_rtx_run_p" unit:"packets"`
	// RtxRunUs is the time that those of S span, from the first transmission.
	RtxRunUs int64 `col:"flow_rtx_run_us" unit:"us"`
	// RtxGrowing says that the gaps between them grow or have reached a plateau.
	RtxGrowing bool `col:"flow_rtx_growing"`
	// KaProbeRunS counts S's unanswered keep-alive probes.
	KaProbeRunS int32 `col:"flow_ka_probe_run_s" unit:"packets"`
	// KaProbeRunUs is the time from the first of them to the RST.
	KaProbeRunUs int64 `col:"flow_ka_probe_run_us" unit:"us"`
	// ZwProbeRunS counts probes of a closed window by the blocked side.
	ZwProbeRunS int32 `col:"flow_zw_probe_run" unit:"packets"`
	// ZwProbesAnswered counts those that the reader answered with window 0.
	ZwProbesAnswered int32 `col:"flow_zw_probes_answered" unit:"packets"`
	// WinZeroUs is the time for which the closed window had been closed at the RST. Unknown when no window is closed.
	WinZeroUs Opt[int64] `col:"flow_win_zero_us" unit:"us"`
	// ZwActor says which end of a closed window sent the RST.
	ZwActor ZwActor `col:"flow_zw_actor"`
	// WinZeroFrame is the frame that closed the window. Unknown when no window is closed.
	WinZeroFrame Opt[int64] `col:"flow_win_zero_frame"`
	// SilenceAfterTailUs is the time from the last of S's unanswered packets to P's next packet. Unknown when there is no such tail.
	SilenceAfterTailUs Opt[int64] `col:"flow_silence_after_tail_us" unit:"us"`
	// TailBroken says that P spoke after S's unanswered tail; false if the tail is still unanswered, or there is none.
	TailBroken bool `col:"flow_tail_broken"`
	// SynackRtx counts unanswered retransmissions of the SYN-ACK.
	SynackRtx int32 `col:"flow_synack_rtx" unit:"packets"`
	// SynRtx counts retransmissions of the SYN.
	SynRtx int32 `col:"flow_syn_rtx" unit:"packets"`
	// ReqUnansweredUs is the time since P acknowledged S's request in full without sending payload. Unknown when S is not a waiting requester.
	ReqUnansweredUs Opt[int64] `col:"flow_req_unanswered_us" unit:"us"`
}
