package cases

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"whyrst/extract"
	"whyrst/extract/fact"
	"whyrst/extract/packettext"
	"whyrst/rules"
)

// memory is a sink that keeps the rows of resets.
type memory struct{ resets []fact.JudgedReset }

func (m *memory) Capture(string) (extract.CaptureSink, error) { return m, nil }
func (m *memory) Packets([]fact.Packet) error                 { return nil }
func (m *memory) Judged(int64, *fact.Judged) error            { return nil }
func (m *memory) SealedThrough(int64) error                   { return nil }
func (m *memory) Flows([]fact.Flow) error                     { return nil }
func (m *memory) Close(fact.Capture) error                    { return nil }
func (m *memory) Resets(rows []fact.JudgedReset) error {
	m.resets = append(m.resets, rows...)
	return nil
}

// road takes a script from text to judged resets.
func road(t *testing.T, set *rules.Set, v packettext.Variant, s *packettext.Script) []fact.JudgedReset {
	t.Helper()
	b, err := v.Encode(v.Script(s))
	if err != nil {
		t.Fatalf("%s: %v", v.Name, err)
	}
	name := filepath.Join(t.TempDir(), "case.pcap")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	judge := func(r *fact.Reset) *fact.Verdict {
		d := set.Judge(r)
		e := set.Explain(r, &d)
		return &e
	}
	var m memory
	sum, err := extract.Run(context.Background(), []string{name},
		extract.Options{Resets: true, Judge: judge, VerifyChecksum: true}, &m)
	if err != nil || len(sum.Errors) > 0 {
		t.Fatalf("%s: %v %v", v.Name, err, sum.Errors)
	}
	return m.resets
}

// about is the row that a want speaks of: the RST of the named frame of the script as written, else the primary
// RST of the last flow that has one.
func about(rows []fact.JudgedReset, s *packettext.Script, frame int64) *fact.JudgedReset {
	if frame != 0 {
		frame = int64(s.Renumbered()[frame-1])
	}
	var best *fact.JudgedReset
	for i := range rows {
		r := &rows[i]
		switch {
		case frame != 0:
			if r.FrameNumber == frame {
				return r
			}
		case r.Role == fact.RolePrimary && (best == nil || r.FlowID >= best.FlowID) && (best == nil || best.FlowID != r.FlowID):
			best = r
		}
	}
	return best
}
