package fact

// Packet is one frame of a capture: every frame has a row, decoded or not.
type Packet struct {
	PacketFrame
	PacketNet
	PacketTCP
	// Judged is set on the row of a RST, nil elsewhere (its columns NULL).
	*Judged
}

// PacketFrame is the frame and its link layer.
type PacketFrame struct {
	// Capture is the base name of the input file (the full path is in captures).
	Capture string `col:"capture"`
	// FrameNumber is Wireshark's frame number in that file, from 1.
	FrameNumber int64 `col:"frame_number" ws:"frame.number"`
	// FileOffset is the offset of the record in the decompressed file.
	FileOffset int64 `col:"file_offset" unit:"bytes"`
	// TsNs is the capture time since the epoch. Unknown when the block carries no time.
	TsNs Opt[int64] `col:"ts_ns" unit:"ns" ws:"frame.time_epoch"`
	// InterfaceID is the interface's number within its section. Unknown when the format has none (pcap, snoop).
	InterfaceID Opt[int32] `col:"frame_interface_id" ws:"frame.interface_id"`
	// Interface is the interface, counted over all sections of the file from 0; -1 for a block that is no packet.
	Interface int32 `col:"capture_interface"`
	// PacketFlags is the flags word of an enhanced packet block. Unknown when the block has none.
	PacketFlags Opt[uint32] `col:"frame_packet_flags" unit:"bitset" ws:"frame.packet_flags"`
	// LinkType is the LINKTYPE of the frame.
	LinkType uint16 `col:"link_type" see:"pcap-linktype(7)"`
	// CapLen is the captured length.
	CapLen uint32 `col:"frame_cap_len" unit:"bytes" ws:"frame.cap_len"`
	// FrameLen is the length on the wire.
	FrameLen uint32 `col:"frame_len" unit:"bytes" ws:"frame.len"`
	// CaptureDir is the direction relative to the capturing host.
	CaptureDir CaptureDir `col:"capture_dir"`
	// Comment is the packet's comment. Unknown when it has none.
	Comment Opt[string] `col:"frame_comment" ws:"frame.comment"`
	// Layers is the path of decoded layers, as in frame.protocols but without what lies above TCP.
	Layers string `col:"layer_path"`
	// Status says how far the frame could be decoded.
	Status DecodeStatus `col:"decode_status"`
	// EthSrc is the source MAC of the innermost Ethernet header. Unknown when there is none.
	EthSrc Opt[MAC] `col:"eth_src" ws:"eth.src"`
	// EthDst is the destination MAC of the innermost Ethernet header. Unknown when there is none.
	EthDst Opt[MAC] `col:"eth_dst" ws:"eth.dst"`
	// VLAN is the outer VLAN id. Unknown when there is no tag.
	VLAN Opt[uint16] `col:"vlan_id" ws:"vlan.id"`
	// VLANInner is the id of the second tag. Unknown when there is none.
	VLANInner Opt[uint16] `col:"vlan_id_inner" ws:"vlan.id"`
	// MPLSLabel is the bottom label. Unknown when there is none.
	MPLSLabel Opt[int32] `col:"mpls_label" ws:"mpls.label"`
	// Tunnel is the tunnel around the reported IP header. Unknown when there is none.
	Tunnel Opt[string] `col:"tunnel_type"`
	// TunnelID is its VNI, TEID, key or session. Unknown when it has none.
	TunnelID Opt[uint32] `col:"tunnel_id"`
	// OuterSrc is the source of the outermost IP header. NULL without a tunnel.
	OuterSrc Addr `col:"outer_ip_src"`
	// OuterDst is the destination of the outermost IP header. NULL without a tunnel.
	OuterDst Addr `col:"outer_ip_dst"`
}

// PacketNet is the innermost IP header and the ports.
type PacketNet struct {
	// IPVersion is 4 or 6. Unknown when the frame has no IP.
	IPVersion Opt[uint8] `col:"ip_version" ws:"ip.version"`
	// IPProto is the transport protocol. Unknown when the frame has no IP.
	IPProto Opt[uint8] `col:"ip_proto" ws:"ip.proto"`
	// IPSrc is the source address in the IP header. NULL without IP.
	IPSrc Addr `col:"ip_src" ws:"ip.src"`
	// IPDst is the destination address in the IP header. NULL without IP.
	IPDst Addr `col:"ip_dst" ws:"ip.dst"`
	// TTL is the IPv4 TTL or IPv6 hop limit. Unknown when the frame has no IP.
	TTL Opt[uint8] `col:"ip_ttl" unit:"hops" ws:"ip.ttl"`
	// IPID is the IPv4 identification. Unknown when the frame has no IPv4.
	IPID Opt[uint16] `col:"ip_id" ws:"ip.id"`
	// DF is the don't-fragment flag. Unknown when the frame has no IPv4.
	DF Opt[bool] `col:"ip_df" ws:"ip.flags.df"`
	// MF is the more-fragments flag. Unknown when the frame has no IPv4.
	MF Opt[bool] `col:"ip_mf" ws:"ip.flags.mf"`
	// FragOffset is the fragment offset. Unknown when the frame has no IPv4.
	FragOffset Opt[uint16] `col:"ip_frag_offset" unit:"bytes" ws:"ip.frag_offset"`
	// DSCP is the differentiated services code point. Unknown when the frame has no IP.
	DSCP Opt[uint8] `col:"ip_dscp" ws:"ip.dsfield.dscp"`
	// ECN is the congestion field. Unknown when the frame has no IP.
	ECN Opt[uint8] `col:"ip_ecn" ws:"ip.dsfield.ecn"`
	// IPLen is the total length with header, derived where the field is 0 (segmentation offload). Unknown when the frame has no IP.
	IPLen Opt[uint32] `col:"ip_len" unit:"bytes" ws:"ip.len"`
	// SrcPort is the TCP or UDP source port. Unknown when there is none.
	SrcPort Opt[uint16] `col:"src_port" ws:"tcp.srcport"`
	// DstPort is the TCP or UDP destination port. Unknown when there is none.
	DstPort Opt[uint16] `col:"dst_port" ws:"tcp.dstport"`
	// FlowID is the flow of a TCP segment. Unknown when the frame is no tracked TCP.
	FlowID Opt[int64] `col:"flow_id"`
	// FromClient says that the originator sent the segment. Unknown when flow_id is.
	FromClient Opt[bool] `col:"from_client"`
	// ICMPType is the ICMP or ICMPv6 type. Unknown when the frame is neither.
	ICMPType Opt[uint8] `col:"icmp_type" ws:"icmp.type"`
	// ICMPCode is the ICMP or ICMPv6 code. Unknown when the frame is neither.
	ICMPCode Opt[uint8] `col:"icmp_code" ws:"icmp.code"`
	// ICMPRefFlowID is the flow that the quoted packet belongs to. Unknown when none is.
	ICMPRefFlowID Opt[int64] `col:"icmp_ref_flow_id"`
	// UDPLen is the payload length of a UDP datagram. Unknown when the frame is no UDP.
	UDPLen Opt[uint32] `col:"udp_payload_len" unit:"bytes"`
}

// PacketTCP is the TCP header and what tracking says of the segment. Unknown for frames without TCP.
type PacketTCP struct {
	// Stream is Wireshark's stream index. Unknown when fewer than 16 bytes of a TCP header were captured.
	Stream Opt[int64] `col:"tcp_stream" ws:"tcp.stream"`
	// Flags are the 12 flag bits. Unknown when there is no TCP header.
	Flags Opt[uint16] `col:"tcp_flags" unit:"bitset" ws:"tcp.flags"`
	// SeqRaw is the raw sequence number. Unknown when there is no TCP header.
	SeqRaw Opt[uint32] `col:"tcp_seq_raw" ws:"tcp.seq_raw"`
	// AckRaw is the raw acknowledgment field. Unknown when there is no TCP header.
	AckRaw Opt[uint32] `col:"tcp_ack_raw" ws:"tcp.ack_raw"`
	// Seq is the sequence number relative to the direction's first, modulo 2^32; raw where the segment's length is unknown. Unknown when tcp_stream is.
	Seq Opt[int64] `col:"tcp_seq" unit:"bytes" ws:"tcp.seq"`
	// Ack is the acknowledgment relative to the other direction's first, modulo 2^32; raw, and meaningless, where ACK is clear. Unknown when tcp_stream is.
	Ack Opt[int64] `col:"tcp_ack" unit:"bytes" ws:"tcp.ack"`
	// Len is the payload length on the wire. Unknown when there is no TCP header, or a fragment or the data offset hides the length.
	Len Opt[uint32] `col:"tcp_len" unit:"bytes" ws:"tcp.len"`
	// HdrLen is the header length with options. Unknown when there is no TCP header.
	HdrLen Opt[uint8] `col:"tcp_hdr_len" unit:"bytes" ws:"tcp.hdr_len"`
	// WindowRaw is the window field. Unknown when the header was cut before it.
	WindowRaw Opt[uint16] `col:"tcp_window_raw" ws:"tcp.window_size_value"`
	// Window is the scaled window, as sent where the scale is unknown or none was agreed. Unknown when tcp_stream is.
	Window Opt[int64] `col:"tcp_window" unit:"bytes" ws:"tcp.window_size"`
	// MSS is the maximum segment size option. Unknown when absent.
	MSS Opt[uint16] `col:"tcp_opt_mss" unit:"bytes" ws:"tcp.options.mss_val"`
	// WScale is the window scale shift. Unknown when absent.
	WScale Opt[uint8] `col:"tcp_opt_wscale" ws:"tcp.options.wscale.shift"`
	// SACKPerm says that SACK is permitted. Unknown when there is no TCP header or it was cut.
	SACKPerm Opt[bool] `col:"tcp_opt_sack_perm" ws:"tcp.options.sack_perm"`
	// TSVal is the timestamp value. Unknown when absent.
	TSVal Opt[uint32] `col:"tcp_tsval" ws:"tcp.options.timestamp.tsval"`
	// TSEcr is the timestamp echo. Unknown when absent.
	TSEcr Opt[uint32] `col:"tcp_tsecr" ws:"tcp.options.timestamp.tsecr"`
	// SACKCount counts SACK blocks. Unknown when absent.
	SACKCount Opt[uint8] `col:"tcp_sack_count" unit:"count" ws:"tcp.options.sack.count"`
	// MPTCPSubtype is the subtype of the first MPTCP option. Unknown when absent.
	MPTCPSubtype Opt[uint8] `col:"tcp_mptcp_subtype" ws:"tcp.options.mptcp.subtype"`
	// Checksum is the state of the checksum. Unknown when there is no TCP header.
	Checksum Opt[ChecksumStatus] `col:"tcp_checksum_status"`
	// Analysis are the tcp.analysis flags of the segment (bits: constants Analysis*). Fast and spurious retransmissions have the bit of
	// retransmissions too. Unknown when tcp_stream is.
	Analysis Opt[uint32] `col:"tcp_analysis" unit:"bitset" ws:"tcp.analysis.flags"`
	// DupAckNum is the number of a duplicate ACK. Unknown when it is none.
	DupAckNum Opt[uint32] `col:"tcp_dup_ack_num" unit:"count" ws:"tcp.analysis.duplicate_ack_num"`
	// AckRTTUs is the time from the acknowledged segment to this ACK. Unknown when it acknowledges nothing new.
	AckRTTUs Opt[int64] `col:"tcp_ack_rtt_us" unit:"us" ws:"tcp.analysis.ack_rtt"`
	// BytesInFlight is the sender's unacknowledged payload after this segment. Unknown when it carries none.
	BytesInFlight Opt[uint32] `col:"tcp_bytes_in_flight" unit:"bytes" ws:"tcp.analysis.bytes_in_flight"`
	// DeltaUs is the time since the stream's previous segment. Unknown when it is the first.
	DeltaUs Opt[int64] `col:"flow_delta_us" unit:"us" ws:"tcp.time_delta"`
	// Duplicate says that the same packet was captured before (mirror port). Unknown when there is no TCP header.
	Duplicate Opt[bool] `col:"flow_duplicate"`
}

// Bits of tcp_analysis, named after Wireshark's tcp.analysis.* fields.
const (
	AnalysisRetransmission uint32 = 1 << iota
	AnalysisFastRetransmission
	AnalysisSpuriousRetransmission
	AnalysisOutOfOrder
	AnalysisLostSegment
	AnalysisAckLostSegment
	AnalysisDuplicateAck
	AnalysisKeepAlive
	AnalysisKeepAliveAck
	AnalysisZeroWindow
	AnalysisZeroWindowProbe
	AnalysisZeroWindowProbeAck
	AnalysisWindowFull
	AnalysisWindowUpdate
	AnalysisReusedPorts
)
