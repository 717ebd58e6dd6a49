package packet

import "encoding/binary"

// Packet is one decoded frame: flat, reused, valid until the next Decode into
// it. Numbers are in host order. A field whose comment says "valid iff" holds
// its zero value otherwise, and that zero means nothing.
type Packet struct {
	// Frame is Wireshark's frame.number. Set by the caller before Decode.
	Frame int64
	// TsNs is the capture time in ns since the epoch, valid iff TsKnown. Set by
	// the caller before Decode: reassembly ages fragments by it.
	TsNs int64
	// Payload is the captured part of the transport payload; it may be shorter
	// than PayLen. It aliases the frame or the reassembly buffer.
	Payload []byte
	// Layers is the packed layer path; LayerPath prints it.
	Layers uint64

	// FrameLen is the length on the wire, Wireshark's frame.len.
	FrameLen uint32
	// CapLen is the number of captured bytes, Wireshark's frame.cap_len.
	CapLen uint32

	// TunnelID is the VNI, TEID, GRE key, session or instance of Tunnel, valid
	// iff HasTunnelID.
	TunnelID uint32
	// MPLSLabel is the bottom label of the last label stack, Wireshark's last
	// mpls.label; -1 when the frame has none.
	MPLSLabel int32
	// FlowLabel is ipv6.flow, valid iff IPVersion is 6.
	FlowLabel uint32
	// IPLen is the length of the IP packet with its header, in bytes: ip.len,
	// or 40 + ipv6.plen. Where the field is 0, as offloading network cards
	// leave it, it is derived from the length on the wire.
	IPLen uint32

	// Seq is tcp.seq_raw, valid iff HasTCP.
	Seq uint32
	// Ack is tcp.ack_raw, valid iff HasTCP; it means something only where the
	// ACK flag is set, but is reported as it stands, as forgers betray
	// themselves in it.
	Ack uint32
	// PayLen is the length of the transport payload on the wire in bytes:
	// tcp.len, or udp.length - 8. With StatusFragment it counts this fragment
	// alone. With a TCP data offset below 5 it is tcp.len and means nothing; with
	// one beyond the segment it is 0. HasPayLen tells for TCP whether it is known.
	PayLen uint32

	// OptMask has one bit for each TCP option present: OptMSS and so on.
	OptMask uint32
	// TSVal and TSEcr are the timestamp option's values, valid iff OptTS; TSVal
	// also iff OptTSVal.
	TSVal, TSEcr uint32
	// SACKLeft and SACKRight are the edges of the first block, valid iff
	// SACKCount > 0.
	SACKLeft, SACKRight uint32
	// SACKBytes is what the blocks cover in bytes, of at most three blocks, valid
	// iff OptSACK. Wireshark takes no more than three off its bytes in flight.
	SACKBytes uint32

	// QuoteSeq is the quoted TCP sequence number, valid iff HasQuoteSeq.
	QuoteSeq uint32

	// VLAN holds the IDs of the first and of the last VLAN tag of the frame:
	// outer and inner where there are two. Valid as far as NVLAN goes; with one
	// tag both are equal.
	VLAN [2]uint16
	// IPID is ip.id, valid iff IPVersion is 4.
	IPID uint16
	// FragOff is the fragment's offset in bytes, of the IPv4 header or of the
	// IPv6 fragment header. Wireshark 4's ip.frag_offset is an eighth of it.
	FragOff uint16
	// SrcPort and DstPort are the transport's ports, valid iff HasPorts.
	SrcPort, DstPort uint16
	// Flags are the 12 bits of tcp.flags, valid iff HasTCP: FlagFIN and so on.
	Flags uint16
	// Window is tcp.window_size_value, unscaled, valid iff HasTCP and at least
	// 16 bytes of the header were captured.
	Window uint16
	// Urgent is tcp.urgent_pointer, valid iff TCPComplete.
	Urgent uint16
	// MSS is the option's value in bytes, valid iff OptMSS.
	MSS uint16
	// MPTCPMask has one bit, 1<<subtype, for each Multipath TCP option present
	// (RFC 8684 §8). MPTCPMask&(1<<MPTCPTCPRst) tells a reset with a reason.
	MPTCPMask uint16
	// QuoteSrcPort and QuoteDstPort are valid iff HasQuotePorts.
	QuoteSrcPort, QuoteDstPort uint16
	// QuoteFlags are the 12 flag bits of a quoted TCP header, valid iff
	// QuoteProto is TCP and QuoteLen at least 14.
	QuoteFlags uint16

	// Src and Dst are the ends of the connection, an IPv4 address in its mapped
	// form ::ffff:a.b.c.d. Valid iff IPVersion != 0. They are the addresses of
	// the reported IP header, unless HasAlias.
	Src, Dst [16]byte
	// HdrSrc and HdrDst are the addresses as the IPv6 header has them, ipv6.src
	// and ipv6.dst. Valid iff HasAlias.
	HdrSrc, HdrDst [16]byte
	// OuterSrc and OuterDst are the addresses of the outermost IP header, valid
	// iff OuterVersion != 0.
	OuterSrc, OuterDst [16]byte
	// QuoteSrc and QuoteDst are the addresses of the IP header that an ICMP
	// error quotes, valid iff HasQuote.
	QuoteSrc, QuoteDst [16]byte
	// EthSrc and EthDst are those of the innermost Ethernet header (or the
	// sender's and receiver's address of IEEE 802.11), valid iff HasEth.
	EthSrc, EthDst [6]byte

	// TsKnown tells whether the capture gives this frame a time.
	TsKnown bool
	// Status is how far decoding came.
	Status Status
	// HasEth tells whether EthSrc and EthDst are valid.
	HasEth bool
	// FabricPath tells that the frame has a header of Cisco's FabricPath. Wireshark
	// takes the last four bytes of such a frame for its check sequence, although
	// capturing cards have mostly taken that off; Decode does not.
	FabricPath bool
	// NVLAN is the number of VLAN tags in the frame, at all depths.
	NVLAN uint8
	// CaptureDir is DirIn or DirOut where the link layer says it (Linux cooked,
	// PKTAP, PPP with direction), else DirUnknown.
	CaptureDir Dir

	// Tunnel is the innermost tunnel around the reported IP header.
	Tunnel TunnelKind
	// HasTunnelID tells whether the tunnel header carried TunnelID.
	HasTunnelID bool
	// OuterVersion is 4 or 6 for a packet in a tunnel, else 0.
	OuterVersion uint8
	// EncapDepth is the number of IP headers around the reported one.
	EncapDepth uint8

	// IPVersion is 4 or 6; 0 when no IP header could be read.
	IPVersion uint8
	// HasAlias tells that an extension header named another end than the IPv6
	// header does: a routing header with segments left its final destination, a
	// home address option its source. Src and Dst are then those, as TCP's
	// checksum and Wireshark's tcp.stream have it.
	HasAlias bool
	// Proto is the IP protocol number of the payload, behind IPv6 extension
	// headers and AH.
	Proto uint8
	// HdrProto is the protocol field of the IP header itself, ip.proto or
	// ipv6.nxt. It differs from Proto where extension headers or AH follow.
	HdrProto uint8
	// TTL is ip.ttl or ipv6.hlim in hops.
	TTL uint8
	// TOS is ip.dsfield or ipv6.tclass.
	TOS uint8
	// DF is ip.flags.df, valid iff IPVersion is 4.
	DF bool
	// MF is ip.flags.mf, or the M flag of the IPv6 fragment header.
	MF bool
	// Reassembled tells that the transport header and payload, or a tunnel around
	// them, were put together from several fragments, of which this frame held
	// the last to arrive.
	Reassembled bool

	// HasPorts tells whether SrcPort and DstPort were captured.
	HasPorts bool
	// HasTCP tells that at least the first 14 bytes of a TCP header (ports, seq,
	// ack, offset, flags) were captured, and belong to TCP.
	HasTCP bool
	// TCPComplete tells that the whole TCP header with its options was captured
	// and that its data offset is possible.
	TCPComplete bool
	// HasPayLen tells whether PayLen is tcp.len: not for a fragment, and not with
	// a data offset beyond the segment.
	HasPayLen bool
	// HdrLen is tcp.hdr_len in bytes, as the header says, valid iff HasTCP.
	HdrLen uint8
	// HdrCap is how many of the 20 fixed bytes of the TCP header were captured,
	// valid iff HasTCP. Wireshark numbers a segment from 16 on.
	HdrCap uint8
	// OptBytes is the length of the options in bytes, padding included, valid
	// iff HasTCP.
	OptBytes uint8
	// Checksum is the TCP checksum's status; unverified unless Options asks.
	Checksum ChecksumStatus
	// WScale is tcp.options.wscale.shift as sent, valid iff OptWScale.
	WScale uint8
	// SACKCount is the number of SACK blocks.
	SACKCount uint8
	// MPTCPSubtype is the subtype of the first Multipath TCP option, valid iff
	// OptMPTCP. MPTCPMask has them all.
	MPTCPSubtype uint8
	// MPTCPRstReason is the reason code of MP_TCPRST (RFC 8684 §3.6), valid iff
	// MPTCPMask has MPTCPTCPRst.
	MPTCPRstReason uint8
	// MPTCPRstFlags are the four flags U, V, W, T of MP_TCPRST, valid likewise.
	MPTCPRstFlags uint8

	// HasICMP tells that ICMPType and ICMPCode are valid: ICMP where IPVersion
	// is 4, ICMPv6 where it is 6.
	HasICMP            bool
	ICMPType, ICMPCode uint8
	// HasQuote tells that an ICMP error quotes a whole IP header.
	HasQuote bool
	// QuoteVersion is 4 or 6, QuoteProto the quoted packet's protocol.
	QuoteVersion, QuoteProto uint8
	// QuoteLen is the number of quoted bytes behind the quoted IP headers, at most
	// 255. From 16 bytes of TCP on, Wireshark gives the quoted packet a number of
	// its own in tcp.stream if its connection has none.
	QuoteLen uint8
	// QuoteHdrLen is the quoted TCP header's length in bytes, valid as QuoteFlags.
	QuoteHdrLen uint8
	// HasQuotePorts tells whether the quote reaches over the ports of TCP or UDP.
	HasQuotePorts bool
	// HasQuoteSeq tells whether it is TCP and reaches over the sequence number.
	HasQuoteSeq bool
}

// TCP flags as in Packet.Flags: RFC 9293 §3.1, RFC 3168 §6.1, and AE of RFC
// 9768 (formerly NS).
const (
	FlagFIN uint16 = 1 << iota
	FlagSYN
	FlagRST
	FlagPSH
	FlagACK
	FlagURG
	FlagECE
	FlagCWR
	FlagAE
)

// reset empties p for the next frame, keeping what the caller has set.
func (p *Packet) reset(data []byte, wireLen uint32) {
	frame, tsNs, tsKnown := p.Frame, p.TsNs, p.TsKnown
	*p = Packet{} // a literal with these fields would be built aside and copied
	p.Frame, p.TsNs, p.TsKnown = frame, tsNs, tsKnown
	p.FrameLen, p.CapLen, p.MPLSLabel = wireLen, uint32(len(data)), -1
}

// end records how decoding ended below the IP layer or in a tunnel. An IP packet
// already reported keeps its own status: broken bytes in a tunnel mean that it
// was no tunnel.
func (p *Packet) end(s Status) {
	if p.IPVersion == 0 {
		p.Status = s
	}
}

// mapped4 stores an IPv4 address in its mapped form. Two stores of eight bytes: a
// literal of 16 is written byte by byte and read back, which costs 8 ns.
func mapped4(dst *[16]byte, b []byte) {
	binary.LittleEndian.PutUint64(dst[:8], 0)
	binary.LittleEndian.PutUint64(dst[8:], uint64(le32(b))<<32|0xffff0000)
}
