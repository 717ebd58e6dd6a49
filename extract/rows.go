package extract

import (
	"whyrst/extract/capture"
	"whyrst/extract/fact"
	"whyrst/extract/flow"
	"whyrst/extract/flow/wireshark"
	"whyrst/extract/packet"
)

// rowMaker fills rows of the packets table.
type rowMaker struct {
	name   string
	rows   []fact.Packet
	layers map[uint64]string
	last   uint64
	path   string
}

func (m *rowMaker) init(name string) {
	m.name, m.layers = name, map[uint64]string{}
}

// take returns n rows to be filled.
func (m *rowMaker) take(n int) []fact.Packet {
	if cap(m.rows) < n {
		m.rows = make([]fact.Packet, n)
	}
	return m.rows[:n]
}

// fill makes the row of one frame.
func (m *rowMaker) fill(r *fact.Packet, f *capture.Frame, p *packet.Packet, k *flow.Mark, w *wireshark.Segment) {
	*r = fact.Packet{}
	m.frame(&r.PacketFrame, f, p)
	if p.IPVersion != 0 {
		fillNet(&r.PacketNet, p, k)
	}
	if p.HasTCP {
		fillTCP(&r.PacketTCP, p, k, w)
	}
}

func (m *rowMaker) frame(r *fact.PacketFrame, f *capture.Frame, p *packet.Packet) {
	r.Capture, r.FrameNumber, r.FileOffset = m.name, f.Number, f.Offset
	r.TsNs = fact.Opt[int64]{V: f.TsNs, Known: f.TsKnown}
	r.Interface, r.LinkType, r.CapLen, r.FrameLen = f.Iface, f.LinkType, f.CapLen, f.WireLen
	r.InterfaceID = fact.Opt[int32]{V: f.InterfaceID, Known: f.HasInterfaceID}
	r.PacketFlags = fact.Opt[uint32]{V: f.PktFlags, Known: f.FlagsKnown}
	r.CaptureDir = captureDir(f, p)
	r.Comment = fact.Opt[string]{V: f.Comment, Known: f.Comment != ""}
	r.Layers, r.Status = m.layerPath(p.Layers), decodeStatus[p.Status]
	r.EthSrc = fact.Opt[fact.MAC]{V: p.EthSrc, Known: p.HasEth}
	r.EthDst = fact.Opt[fact.MAC]{V: p.EthDst, Known: p.HasEth}
	r.VLAN = fact.Opt[uint16]{V: p.VLAN[0], Known: p.NVLAN > 0}
	r.VLANInner = fact.Opt[uint16]{V: p.VLAN[1], Known: p.NVLAN > 1}
	r.MPLSLabel = fact.Opt[int32]{V: p.MPLSLabel, Known: p.MPLSLabel >= 0}
	if p.Tunnel != packet.TunnelNone {
		r.Tunnel = fact.Some(p.Tunnel.String())
		r.TunnelID = fact.Opt[uint32]{V: p.TunnelID, Known: p.HasTunnelID}
	}
	if p.OuterVersion != 0 {
		r.OuterSrc, r.OuterDst = fact.AddrOf(p.OuterSrc, p.OuterVersion), fact.AddrOf(p.OuterDst, p.OuterVersion)
	}
}

// layerPath prints a packed path once for each distinct one.
func (m *rowMaker) layerPath(l uint64) string {
	if l == m.last && m.path != "" {
		return m.path
	}
	s, ok := m.layers[l]
	if !ok {
		s = packet.LayerPath(l)
		m.layers[l] = s
	}
	m.last, m.path = l, s
	return s
}

var decodeStatus = [...]fact.DecodeStatus{packet.StatusUnsupported: fact.DecodeUnsupported, packet.StatusOK: fact.DecodeOK,
	packet.StatusTruncated: fact.DecodeTruncated, packet.StatusMalformed: fact.DecodeMalformed, packet.StatusFragment: fact.DecodeFragment}

// captureDir merges what the block and the link layer say of the direction (pcapng 4.3.1: bits 0 and 1).
func captureDir(f *capture.Frame, p *packet.Packet) fact.CaptureDir {
	if f.FlagsKnown {
		switch f.PktFlags & 3 {
		case 1:
			return fact.DirIn
		case 2:
			return fact.DirOut
		}
	}
	return fact.CaptureDir(p.CaptureDir)
}

func fillNet(r *fact.PacketNet, p *packet.Packet, k *flow.Mark) {
	r.IPVersion, r.IPProto, r.TTL = fact.Some(p.IPVersion), fact.Some(p.Proto), fact.Some(p.TTL)
	r.IPSrc, r.IPDst = fact.AddrOf(p.Src, p.IPVersion), fact.AddrOf(p.Dst, p.IPVersion)
	if p.HasAlias {
		r.IPSrc, r.IPDst = fact.AddrOf(p.HdrSrc, p.IPVersion), fact.AddrOf(p.HdrDst, p.IPVersion)
	}
	if p.IPVersion == 4 {
		r.IPID, r.DF, r.MF, r.FragOffset = fact.Some(p.IPID), fact.Some(p.DF), fact.Some(p.MF), fact.Some(p.FragOff)
	}
	r.DSCP, r.ECN, r.IPLen = fact.Some(p.TOS>>2), fact.Some(p.TOS&3), fact.Some(p.IPLen)
	r.SrcPort = fact.Opt[uint16]{V: p.SrcPort, Known: p.HasPorts}
	r.DstPort = fact.Opt[uint16]{V: p.DstPort, Known: p.HasPorts}
	if k.FlowID != 0 {
		r.FlowID, r.FromClient = fact.Some(k.FlowID), fact.Some(k.FromClient)
	}
	if p.HasICMP {
		r.ICMPType, r.ICMPCode = fact.Some(p.ICMPType), fact.Some(p.ICMPCode)
		r.ICMPRefFlowID = fact.Opt[int64]{V: k.RefFlowID, Known: k.RefFlowID != 0}
	}
	r.UDPLen = fact.Opt[uint32]{V: p.PayLen, Known: p.Proto == packet.ProtoUDP && p.HasPorts}
}

func fillTCP(r *fact.PacketTCP, p *packet.Packet, k *flow.Mark, w *wireshark.Segment) {
	r.Flags, r.HdrLen = fact.Some(p.Flags), fact.Some(p.HdrLen)
	r.SeqRaw, r.AckRaw, r.Len = fact.Some(p.Seq), fact.Some(p.Ack), fact.Opt[uint32]{V: p.PayLen, Known: p.HasPayLen}
	r.WindowRaw = fact.Opt[uint16]{V: p.Window, Known: p.HdrCap >= 16}
	fillWireshark(r, w)
	opt := func(bit uint32) bool { return p.OptMask&bit != 0 }
	r.MSS = fact.Opt[uint16]{V: p.MSS, Known: opt(packet.OptMSS)}
	r.WScale = fact.Opt[uint8]{V: p.WScale, Known: opt(packet.OptWScale)}
	r.SACKPerm = fact.Opt[bool]{V: opt(packet.OptSACKPerm), Known: p.TCPComplete || opt(packet.OptSACKPerm)}
	r.TSVal = fact.Opt[uint32]{V: p.TSVal, Known: opt(packet.OptTS | packet.OptTSVal)}
	r.TSEcr = fact.Opt[uint32]{V: p.TSEcr, Known: opt(packet.OptTS)}
	r.SACKCount = fact.Opt[uint8]{V: p.SACKCount, Known: p.SACKCount > 0}
	r.MPTCPSubtype = fact.Opt[uint8]{V: p.MPTCPSubtype, Known: opt(packet.OptMPTCP)}
	r.Checksum = fact.Some(fact.ChecksumStatus(p.Checksum))
	if k.FlowID != 0 {
		r.Duplicate = fact.Some(k.Duplicate)
	}
}

// fillWireshark takes over what Wireshark says of the segment, and leaves out what it does not show.
func fillWireshark(r *fact.PacketTCP, w *wireshark.Segment) {
	r.Stream = fact.Opt[int64]{V: w.Stream, Known: w.HasStream}
	r.Seq = fact.Opt[int64]{V: int64(w.Seq), Known: w.HasSeq}
	r.Ack = fact.Opt[int64]{V: int64(w.Ack), Known: w.HasAck}
	r.Window = fact.Opt[int64]{V: int64(w.Window), Known: w.HasAck}
	r.Analysis = fact.Opt[uint32]{V: w.Flags, Known: w.HasStream}
	r.DupAckNum = fact.Opt[uint32]{V: w.DupAckNum, Known: w.DupAckNum != 0}
	r.AckRTTUs = fact.Opt[int64]{V: w.AckRTTNs / 1000, Known: w.HasAckRTT}
	r.BytesInFlight = fact.Opt[uint32]{V: w.BytesInFlight, Known: w.BytesInFlight != 0}
	r.DeltaUs = fact.Opt[int64]{V: w.DeltaNs / 1000, Known: w.HasDelta}
}
