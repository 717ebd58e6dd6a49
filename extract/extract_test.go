package extract

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"whyrst/extract/fact"
	"whyrst/extract/packettext"
)

// story has a refused SYN, a connection that its server aborts, a burst of replies, and frames that are no TCP.
const story = `
client 10.0.0.5:40000
server 192.0.2.9:80  ttl 57
0.000   C:39999>S:81  S   0:0(0)  win 64240  <mss 1460>
0.010   S:81>C:39999  R.  0:0(0)  ack 1
1.000   C>S  S   0:0(0)            win 64240  <mss 1460,sackOK,TS 100 0,nop,wscale 7>
1.010   S>C  S.  0:0(0)     ack 1  win 65160  <mss 1460,sackOK,TS 900 100,nop,wscale 7>
1.011   C>S  .   1:1(0)     ack 1
1.012   C>S  P.  1:101(100) ack 1
1.020   C>S:53 udp (40)
1.030   S>C  R.  1:1(0)     ack 101
1.040   C>S  P.  101:201(100) ack 1
1.041   C>S  P.  201:301(100) ack 1
1.050   S>C  R   1:1(0)
1.051   S>C  R   1:1(0)
9.000   C:41000>S  S   0:0(0)  win 64240  <mss 1460>
`

// memory keeps copies of everything that a sink is given, in order.
type memory struct {
	packets []fact.Packet
	resets  []fact.JudgedReset
	flows   []fact.Flow
	judged  map[int64]*fact.Judged
	sealed  int64
	capture fact.Capture
	fail    error
	early   []int64 // frames judged before their packet's row, or after SealedThrough passed them
}

func (m *memory) Capture(string) (CaptureSink, error) { return m, nil }
func (m *memory) Packets(rows []fact.Packet) error {
	m.packets = append(m.packets, rows...)
	return m.fail
}
func (m *memory) Judged(frame int64, j *fact.Judged) error {
	if frame <= m.sealed || frame > int64(len(m.packets)) {
		m.early = append(m.early, frame)
	}
	m.judged[frame] = j
	return nil
}
func (m *memory) SealedThrough(frame int64) error { m.sealed = frame; return nil }
func (m *memory) Flows(rows []fact.Flow) error    { m.flows = append(m.flows, rows...); return nil }
func (m *memory) Resets(rows []fact.JudgedReset) error {
	m.resets = append(m.resets, rows...)
	return nil
}
func (m *memory) Close(c fact.Capture) error { m.capture = c; return nil }

func write(t *testing.T, text string) string {
	t.Helper()
	s, err := packettext.Parse("story", text)
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.PCAPNG(packettext.FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "story.pcapng")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// judge names the form as the cause: enough to see whose verdict a row carries.
func judge(r *fact.Reset) *fact.Verdict {
	return &fact.Verdict{Cause: r.Form.String(), Matched: []string{r.Form.String()}}
}

func run(t *testing.T, name string) *memory {
	t.Helper()
	m := &memory{judged: map[int64]*fact.Judged{}}
	sum, err := Run(context.Background(), []string{name}, Options{Packets: true, Flows: true, Resets: true, Judge: judge}, m)
	if err != nil || len(sum.Errors) > 0 {
		t.Fatal(err, sum.Errors)
	}
	return m
}

func TestEveryFrameHasItsRow(t *testing.T) {
	m := run(t, write(t, story))
	if len(m.packets) != 13 || m.capture.Frames != 13 || m.capture.FramesTCP != 12 || m.capture.Status != "ok" {
		t.Fatalf("%d rows, capture %+v", len(m.packets), m.capture)
	}
	for i, p := range m.packets {
		if p.FrameNumber != int64(i+1) {
			t.Errorf("row %d has frame number %d", i, p.FrameNumber)
		}
		if tcp := p.Flags.Known; tcp == (i == 6) || tcp != p.FlowID.Known {
			t.Errorf("frame %d: TCP %v, flow %v", i+1, tcp, p.FlowID)
		}
	}
	if len(m.flows) != 3 {
		t.Errorf("%d flows", len(m.flows))
	}
}

func TestVerdictsFollowTheirPackets(t *testing.T) {
	m := run(t, write(t, story))
	want := []int64{2, 8, 11, 12}
	for i, r := range m.resets {
		if r.FrameNumber != want[i] {
			t.Fatalf("reset %d is frame %d, want %d", i, r.FrameNumber, want[i])
		}
		if j := m.judged[r.FrameNumber]; j == nil || j.Cause != r.Cause {
			t.Errorf("frame %d: packet's verdict %v, row's %s", r.FrameNumber, j, r.Cause)
		}
	}
	if len(m.early) > 0 {
		t.Errorf("verdicts out of turn: %v", m.early)
	}
}

// TestOtherRSTsTakeOverTheVerdict wants the replies after the abort to carry the abort's cause, and their own
// matches.
func TestOtherRSTsTakeOverTheVerdict(t *testing.T) {
	m := run(t, write(t, story))
	for _, r := range m.resets[2:] {
		if r.Role != fact.RoleAfterAbortReply || r.Cause != "abort" || r.PrimaryFrame != 8 || r.Matched[0] != "reply_ack" {
			t.Errorf("frame %d: role %v, cause %s, primary %d, matched %v", r.FrameNumber, r.Role, r.Cause, r.PrimaryFrame, r.Matched)
		}
	}
	for _, f := range m.flows {
		if f.RstFrame.Known && f.RstFrame.V == 8 && (f.Judged == nil || f.Cause != "abort") {
			t.Errorf("flow %d: %v", f.FlowID, f.Judged)
		}
	}
}

func TestSameInputSameRows(t *testing.T) {
	name := write(t, story)
	a, b := run(t, name), run(t, name)
	if !reflect.DeepEqual(a.resets, b.resets) || !reflect.DeepEqual(a.flows, b.flows) || !reflect.DeepEqual(a.packets, b.packets) {
		t.Error("two runs differ")
	}
}

func TestSinkErrorEndsTheRun(t *testing.T) {
	full := errors.New("disk full")
	m := &memory{judged: map[int64]*fact.Judged{}, fail: full}
	_, err := Run(context.Background(), []string{write(t, story)}, Options{Packets: true}, m)
	if !errors.Is(err, full) {
		t.Errorf("err = %v", err)
	}
}

func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m := &memory{judged: map[int64]*fact.Judged{}}
	if _, err := Run(ctx, []string{write(t, story)}, Options{Resets: true}, m); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}

// TestBrokenInputDoesNotStopTheOthers wants the good capture of a batch, and a row for the bad one.
func TestBrokenInputDoesNotStopTheOthers(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.pcap")
	if err := os.WriteFile(bad, []byte("this is no capture at all, whatever its name says"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := write(t, story)
	m := &memory{judged: map[int64]*fact.Judged{}}
	sum, err := Run(context.Background(), []string{bad, good}, Options{Resets: true}, m)
	if err != nil || sum.Failed != 1 || len(sum.Errors) != 1 || sum.Resets != 4 || sum.Captures[0].Status != "failed" {
		t.Errorf("%v: %+v", err, sum)
	}
}
