package main

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"whyrst/extract/fact"
	"whyrst/lua"
	"whyrst/rules"
)

// story is everything there is to say of one reset.
type story struct {
	Capture     string `json:"capture"`
	Frame       int64  `json:"frame"`
	Time        string `json:"time,omitempty"`
	FlowID      int64  `json:"flow_id"`
	TCPStream   int64  `json:"tcp_stream"`
	Client      string `json:"client"`
	Server      string `json:"server"`
	From        string `json:"from"`
	Role        string `json:"role"`
	Effect      string `json:"effect"`
	Cause       string `json:"cause"`
	Summary     string `json:"summary"`
	Confidence  string `json:"confidence"`
	Responsible string `json:"responsible"`
	Verdict     string `json:"verdict"`
	LossRisk    string `json:"loss_risk"`
	Title       string `json:"title"`
	// Evidence are the entries of rst_evidence.
	Evidence []string `json:"evidence"`
	// Alternatives are the runners-up, the nearest first, each with what tells it from the cause.
	Alternatives []alternative `json:"alternatives"`
	Undecided    []string      `json:"undecided"`
	Settle       string        `json:"settle,omitempty"`
	Advice       string        `json:"advice"`
	// Filter is a Wireshark display filter for the connection.
	Filter  string      `json:"wireshark_filter"`
	Packets []storyLine `json:"packets"`
	// Before and After count the packets of the connection that Packets leaves out.
	Before int64 `json:"packets_before"`
	After  int64 `json:"packets_after"`
}

// alternative is another cause that the facts allow.
type alternative struct {
	Cause   string `json:"cause"`
	Summary string `json:"summary,omitempty"`
	Apart   string `json:"what_tells_them_apart,omitempty"`
}

// storyLine is one packet of the connection.
type storyLine struct {
	Frame int64 `json:"frame"`
	// OffsetUs is the time from the RST in microseconds; negative before it.
	OffsetUs fact.Opt[int64] `json:"-"`
	Time     string          `json:"time"`
	Client   bool            `json:"from_client"`
	What     string          `json:"what"`
	Notes    []string        `json:"notes,omitempty"`
	RST      bool            `json:"rst,omitempty"`
}

// around is how many packets stand before and after the RST.
const (
	packetsBefore = 14
	packetsAfter  = 6
)

// tell makes the story of a reset from its row and the packets of its connection, in frame order.
func tell(r *fact.JudgedReset, packets []fact.Packet, set *rules.Set) *story {
	s := &story{
		Capture: r.Capture, Frame: r.FrameNumber, FlowID: r.FlowID, TCPStream: r.TCPStream,
		Client: endpoint(r.ClientIP, r.ClientPort), Server: endpoint(r.ServerIP, r.ServerPort),
		From: r.From.String(), Role: r.Role.String(), Effect: r.Effect.String(),
		Cause: r.Cause, Confidence: r.Confidence.String(), Responsible: r.Responsible, Verdict: r.Harm, LossRisk: r.LossRisk,
		Title: r.Title, Evidence: r.Evidence, Undecided: r.Undecided, Settle: r.Settle.V, Advice: r.Advice,
		Filter: displayFilter(r),
	}
	if r.TsNs.Known {
		s.Time = time.Unix(0, r.TsNs.V).UTC().Format("2006-01-02 15:04:05.000000 UTC")
	}
	if rule := set.Rule(r.Cause); rule != nil {
		s.Summary = rule.Summary
	}
	for _, id := range r.Alternatives {
		s.Alternatives = append(s.Alternatives, versus(set, r.Cause, id))
	}
	s.packets(r, packets)
	return s
}

// versus says what tells two causes apart, as either rule knows it.
func versus(set *rules.Set, cause, other string) alternative {
	a := alternative{Cause: other}
	for _, pair := range [][2]string{{cause, other}, {other, cause}} {
		rule := set.Rule(pair[0])
		if rule == nil {
			continue
		}
		if pair[0] == other {
			a.Summary = rule.Summary
		}
		for _, v := range rule.Vs {
			if v.ID == pair[1] && a.Apart == "" {
				a.Apart = v.Fact
			}
		}
	}
	return a
}

// displayFilter finds the connection by what its packets are: a stream number is another one in another file.
func displayFilter(r *fact.JudgedReset) string {
	ip := "ip"
	if r.IPVersion == 6 {
		ip = "ipv6"
	}
	return ip + ".addr == " + r.ClientIP.String() + " && " + ip + ".addr == " + r.ServerIP.String() +
		" && tcp.port == " + itoa(int64(r.ClientPort)) + " && tcp.port == " + itoa(int64(r.ServerPort))
}

// notes maps frames to what they show.
func notes(r *fact.JudgedReset) map[int64][]string {
	out := map[int64][]string{}
	for _, e := range r.Evidence {
		if text, frame := lua.EvidenceFrame(e); frame != 0 {
			out[frame] = append(out[frame], text)
		}
	}
	if r.TriggerFrame.Known && len(out[r.TriggerFrame.V]) == 0 {
		out[r.TriggerFrame.V] = []string{"the RST answers this"}
	}
	return out
}

// packets picks the packets around the RST, and those that the evidence names wherever they are.
func (s *story) packets(r *fact.JudgedReset, packets []fact.Packet) {
	marks := notes(r)
	at := slices.IndexFunc(packets, func(p fact.Packet) bool { return p.FrameNumber == r.FrameNumber })
	var zero fact.Opt[int64]
	if at >= 0 {
		zero = packets[at].TsNs
	}
	for i := range packets {
		p := &packets[i]
		near := at < 0 || i >= at-packetsBefore && i <= at+packetsAfter
		if !near && len(marks[p.FrameNumber]) == 0 {
			if i < at {
				s.Before++
			} else {
				s.After++
			}
			continue
		}
		line := storyLine{Frame: p.FrameNumber, Client: p.FromClient.V, What: segment(p), Notes: marks[p.FrameNumber],
			RST: p.FrameNumber == r.FrameNumber}
		if p.TsNs.Known && zero.Known {
			line.OffsetUs = fact.Some((p.TsNs.V - zero.V) / 1000)
		}
		line.Time = offset(line.OffsetUs)
		s.Packets = append(s.Packets, line)
	}
}

// segment writes a TCP segment as analysts do: flags, relative numbers, length, window.
func segment(p *fact.Packet) string {
	if !p.Flags.Known {
		return p.Layers
	}
	var b strings.Builder
	b.WriteString(flagNames(p.Flags.V))
	if p.Seq.Known {
		b.WriteString(" seq " + itoa(p.Seq.V))
	} else {
		b.WriteString(" rawseq " + itoa(int64(p.SeqRaw.V)))
	}
	if p.Len.V > 0 {
		b.WriteString(" len " + itoa(int64(p.Len.V)))
	}
	if p.Ack.Known {
		b.WriteString(" ack " + itoa(p.Ack.V))
	}
	if p.Window.Known {
		b.WriteString(" win " + itoa(p.Window.V))
	} else if p.WindowRaw.Known {
		b.WriteString(" rawwin " + itoa(int64(p.WindowRaw.V)))
	}
	if p.TTL.Known {
		b.WriteString(" ttl " + itoa(int64(p.TTL.V)))
	}
	return b.String()
}

// flagNames lists the flags that are set, in header order from FIN.
func flagNames(flags uint16) string {
	names := []string{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"}
	var set []string
	for i, n := range names {
		if flags>>i&1 == 1 {
			set = append(set, n)
		}
	}
	return strings.Join(set, ",")
}

// offset writes a time relative to the RST with a sign.
func offset(us fact.Opt[int64]) string {
	if !us.Known {
		return "?"
	}
	text := string(fact.UnitUs.AppendHuman(nil, us.V))
	if us.V > 0 {
		text = "+" + text
	}
	return text
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
