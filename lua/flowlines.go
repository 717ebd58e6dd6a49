package lua

import (
	"cmp"
	"slices"
	"strconv"

	"whyrst/extract/fact"
)

// row builds a line of cells.
type row struct{ b []byte }

func (r *row) begin(kind string)       { r.b = append(r.b, kind...) }
func (r *row) text(s string)           { r.b = appendText(append(r.b, '\t'), s) }
func (r *row) list(l []string)         { r.b = appendList(append(r.b, '\t'), l) }
func (r *row) int(v int64)             { r.b = strconv.AppendInt(append(r.b, '\t'), v, 10) }
func (r *row) opt(v int64, ok bool)    { r.b = appendOpt(append(r.b, '\t'), v, ok) }
func (r *row) time(ns fact.Opt[int64]) { r.b = appendTime(append(r.b, '\t'), ns) }
func (r *row) end()                    { r.b = append(r.b, '\n') }

func appendOpt(b []byte, v int64, known bool) []byte {
	if !known {
		return b
	}
	return strconv.AppendInt(b, v, 10)
}

// appendTime appends seconds with nine decimals, as Wireshark's frame.time_epoch.
func appendTime(b []byte, ns fact.Opt[int64]) []byte {
	if !ns.Known {
		return b
	}
	sec, rest := ns.V/1e9, ns.V%1e9
	if rest < 0 {
		sec, rest = sec-1, rest+1e9
	}
	b = append(strconv.AppendInt(b, sec, 10), '.')
	return append(b, strconv.FormatInt(1e9+rest, 10)[1:]...)
}

// append appends the lines of a connection.
func (f *Flow) append(b []byte) []byte {
	resets := slices.Clone(f.Resets)
	slices.SortStableFunc(resets, func(a, b fact.JudgedReset) int { return cmp.Compare(a.FrameNumber, b.FrameNumber) })
	primary := f.primary(resets)
	r := row{b}
	r.begin("F")
	r.int(f.FlowID)
	r.opt(int64(f.SeqFirstC.V), f.SeqFirstC.Known)
	r.opt(f.SeqSpanC.V, f.SeqSpanC.Known)
	r.opt(int64(f.SeqFirstR.V), f.SeqFirstR.Known)
	r.opt(f.SeqSpanR.V, f.SeqSpanR.Known)
	for _, ttl := range []fact.Opt[uint8]{f.TTLMinC, f.TTLMaxC, f.TTLMinR, f.TTLMaxR} {
		r.opt(int64(ttl.V), ttl.Known)
	}
	r.time(f.FirstTsNs)
	r.time(f.LastTsNs)
	r.opt(int64(primary+1), primary >= 0)
	r.end()
	frames := f.packetLines(&r, resets)
	for i := range resets {
		resetLine(&r, &resets[i], frames)
	}
	return r.b
}

// primary is the index of the reset whose verdict is the connection's; -1 if there is none.
func (f *Flow) primary(resets []fact.JudgedReset) int {
	if f.Judged == nil {
		return -1
	}
	return slices.IndexFunc(resets, func(r fact.JudgedReset) bool {
		return r.Role == f.Judged.Role && r.Cause == f.Judged.Cause && r.Title == f.Judged.Title
	})
}

// packetLines writes the packets that the resets speak of; the result maps frames to the number of their line.
func (f *Flow) packetLines(r *row, resets []fact.JudgedReset) map[int64]int64 {
	var frames []int64
	for i := range resets {
		frames = append(frames, Frames(&resets[i])...)
	}
	slices.Sort(frames)
	frames = slices.Compact(frames)
	lines := make(map[int64]int64, len(frames))
	for i, frame := range frames {
		lines[frame] = int64(i + 1)
		r.begin("P")
		r.int(frame)
		if p := f.Packets[frame]; p != nil && p.FlowID.Known && p.FlowID.V == f.FlowID && p.SeqRaw.Known {
			r.opt(sideNumber(!p.FromClient.V), p.FromClient.Known)
			r.int(int64(p.SeqRaw.V))
			r.opt(int64(p.AckRaw.V), p.AckRaw.Known)
			r.opt(int64(p.Flags.V), p.Flags.Known)
			r.opt(int64(p.Len.V), p.Len.Known)
			r.opt(int64(p.IPID.V), p.IPID.Known)
			r.time(p.TsNs)
		} else {
			r.b = append(r.b, "\t\t\t\t\t\t\t"...)
		}
		r.end()
	}
	return lines
}

// sideNumber is 1 for the client, 2 for the server.
func sideNumber(server bool) int64 {
	if server {
		return 2
	}
	return 1
}

func resetLine(r *row, j *fact.JudgedReset, lines map[int64]int64) {
	r.begin("R")
	r.int(j.FrameNumber)
	r.int(sideNumber(j.From == fact.Server))
	r.int(int64(j.SeqRaw))
	r.int(int64(j.AckRaw))
	r.int(int64(j.Flags))
	r.opt(int64(j.IPID.V), j.IPID.Known)
	r.int(int64(j.TTL))
	r.time(j.TsNs)
	for _, s := range []string{j.Role.String(), j.Effect.String(), j.Cause, j.Family, j.Confidence.String(), j.Responsible, j.Harm, j.LossRisk} {
		r.text(s)
	}
	r.opt(lines[j.TriggerFrame.V], j.TriggerFrame.Known)
	r.text(j.Title)
	r.text(j.Advice)
	r.text(j.Settle.V)
	r.list(j.Alternatives)
	r.list(j.Undecided)
	r.b = append(r.b, '\t')
	for i, e := range j.Evidence {
		if i > 0 {
			r.b = append(r.b, '|')
		}
		text, frame := EvidenceFrame(e)
		line := lines[frame]
		if frame == j.FrameNumber {
			line = 0
		}
		r.b = appendOpt(r.b, line, frame != 0)
		r.b = appendText(append(r.b, ':'), text)
	}
	r.end()
}
