package fact

// ResetAfter is the evidence that came between the RST and its seal.
type ResetAfter struct {
	// Effect is what the RST did to its target.
	Effect Effect `col:"rst_effect" see:"rst-causes 3.2; RFC 5961 3.2"`
	// LossFacts is the loss risk as the bytes show it; a rule may know better (rst_loss_risk).
	LossFacts Risk `col:"rst_loss_facts" see:"rst-causes 3.3"`
	// SAliveKind says how S showed life after the RST.
	SAliveKind AliveKind `col:"rst_s_alive"`
	// SAliveAfterUs is the time from the RST to that. Unknown when S stayed silent.
	SAliveAfterUs Opt[int64] `col:"rst_s_alive_after_us" unit:"us"`
	// SAliveFrame is the frame that shows it. Unknown when S stayed silent.
	SAliveFrame Opt[int64] `col:"rst_s_alive_frame"`
	// SNewBytes counts S's new payload after the RST.
	SNewBytes int64 `col:"rst_s_new_bytes" unit:"bytes"`
	// SSynchronised says that survival proofs apply: S had completed the handshake or sent data mid-stream.
	SSynchronised bool `col:"rst_s_synchronised"`
	// EffectFrame is the frame that shows that the RST was ignored or challenged. Unknown when none does.
	EffectFrame Opt[int64] `col:"rst_effect_frame"`
	// ReverseRstUs is the time to the nearest RST of P, before or after, that answers nothing and is not genuine. Unknown when there is none.
	ReverseRstUs Opt[int64] `col:"rst_reverse_us" unit:"us"`
	// ReverseRstFrame is its frame. Unknown when there is none.
	ReverseRstFrame Opt[int64] `col:"rst_reverse_frame"`
	// ReverseWithinRtt says that it came within max(RTT, 20 ms). False when there is none.
	ReverseWithinRtt bool `col:"rst_reverse_within_rtt"`
	// CrossingAbort says that P sent a genuine abort within one RTT: each end aborted on its own.
	CrossingAbort bool `col:"rst_crossing_abort"`
	// FlowTailUs is the time from the RST to the end of what was captured of the flow's time, at most the linger. Unknown when the row was not sealed by the tracker.
	FlowTailUs Opt[int64] `col:"rst_tail_us" unit:"us"`
	// LaterSynSameTuple says that the client opened the tuple anew before the seal.
	LaterSynSameTuple bool `col:"rst_later_syn"`
	// LaterSynOk says that this attempt got a SYN-ACK.
	LaterSynOk bool `col:"rst_later_syn_ok"`
}

// ResetSeries is about the other RSTs of the tuple.
type ResetSeries struct {
	// VariantCount counts RSTs of S that answer nothing, are not genuine and differ in seq, ack or TTL from this one, up to the seal.
	VariantCount int32 `col:"rst_variants" unit:"packets"`
	// SeqDataRst says that RST.seq lies below S's next sequence number, is not its FIN's, and no packet of P in the whole connection acknowledges it (DATA_SEQ_RST). Unknown when P's direction has losses.
	SeqDataRst Opt[bool] `col:"rst_data_seq_rst" see:"Weaver, Sommer, Paxson NDSS 2009"`
	// SeqChange says that the series of S has rising sequence guesses (RST_SEQ_CHANGE).
	SeqChange bool `col:"rst_seq_change" see:"Weaver, Sommer, Paxson NDSS 2009"`
	// SeqStep1 is the first step of the series. Unknown when it has one RST.
	SeqStep1 Opt[int64] `col:"rst_seq_step1" unit:"bytes"`
	// SeqStep2 is the second step. Unknown when it has fewer than three RSTs.
	SeqStep2 Opt[int64] `col:"rst_seq_step2" unit:"bytes"`
	// AckChange says that the series has changing acknowledgment numbers outside of P's sequence space (RST_ACK_CHANGE). Unknown when P's ISN was not captured.
	AckChange Opt[bool] `col:"rst_ack_change" see:"Weaver, Sommer, Paxson NDSS 2009"`
	// Untriggered10s counts the tuple's RSTs of S in 10 s around this one that answer nothing.
	Untriggered10s int32 `col:"rst_untriggered_10s" unit:"packets"`
	// DistinctSeqs10s counts their different sequence numbers.
	DistinctSeqs10s int32 `col:"rst_distinct_seqs_10s" unit:"count"`
	// SeqSpread10s is the distance between the lowest and the highest of them.
	SeqSpread10s int64 `col:"rst_seq_spread_10s" unit:"bytes"`
	// ExactSeqs10s counts those of them that hit P's expected sequence number exactly.
	ExactSeqs10s int32 `col:"rst_exact_seqs_10s" unit:"packets"`
	// SeriesTS says that one of them carries a timestamp.
	SeriesTS bool `col:"rst_series_ts"`
	// SeriesReplies says that replies to crossing data are among the RSTs of the tuple.
	SeriesReplies bool `col:"rst_series_replies"`
	// AckRstAlternations counts ACK then RST alternations of the tuple.
	AckRstAlternations int32 `col:"rst_ack_rst_alternations" unit:"count"`
	// CountS counts RSTs of S in this connection up to the seal.
	CountS int32 `col:"rst_count_s" unit:"packets"`
	// CountP counts RSTs of P in this connection up to the seal.
	CountP int32 `col:"rst_count_p" unit:"packets"`
	// CfSig is the tampering signature of the client's packets up to the seal. Unknown when none matches.
	CfSig Opt[string] `col:"rst_cf_sig" see:"Sundara Raman et al. SIGCOMM 2023"`
	// CfStage is its stage: post_syn, post_ack, post_psh, later_in_flow. Unknown when no signature matches.
	CfStage Opt[string] `col:"rst_cf_stage" see:"Cloudflare Radar"`
	// NDSSFlags are the detector bits of the 2009 study: 1 DATA_SEQ_RST, 2 RST_SEQ_DATA, 4 RST_SEQ_CHANGE, 8 RST_ACK_CHANGE.
	NDSSFlags int32 `col:"rst_ndss_flags" unit:"bitset" see:"Weaver, Sommer, Paxson NDSS 2009"`
	// EvasionSign says that the sender itself seems to have made the RST unacceptable: MD5 option, bad checksum, a TTL that dies on the way, or a timestamp out of range.
	EvasionSign bool `col:"rst_evasion_sign"`
}

// ResetCross is about other connections in a window that ends at the seal.
type ResetCross struct {
	// HasBothDirs says that the capture holds both directions of most connections. Unknown when it has had fewer than three.
	HasBothDirs Opt[bool] `col:"cross_both_dirs"`
	// DstAccepts60s counts handshakes that the same server address and port completed within 60 s.
	DstAccepts60s int32 `col:"cross_dst_accepts_60s" unit:"count"`
	// DstRefused60s counts SYNs that it refused.
	DstRefused60s int32 `col:"cross_dst_refused_60s" unit:"count"`
	// SrcFanoutPorts60s counts different server ports of the client's barren connections.
	SrcFanoutPorts60s int32 `col:"cross_src_fanout_ports_60s" unit:"count"`
	// SrcFanoutHosts60s counts different server addresses of the client's barren connections.
	SrcFanoutHosts60s int32 `col:"cross_src_fanout_hosts_60s" unit:"count"`
	// SrcFanout60s is the larger of the two.
	SrcFanout60s int32 `col:"cross_src_fanout_60s" unit:"count"`
	// SrcBarrenRatio is the share of the client's connections that ended without payload. Unknown when there are fewer than three.
	SrcBarrenRatio Opt[int32] `col:"cross_src_barren_ratio" unit:"permille"`
	// ProbeCount counts connections of the same client to the same server address and port in the last 10 minutes.
	ProbeCount int32 `col:"cross_probe_count" unit:"count"`
	// ProbePeriodUs is the mean time between their starts. Unknown when there are fewer than three.
	ProbePeriodUs Opt[int64] `col:"cross_probe_period_us" unit:"us"`
	// ProbePeriodCv is the coefficient of variation of it. Unknown when there are fewer than three.
	ProbePeriodCv Opt[int32] `col:"cross_probe_period_cv" unit:"permille"`
	// SameSAborts counts aborts by S's address and port within 0.2 s of this one, itself included.
	SameSAborts int32 `col:"cross_same_s_aborts" unit:"count"`
	// SOpenShare is the share of connections of S's address and port open 0.5 s earlier that S aborted within 0.2 s. Unknown when none was open.
	SOpenShare Opt[int32] `col:"cross_s_open_share" unit:"permille"`
	// SAgesDiffer says that ages and idle times of those aborted differ by more than 10 %: no common timer. Unknown when fewer than two.
	SAgesDiffer Opt[bool] `col:"cross_s_ages_differ"`
	// ClientAborts counts aborts by the same client address within 0.2 s, itself included.
	ClientAborts int32 `col:"cross_client_aborts" unit:"count"`
	// ClientAbortServices counts the different services among them.
	ClientAbortServices int32 `col:"cross_client_abort_services" unit:"count"`
	// ClientOpenShare is the share of the client's open connections that it aborted then. Unknown when none was open.
	ClientOpenShare Opt[int32] `col:"cross_client_open_share" unit:"permille"`
	// SameSStateLost30s counts connections of S that it answered as unknown within 30 s.
	SameSStateLost30s int32 `col:"cross_same_s_state_lost_30s" unit:"count"`
	// PathStateLostHosts30s counts different addresses S that did so.
	PathStateLostHosts30s int32 `col:"cross_path_state_lost_hosts_30s" unit:"count"`
	// LaterRefused says that S's address and port refused a SYN between the RST and the seal, or within 10 s before.
	LaterRefused bool `col:"cross_later_refused"`
	// RstOnlyTargets60s counts addresses that S sent only RST, RST+ACK or SYN-ACK to, nothing coming back.
	RstOnlyTargets60s int32 `col:"cross_rst_only_targets_60s" unit:"count"`
	// RstOnlySources60s counts addresses that sent only those to P.
	RstOnlySources60s int32 `col:"cross_rst_only_sources_60s" unit:"count"`
	// IdleClusterN counts connections of the same server that were reset after the same idle time (within 2 %), itself included.
	IdleClusterN int32 `col:"cross_idle_cluster_n" unit:"count"`
	// PortUtil is the share of the client's ephemeral port range in use towards the same server address and port in 60 s. Unknown when the client's ports show no range.
	PortUtil Opt[int32] `col:"cross_port_util" unit:"permille"`
	// PortsUsed60s counts the different source ports behind it.
	PortsUsed60s int32 `col:"cross_ports_used_60s" unit:"count"`
	// StaleTuples60s counts stale tuple resets of the same client in 60 s, itself included.
	StaleTuples60s int32 `col:"cross_stale_tuples_60s" unit:"count"`
	// TwinFlowID is a live connection of the same S address and port whose sequence numbers the trigger fits, with another address of P. Unknown when there is none.
	TwinFlowID Opt[int64] `col:"cross_twin_flow_id" see:"kubernetes#74839"`
	// SniResetRatio is the share of connections with the same TLS server name that were reset early. Unknown when fewer than five.
	SniResetRatio Opt[int32] `col:"cross_sni_reset_ratio" unit:"permille"`
	// EndpointRsts1s counts RSTs of S's address with gaps under 1 s up to this one.
	EndpointRsts1s int32 `col:"cross_endpoint_rsts" unit:"packets"`
	// DstHsReset10s counts handshakes of the same service that were reset without a byte of the server in 10 s, itself included.
	DstHsReset10s int32 `col:"cross_dst_hs_reset_10s" unit:"count"`
	// DstHsOk10s counts handshakes of it that were served.
	DstHsOk10s int32 `col:"cross_dst_hs_ok_10s" unit:"count"`
	// SOrphanAborts5s counts aborts of closing connections of S's address within 5 s.
	SOrphanAborts5s int32 `col:"cross_s_orphan_aborts_5s" unit:"count"`
	// SOrphanPorts5s counts the different ports of S among them.
	SOrphanPorts5s int32 `col:"cross_s_orphan_ports_5s" unit:"count"`
	// SClockJump says that S's timestamp clock or TTL broke between its connections. Unknown when it can't be compared.
	SClockJump Opt[bool] `col:"cross_s_clock_jump"`
	// SiblingOpen says that the client opened another connection to the same service, or the same port of another address, within 1 s and got a SYN-ACK: racing connects.
	SiblingOpen bool `col:"cross_sibling_open" see:"RFC 8305"`
	// Fw2TimerUs is the FIN_WAIT2 life learned of S. Unknown when nothing was learned.
	Fw2TimerUs Opt[int64] `col:"cross_fw2_timer_us" unit:"us"`
	// PeerToPeer says that the client's connections look like a peer-to-peer program: varied ports, some accepted, UDP on the same ports.
	PeerToPeer bool `col:"cross_peer_to_peer"`
}
