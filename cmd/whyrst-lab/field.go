package main

import (
	"fmt"
	"strconv"
	"strings"

	"whyrst/extract/fact"
)

// scope says in which frames a field is compared.
type scope uint8

const (
	everyFrame scope = iota
	ethFrames        // both decoded an Ethernet header
	ipFrames         // both decoded an IP header
	tcpFrames        // both decoded a TCP header
)

// field compares one column of packets with one or two fields of tshark.
type field struct {
	column string
	// ws is the field of tshark; for IPv6, where it differs, ws6. Where the frame has before, it is that one.
	ws, ws6, before string
	in              scope
	// adjust turns tshark's number into ours; nil where they are the same.
	adjust func(v int64, six bool) int64
	// presence: tshark shows the field or not; ours is a truth value.
	presence bool
	// optional: tshark leaves the field out where it has nothing to say, and so is nothing compared.
	optional bool
	// silent: tshark says 0 where our column is unknown by its own documentation, and so is nothing compared.
	silent bool
	// first: of several values ours is the first, not the innermost.
	first bool

	ours *fact.Column[fact.Packet]
}

// toUs rounds nanoseconds down to microseconds.
func toUs(ns int64, _ bool) int64 { return ns / 1000 }

// toBytes: -T fields prints the header's field, which counts in 8 bytes.
func toBytes(v int64, _ bool) int64 { return v * 8 }

// withHeader adds the fixed IPv6 header, which ipv6.plen leaves out.
func withHeader(v int64, six bool) int64 {
	if six {
		return v + 40
	}
	return v
}

// fields are compared in this order. What has Wireshark's name in our tables stands here, save what
// Wireshark decides by its own dissectors (frame.comment, tunnels).
var fields = []field{
	{column: "frame_number", ws: "frame.number"},
	{column: "ts_ns", ws: "frame.time_epoch", optional: true},
	{column: "frame_interface_id", ws: "frame.interface_id", optional: true},
	{column: "frame_len", ws: "frame.len"},
	{column: "frame_cap_len", ws: "frame.cap_len"},
	{column: "eth_src", ws: "eth.src", in: ethFrames},
	{column: "eth_dst", ws: "eth.dst", in: ethFrames},
	{column: "vlan_id", ws: "vlan.id", before: "ieee8021ad.id", in: ethFrames, first: true},
	{column: "mpls_label", ws: "mpls.label", in: ipFrames},
	{column: "ip_version", ws: "ip.version", ws6: "ipv6.version", in: ipFrames},
	{column: "ip_src", ws: "ip.src", ws6: "ipv6.src", in: ipFrames},
	{column: "ip_dst", ws: "ip.dst", ws6: "ipv6.dst", in: ipFrames},
	{column: "ip_ttl", ws: "ip.ttl", ws6: "ipv6.hlim", in: ipFrames},
	{column: "ip_id", ws: "ip.id", in: ipFrames},
	{column: "ip_df", ws: "ip.flags.df", in: ipFrames},
	{column: "ip_mf", ws: "ip.flags.mf", in: ipFrames},
	{column: "ip_frag_offset", ws: "ip.frag_offset", in: ipFrames, adjust: toBytes},
	{column: "ip_dscp", ws: "ip.dsfield.dscp", ws6: "ipv6.tclass.dscp", in: ipFrames},
	{column: "ip_ecn", ws: "ip.dsfield.ecn", ws6: "ipv6.tclass.ecn", in: ipFrames},
	{column: "ip_len", ws: "ip.len", ws6: "ipv6.plen", in: ipFrames, adjust: withHeader},
	{column: "src_port", ws: "tcp.srcport", in: tcpFrames},
	{column: "dst_port", ws: "tcp.dstport", in: tcpFrames},
	{column: "tcp_stream", ws: "tcp.stream", in: tcpFrames},
	{column: "tcp_flags", ws: "tcp.flags", in: tcpFrames},
	{column: "tcp_seq_raw", ws: "tcp.seq_raw", in: tcpFrames},
	{column: "tcp_ack_raw", ws: "tcp.ack_raw", in: tcpFrames},
	{column: "tcp_len", ws: "tcp.len", in: tcpFrames},
	{column: "tcp_hdr_len", ws: "tcp.hdr_len", in: tcpFrames},
	{column: "tcp_window_raw", ws: "tcp.window_size_value", in: tcpFrames},
	{column: "tcp_opt_mss", ws: "tcp.options.mss_val", in: tcpFrames},
	{column: "tcp_opt_wscale", ws: "tcp.options.wscale.shift", in: tcpFrames},
	{column: "tcp_opt_sack_perm", ws: "tcp.options.sack_perm", in: tcpFrames, presence: true, silent: true},
	{column: "tcp_tsval", ws: "tcp.options.timestamp.tsval", in: tcpFrames},
	{column: "tcp_tsecr", ws: "tcp.options.timestamp.tsecr", in: tcpFrames},
	{column: "tcp_sack_count", ws: "tcp.options.sack.count", in: tcpFrames},
	{column: "tcp_mptcp_subtype", ws: "tcp.options.mptcp.subtype", in: tcpFrames, first: true},
	{column: "tcp_seq", ws: "tcp.seq", in: tcpFrames},
	{column: "tcp_ack", ws: "tcp.ack", in: tcpFrames},
	{column: "tcp_window", ws: "tcp.window_size", in: tcpFrames},
	{column: "tcp_ack_rtt_us", ws: "tcp.analysis.ack_rtt", in: tcpFrames, adjust: toUs},
	{column: "tcp_bytes_in_flight", ws: "tcp.analysis.bytes_in_flight", in: tcpFrames},
	{column: "tcp_dup_ack_num", ws: "tcp.analysis.duplicate_ack_num", in: tcpFrames},
	{column: "flow_delta_us", ws: "tcp.time_delta", in: tcpFrames, adjust: toUs, silent: true},
}

// bind finds each field's column.
func bind(fs []field) error {
	for i := range fs {
		for j := range fact.PacketColumns {
			if fact.PacketColumns[j].Name == fs[i].column {
				fs[i].ours = &fact.PacketColumns[j]
			}
		}
		if fs[i].ours == nil {
			return fmt.Errorf("packets has no column %s", fs[i].column)
		}
	}
	return nil
}

// wsFields lists what tshark is asked for.
func wsFields() []string {
	names := []string{"tcp.stream", "tcp.flags", "tcp.analysis.initial_rtt"}
	seen := map[string]bool{}
	for _, n := range names {
		seen[n] = true
	}
	add := func(n string) {
		if n != "" && !seen[n] {
			seen[n] = true
			names = append(names, n)
		}
	}
	for _, f := range fields {
		add(f.ws)
		add(f.ws6)
		add(f.before)
	}
	for _, a := range analysisFlags {
		add(a.ws)
	}
	return names
}

// null stands for a value that one side does not have.
const null = "-"

// theirs is tshark's value as text in our form.
func (f *field) theirs(l *line) string {
	name, six := f.ws, l.path.six
	if six && f.ws6 != "" {
		name = f.ws6
	} else if six && strings.HasPrefix(f.ws, "ip.") {
		return null // the field is IPv4's alone
	}
	if f.before != "" && len(l.values[f.before]) > 0 {
		name = f.before
	}
	text, ok := l.value(name)
	if all := l.values[name]; f.first && len(all) > 0 {
		text, ok = all[0], true
	}
	switch {
	case f.presence:
		return strconv.Itoa(map[bool]int{true: 1}[ok])
	case !ok:
		return null
	case f.ours.Int == nil:
		return text
	}
	v, err := number(text)
	if err != nil {
		return text // no number in our sense: let it differ and be seen
	}
	if f.adjust != nil {
		v = f.adjust(v, six)
	}
	return strconv.FormatInt(v, 10)
}

// mine is our value as text.
func (f *field) mine(p *fact.Packet) string {
	if f.ours.Int != nil {
		v, known := f.ours.Int(p)
		if !known {
			return null
		}
		return strconv.FormatInt(v, 10)
	}
	text, known := f.ours.Text(p, nil)
	if !known {
		return null
	}
	return string(text)
}

// analysisFlag is one of Wireshark's tcp.analysis flags.
type analysisFlag struct {
	bit uint32
	ws  string
}

// analysisFlags are those that tcp_analysis holds, in the order of its bits.
var analysisFlags = []analysisFlag{
	{fact.AnalysisRetransmission, "tcp.analysis.retransmission"},
	{fact.AnalysisFastRetransmission, "tcp.analysis.fast_retransmission"},
	{fact.AnalysisSpuriousRetransmission, "tcp.analysis.spurious_retransmission"},
	{fact.AnalysisOutOfOrder, "tcp.analysis.out_of_order"},
	{fact.AnalysisLostSegment, "tcp.analysis.lost_segment"},
	{fact.AnalysisAckLostSegment, "tcp.analysis.ack_lost_segment"},
	{fact.AnalysisDuplicateAck, "tcp.analysis.duplicate_ack"},
	{fact.AnalysisKeepAlive, "tcp.analysis.keep_alive"},
	{fact.AnalysisKeepAliveAck, "tcp.analysis.keep_alive_ack"},
	{fact.AnalysisZeroWindow, "tcp.analysis.zero_window"},
	{fact.AnalysisZeroWindowProbe, "tcp.analysis.zero_window_probe"},
	{fact.AnalysisZeroWindowProbeAck, "tcp.analysis.zero_window_probe_ack"},
	{fact.AnalysisWindowFull, "tcp.analysis.window_full"},
	{fact.AnalysisWindowUpdate, "tcp.analysis.window_update"},
	{fact.AnalysisReusedPorts, "tcp.analysis.reused_ports"},
}
