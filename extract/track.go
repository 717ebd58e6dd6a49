package extract

import (
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strconv"

	"whyrst/extract/capture"
	"whyrst/extract/fact"
	"whyrst/extract/flow"
	"whyrst/extract/flow/wireshark"
	"whyrst/extract/packet"
)

// track follows the packets of a batch and hands their rows over.
func (p *pipe) track(b *batch) error {
	rows := p.rows.take(len(b.packets))
	var seg wireshark.Segment
	var mark flow.Mark
	for i := range b.packets {
		pk, f := &b.packets[i], &b.frames.Frames[i]
		p.counts[pk.Status]++
		if pk.HasTCP {
			p.tcp++
		}
		shown := pk
		if pk.FabricPath {
			shown = p.fabric.decode(f)
		}
		p.wireshark(shown, &seg)
		p.tracker.Track(pk, &seg, &mark)
		if p.opt.Packets {
			p.rows.fill(&rows[i], f, shown, &mark, &seg)
			rows[i].Status = decodeStatus[pk.Status]
		}
	}
	if p.opt.Packets {
		if err := p.sink.Packets(rows); err != nil {
			return err
		}
		if err := p.out.flushJudged(p.tracker.SealedThrough()); err != nil {
			return err
		}
	}
	return p.out.flush(false)
}

// wireshark asks for Wireshark's numbers of a packet.
func (p *pipe) wireshark(pk *packet.Packet, seg *wireshark.Segment) {
	switch {
	case pk.HasTCP:
		p.ws.Segment(pk, seg)
	case pk.HasQuote:
		p.ws.Quote(pk, seg)
	default:
		*seg = wireshark.Segment{}
	}
}

// fabricView decodes frames of Cisco's FabricPath once more, as Wireshark does: without their last four bytes,
// which it takes for a check sequence. Columns with Wireshark's names show that. Connections are tracked by the
// packet as it is, else every ACK and RST of such a capture, which has no byte to spare, would be malformed.
type fabricView struct {
	dec *packet.Decoder
	p   packet.Packet
}

const checkSequence = 4

func (v *fabricView) decode(f *capture.Frame) *packet.Packet {
	if v.dec == nil {
		v.dec = packet.NewDecoder(packet.Options{})
	}
	wire := max(f.WireLen, uint32(len(f.Data))) - checkSequence
	v.p.Frame, v.p.TsNs, v.p.TsKnown = f.Number, f.TsNs, f.TsKnown
	v.dec.Decode(f.LinkType, f.Data[:min(len(f.Data), int(wire))], wire, &v.p)
	return &v.p
}

// captureRow completes the row of the input file.
func (p *pipe) captureRow(row *fact.Capture, info capture.Info, readErr error) {
	row.Format, row.Compression = fact.Some(info.Format.String()), fact.Some(info.Compression.String())
	row.StoredBytes, row.Bytes = info.StoredBytes, info.StreamBytes
	row.Interfaces, row.Frames = int32(len(info.Interfaces)), info.Frames
	if info.HashKnown {
		row.Hash = fact.Some(hex.EncodeToString(info.Hash[:]))
	}
	row.FramesOK = p.counts[packet.StatusOK]
	row.FramesTruncated = p.counts[packet.StatusTruncated]
	row.FramesMalformed = p.counts[packet.StatusMalformed]
	row.FramesFragment = p.counts[packet.StatusFragment]
	row.FramesUnsupported = p.counts[packet.StatusUnsupported]
	row.FramesTCP = p.tcp
	st := p.tracker.Stats()
	row.Flows, row.FlowsEvicted, row.Resets = st.Flows, st.Evicted, st.Resets
	if info.TimesKnown {
		row.FirstTsNs, row.LastTsNs = fact.Some(info.FirstNs), fact.Some(info.LastNs)
	}
	row.Losses, row.LostBytes = int32(min(info.LossCount, 1<<31-1)), info.LostBytes
	for _, l := range info.Losses[:min(len(info.Losses), 100)] {
		row.LossRanges = append(row.LossRanges, fmt.Sprintf("%d-%d %s, after frame %d", l.From, l.To, l.Reason, l.Frame))
	}
	row.Status = "ok"
	if readErr != nil {
		row.Error = fact.Some(readErr.Error())
	}
	switch {
	case readErr != nil && info.Frames == 0:
		row.Status = "failed"
	case readErr != nil || info.LossCount > 0:
		row.Status = "damaged"
	}
}

// uniqueNames gives each input the base name of its path; a name that came before gets its place in the list
// behind it, so that the rows of two files never mix.
func uniqueNames(inputs []string) []string {
	seen := map[string]bool{}
	names := make([]string, len(inputs))
	for i, in := range inputs {
		name := filepath.Base(in)
		if in == "-" {
			name = "stdin"
		}
		if seen[name] {
			name += "#" + strconv.Itoa(i+1)
		}
		seen[name] = true
		names[i] = name
	}
	return names
}
