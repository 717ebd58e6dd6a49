package lua

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/hex"
	"io"
	"regexp"
	"slices"
	"strconv"

	"whyrst/extract/fact"
)

// FormatVersion is that of files of verdicts; the plugin refuses others.
const FormatVersion = "1"

// Verdicts is what a file of verdicts holds: the affected connections of one capture.
type Verdicts struct {
	// Capture is the row of the captures table.
	Capture fact.Capture
	// RulesVersion and WhyrstVersion are those that judged.
	RulesVersion, WhyrstVersion string
	// Flows are the connections with a reset, in any order, and those without one that share a tuple with them:
	// they are recorded so that their packets are not taken for the others'.
	Flows []Flow
}

// Flow is a connection with what happened to it.
type Flow struct {
	fact.Flow
	// Resets are its judged RSTs, in any order.
	Resets []fact.JudgedReset
	// Packets are those that the verdicts speak of, by frame number; others may be there too. Without a packet
	// its frame can be linked only in the capture that was analysed.
	Packets map[int64]*fact.Packet
}

// evidenceFrame is how an entry of rst_evidence ends when a frame shows it.
var evidenceFrame = regexp.MustCompile(`(?s)^(.*), frame ([0-9]+)$`)

// EvidenceFrame takes an entry of rst_evidence apart; frame is 0 if none shows it.
func EvidenceFrame(s string) (text string, frame int64) {
	if m := evidenceFrame.FindStringSubmatch(s); m != nil {
		if n, err := strconv.ParseInt(m[2], 10, 64); err == nil && n > 0 {
			return m[1], n
		}
	}
	return s, 0
}

// Frames lists the frames that the verdict of a reset speaks of, the RST itself not among them.
func Frames(r *fact.JudgedReset) (frames []int64) {
	if r.TriggerFrame.Known {
		frames = append(frames, r.TriggerFrame.V)
	}
	for _, e := range r.Evidence {
		if _, frame := EvidenceFrame(e); frame != 0 && frame != r.FrameNumber {
			frames = append(frames, frame)
		}
	}
	slices.Sort(frames)
	return slices.Compact(frames)
}

// tuple is the key of a connection: client address and port, server address and port, as on the wire.
func tuple(f *fact.Flow) []byte {
	end := func(b []byte, a fact.Addr, port uint16) []byte {
		ip := a.Bytes[:]
		if a.Version == 4 {
			ip = ip[12:]
		}
		return append(append(b, ip...), byte(port>>8), byte(port))
	}
	return end(end(nil, f.ClientIP, f.ClientPort), f.ServerIP, f.ServerPort)
}

// Tuple names the ends of a connection, whoever began it: equal for all connections between them.
func Tuple(f *fact.Flow) string {
	key := tuple(f)
	client, server := key[:len(key)/2], key[len(key)/2:]
	if bytes.Compare(client, server) > 0 {
		client, server = server, client
	}
	return string(client) + string(server)
}

// WriteVerdicts writes the file that the plugin reads: a header of "# name value" lines, then for each tuple a
// line K, for each of its connections F with the packets P that are spoken of and the resets R, tabs between. The
// index of a large file spares the plugin reading it.
func WriteVerdicts(w io.Writer, v *Verdicts) (*Index, error) {
	out := bufio.NewWriter(w)
	b := v.header(nil)
	type keyed struct {
		key  []byte
		flow *Flow
	}
	flows := make([]keyed, len(v.Flows))
	for i := range v.Flows {
		flows[i] = keyed{tuple(&v.Flows[i].Flow), &v.Flows[i]}
	}
	slices.SortStableFunc(flows, func(a, b keyed) int {
		return cmp.Or(bytes.Compare(a.key, b.key), cmp.Compare(a.flow.FirstFrame, b.flow.FirstFrame), cmp.Compare(a.flow.FlowID, b.flow.FlowID))
	})
	x := &Index{}
	for i := 0; i < len(flows); {
		x.size += int64(len(b))
		if _, err := out.Write(b); err != nil {
			return nil, err
		}
		key := hex.EncodeToString(flows[i].key)
		b = append(append(b[:0], "K\t"...), key...)
		b = append(b, '\n')
		f := &flows[i].flow.Flow
		for ; i < len(flows) && hex.EncodeToString(flows[i].key) == key; i++ {
			b = flows[i].flow.append(b)
		}
		x.add(f, key, len(b))
	}
	x.size += int64(len(b))
	if _, err := out.Write(b); err != nil {
		return nil, err
	}
	return x, out.Flush()
}

// header is what a reader, and the statistics window, want to know before any connection.
func (v *Verdicts) header(b []byte) []byte {
	c := &v.Capture
	flows, resets := 0, 0
	for i := range v.Flows {
		if n := len(v.Flows[i].Resets); n > 0 {
			flows, resets = flows+1, resets+n
		}
	}
	b = append(b, "# whyrst verdicts "+FormatVersion+"\n"...)
	line := func(name, value string) {
		b = append(b, "# "+name+"\t"...)
		b = append(appendText(b, value), '\n')
	}
	line("capture", c.Capture)
	line("identity", c.Hash.V)
	line("whyrst", v.WhyrstVersion)
	line("rules", v.RulesVersion)
	line("frames", strconv.FormatInt(c.Frames, 10))
	line("flows", strconv.Itoa(flows))
	line("resets", strconv.Itoa(resets))
	return b
}
