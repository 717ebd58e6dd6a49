package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"whyrst/export"
	"whyrst/extract/fact"
	"whyrst/lua"
)

// labCapture decompresses a lab capture into a folder of the test.
func labCapture(t *testing.T, name string) string {
	t.Helper()
	in, err := os.ReadFile("../../extract/testdata/lab/" + name + ".zst")
	if err != nil {
		t.Fatal(err)
	}
	d, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	data, err := d.DecodeAll(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// whyrst runs the program.
func whyrst(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(args, strings.NewReader(""), &stdout, &stderr); code != exitOK {
		t.Fatalf("whyrst %v: exit code %d, %s", args, code, &stderr)
	}
	return stdout.String()
}

// tool runs a program of Wireshark's; a missing one fails the test. Anything on standard error but what every
// root is told is an error too: a plugin that complains does so there.
func tool(t *testing.T, config, name string, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "WIRESHARK_CONFIG_DIR="+config)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, &stderr)
	}
	for line := range strings.Lines(stderr.String()) {
		if name == "tshark" && !strings.HasPrefix(line, "Running as user") {
			t.Errorf("%s %v says: %s", name, args, line)
		}
	}
	return stdout.String()
}

// shown is what Wireshark shows of a frame: values by field.
type shown map[string][]string

func (s shown) get(field string) string { return strings.Join(s[field], " | ") }

// fieldsShown are the fields that tests compare.
var fieldsShown = []string{"frame.number", "frame.time_epoch", "ip.id", "ip.ttl", "ipv6.hlim", "tcp.srcport", "tcp.seq_raw", "tcp.ack_raw",
	"tcp.flags", "tcp.len", "_ws.lua.error",
	"whyrst.cause", "whyrst.title", "whyrst.confidence", "whyrst.responsible", "whyrst.verdict", "whyrst.effect", "whyrst.loss_risk",
	"whyrst.role", "whyrst.family", "whyrst.evidence", "whyrst.advice", "whyrst.settle", "whyrst.alternative", "whyrst.undecided",
	"whyrst.flow_id", "whyrst.flow_cause", "whyrst.flow_title", "whyrst.trigger_frame", "whyrst.evidence_frame", "whyrst.rst_frame",
	"whyrst.match", "whyrst.source", "whyrst.expert.mismatch"}

// dissect lists what tshark shows of every frame of a capture, in order.
func dissect(t *testing.T, config, capture string, more ...string) []shown {
	t.Helper()
	args := append([]string{"-r", capture}, more...)
	args = append(args, "-T", "fields", "-E", "separator=\x1e", "-E", "aggregator=\x1f", "-E", "occurrence=a")
	for _, f := range fieldsShown {
		args = append(args, "-e", f)
	}
	var frames []shown
	for line := range strings.Lines(tool(t, config, "tshark", args...)) {
		s := shown{}
		for i, v := range strings.Split(strings.TrimSuffix(line, "\n"), "\x1e") {
			if v != "" {
				s[fieldsShown[i]] = strings.Split(v, "\x1f")
			}
		}
		if e := s.get("_ws.lua.error"); e != "" {
			t.Fatalf("frame %s: %s", s.get("frame.number"), e)
		}
		frames = append(frames, s)
	}
	return frames
}

// expectation is what the tables say of a frame.
func expectation(t *testing.T, dir, capture string) (resets map[string]fact.JudgedReset, flows map[string]fact.Flow) {
	t.Helper()
	data, err := export.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	resets, flows = map[string]fact.JudgedReset{}, map[string]fact.Flow{}
	for rows, err := range data.Resets(export.Select{Capture: capture}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			resets[strconv.FormatInt(r.FrameNumber, 10)] = r
		}
	}
	byID := map[int64]fact.Flow{}
	for rows, err := range data.Flows(export.Select{Capture: capture}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range rows {
			byID[f.FlowID] = f
		}
	}
	for rows, err := range data.Packets(export.Select{Capture: capture, Columns: []string{"frame_number", "flow_id"}}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range rows {
			if f, ok := byID[p.FlowID.V]; ok && p.FlowID.Known && f.Judged != nil {
				flows[strconv.FormatInt(p.FrameNumber, 10)] = f
			}
		}
	}
	return resets, flows
}

// wants lists the fields of a frame by the tables.
func wants(frame string, r fact.JudgedReset, isReset bool, f fact.Flow, affected bool) shown {
	s := shown{}
	set := func(field string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			s["whyrst."+field] = values
		}
	}
	if affected {
		set("flow_id", fmt.Sprint(f.FlowID))
		set("flow_cause", f.Judged.Cause)
		set("flow_title", f.Judged.Title)
	}
	if !isReset {
		return s
	}
	for field, value := range map[string]string{"cause": r.Cause, "title": r.Title, "confidence": r.Confidence.String(),
		"responsible": r.Responsible, "verdict": r.Harm, "effect": r.Effect.String(), "loss_risk": r.LossRisk,
		"role": r.Role.String(), "family": r.Family, "advice": r.Advice, "settle": r.Settle.V} {
		set(field, value)
	}
	set("evidence", r.Evidence...)
	set("alternative", r.Alternatives...)
	set("undecided", r.Undecided...)
	if r.TriggerFrame.Known {
		set("trigger_frame", fmt.Sprint(r.TriggerFrame.V))
	}
	var frames []string
	for _, e := range r.Evidence {
		if _, n := lua.EvidenceFrame(e); n != 0 && fmt.Sprint(n) != frame {
			frames = append(frames, fmt.Sprint(n))
		}
	}
	set("evidence_frame", frames...)
	return s
}

// compareWithTables fails where a frame shows something else than the tables hold; it counts the RSTs.
func compareWithTables(t *testing.T, frames []shown, dir, capture string) (n int) {
	t.Helper()
	resets, flows := expectation(t, dir, capture)
	wrong := 0
	for _, got := range frames {
		frame := got.get("frame.number")
		r, isReset := resets[frame]
		f, affected := flows[frame]
		want := wants(frame, r, isReset, f, affected)
		for _, field := range fieldsShown {
			switch field {
			case "whyrst.rst_frame", "whyrst.match", "whyrst.source":
				continue
			}
			if strings.HasPrefix(field, "whyrst.") && got.get(field) != want.get(field) {
				if wrong++; wrong < 10 {
					t.Errorf("%s frame %s: %s\nshows %q\nwants %q", capture, frame, field, got.get(field), want.get(field))
				}
			}
		}
		if isReset {
			n++
		}
	}
	if n != len(resets) || n == 0 {
		t.Errorf("%s: %d of %d RSTs are in the capture", capture, n, len(resets))
	}
	return n
}

// TestWiresharkShowsTheTables: every field at every frame is what the tables hold.
func TestWiresharkShowsTheTables(t *testing.T) {
	dir := t.TempDir()
	out, profile := filepath.Join(dir, "out"), filepath.Join(dir, "profile")
	captures := []string{labCapture(t, "client.pcap"), labCapture(t, "mid.pcap"), labCapture(t, "server.pcap")}
	whyrst(t, append([]string{"extract", "-o", out}, captures...)...)
	// One profile for three captures of the same connections: each packet must find the verdict of its own point.
	whyrst(t, "wireshark", out, "--profile", profile)
	for _, capture := range captures {
		compareWithTables(t, dissect(t, profile, capture), out, filepath.Base(capture))
	}
	two := dissect(t, profile, captures[0], "-2")
	compareWithTables(t, two, out, filepath.Base(captures[0]))
	linked := 0
	for _, f := range two {
		for _, at := range f["whyrst.trigger_frame"] {
			n, err := strconv.Atoi(at)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(" "+two[n-1].get("whyrst.rst_frame")+" ", " "+f.get("frame.number")+" ") {
				t.Errorf("frame %s answers %s, which links to %q", f.get("frame.number"), at, two[n-1].get("whyrst.rst_frame"))
			}
			linked++
		}
	}
	if linked == 0 {
		t.Error("no RST has a trigger")
	}
}

// TestWiresharkFilters: what a profile's files say works in filters, statistics and colours.
func TestWiresharkFilters(t *testing.T) {
	dir := t.TempDir()
	out, profile := filepath.Join(dir, "out"), filepath.Join(dir, "profile")
	capture := labCapture(t, "client.pcap")
	whyrst(t, "extract", "-o", out, capture)
	whyrst(t, "wireshark", out, "--profile", profile)
	resets, _ := expectation(t, out, "client.pcap")
	count := map[string]int{}
	for _, r := range resets {
		count[r.Cause]++
	}
	for cause, want := range count {
		if want < 20 {
			continue
		}
		for _, filter := range []string{
			"whyrst.cause == \"" + cause + "\"", "whyrst.expert." + cause, "${rst_cause:\"" + cause + "\"}",
		} {
			lines := tool(t, profile, "tshark", "-r", capture, "-Y", filter)
			if got := strings.Count(lines, "\n"); got != want {
				t.Errorf("%s: %d frames, want %d", filter, got, want)
			}
		}
		stat := tool(t, profile, "tshark", "-q", "-r", capture, "-z", "io,stat,0,whyrst.cause == \""+cause+"\"")
		if !strings.Contains(stat, "|  "+fmt.Sprint(want)+" |") && !strings.Contains(stat, " "+fmt.Sprint(want)+" |") {
			t.Errorf("io,stat of %s has no %d:\n%s", cause, want, stat)
		}
		break
	}
	stat := tool(t, profile, "tshark", "-q", "-r", capture, "-z", "whyrst")
	for line := range strings.Lines(stat) {
		if c := strings.Fields(line); len(c) == 5 && c[0] != "connections" {
			n, err := strconv.Atoi(c[1])
			if err != nil {
				t.Fatal(err)
			}
			count[c[4]] -= n
		}
	}
	for cause, left := range count {
		if left != 0 {
			t.Errorf("-z whyrst: %d RSTs of %s too few\n%s", left, cause, stat)
		}
	}
	if !strings.Contains(stat, fmt.Sprintf("\n%d RSTs of this file have a verdict", len(resets))) {
		t.Errorf("-z whyrst does not say that all %d RSTs have a verdict:\n%s", len(resets), stat)
	}
	colours := tool(t, profile, "tshark", "--color", "-r", capture, "-Y", "whyrst.cause", "-T", "fields", "-e", "whyrst.family", "-e", "frame.coloring_rule.name")
	for line := range strings.Lines(colours) {
		family, rule, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if rule != "whyrst "+family {
			t.Errorf("a RST of family %s is coloured by %q", family, rule)
		}
	}
	if strings.Count(colours, "\n") != len(resets) {
		t.Errorf("%d coloured RSTs, want %d", strings.Count(colours, "\n"), len(resets))
	}
}

// TestIndexedVerdictsAreTheSame: a large file is not read but looked up in.
func TestIndexedVerdictsAreTheSame(t *testing.T) {
	dir := t.TempDir()
	out, profile := filepath.Join(dir, "out"), filepath.Join(dir, "profile")
	capture := labCapture(t, "client.pcap")
	whyrst(t, "extract", "-o", out, capture)
	whyrst(t, "wireshark", out, "--profile", profile)
	data, err := export.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	v, err := gatherVerdicts(data, fact.Capture{Capture: "client.pcap"})
	if err != nil {
		t.Fatal(err)
	}
	index, err := lua.WriteVerdicts(&bytes.Buffer{}, v)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(profile, "plugins", lua.VerdictDir, "*.tsv"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	// The header of the file on disk has the capture's hash, so that its size differs: the index is of another file.
	write := func(name string, data []byte) {
		if err := os.WriteFile(name, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(files[0]+lua.IndexSuffix, index.Bytes())
	compareWithTables(t, dissect(t, profile, capture), out, "client.pcap")
	var b bytes.Buffer
	if index, err = lua.WriteVerdicts(&b, v); err != nil {
		t.Fatal(err)
	}
	write(files[0], b.Bytes())
	compareWithTables(t, dissect(t, profile, capture), out, "client.pcap")
	empty := bytes.Clone(index.Bytes())
	clear(empty[32:])
	write(files[0]+lua.IndexSuffix, empty)
	for _, s := range dissect(t, profile, capture) {
		if s.get("whyrst.flow_cause") != "" {
			t.Fatal("an empty index was not asked")
		}
	}
}
