package export

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"whyrst/extract/fact"
)

func create(t testing.TB, opt Options) *DataSet {
	t.Helper()
	opt.WhyrstVersion, opt.RulesVersion = "1.2.3", "2026.1"
	d, err := Create(opt)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// writeSamples writes a data set with a capture a sample.
func writeSamples(t testing.TB, opt Options, samples ...sample) Manifest {
	t.Helper()
	d := create(t, opt)
	for i, s := range samples {
		w, err := d.Capture(s.capture.Capture)
		if err != nil {
			t.Fatal(err)
		}
		s.write(t, w, uint64(i))
	}
	m, err := d.Commit()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// collect copies all rows.
func collect[R any](t *testing.T, seq iter.Seq2[[]R, error]) (out []R) {
	t.Helper()
	for rows, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rows...)
	}
	return out
}

// same compares rows one by one, so that a difference is readable.
func same[R any](t *testing.T, what string, got, want []R) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d rows, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("%s: row %d is\n%+v, want\n%+v", what, i, got[i], want[i])
		}
	}
}

func testRoundTrip(t *testing.T, opt Options, s sample) {
	opt.Dir = filepath.Join(t.TempDir(), "out")
	writeSamples(t, opt, s)
	r, err := Open(opt.Dir)
	if err != nil {
		t.Fatal(err)
	}
	want := s.stored()
	same(t, "packets", collect(t, r.Packets(Select{})), want.packets)
	same(t, "flows", collect(t, r.Flows(Select{})), want.flows)
	same(t, "resets", collect(t, r.Resets(Select{})), want.resets)
	same(t, "captures", collect(t, r.Captures(Select{})), []fact.Capture{want.capture})
	for _, table := range AllTables.List() {
		if missing, err := r.Missing(table); err != nil || len(missing) > 0 {
			t.Errorf("%v lacks %v (%v)", table, missing, err)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	for name, opt := range map[string]Options{
		"portable": {}, "modern": {Encoding: Modern}, "one worker": {Workers: 1}, "arrow": {Format: Arrow},
	} {
		t.Run(name, func(t *testing.T) {
			testRoundTrip(t, opt, newSample(1, 3*packetPage+100, flowPage+10, resetPage+10))
		})
	}
	for seed := range uint64(8) {
		testRoundTrip(t, Options{}, newSample(100+seed, 300, 40, 30))
	}
	t.Run("empty", func(t *testing.T) { testRoundTrip(t, Options{}, newSample(1, 0, 0, 0)) })
	t.Run("one row", func(t *testing.T) { testRoundTrip(t, Options{}, newSample(2, 1, 1, 1)) })
}

// Several row groups, and verdicts that wait for more than one of them.
func TestRowGroups(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a million rows")
	}
	packets := make([]fact.Packet, packetGroup+packetPage+5)
	for i := range packets {
		packets[i].FrameNumber = int64(i + 1)
		packets[i].FlowID = fact.Some(int64(i / 1000))
	}
	dir := filepath.Join(t.TempDir(), "out")
	d := create(t, Options{Dir: dir, Tables: Only(Packets)})
	w, err := d.Capture("c")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Packets(packets); err != nil {
		t.Fatal(err)
	}
	frames := []int64{1, packetPage, packetPage + 1, packetGroup, packetGroup + 1, int64(len(packets))}
	for i := range frames {
		frame := frames[len(frames)-1-i]
		j := &fact.Judged{Verdict: fact.Verdict{Cause: "port_closed", Evidence: []string{"a", "b"}}}
		packets[frame-1].Judged = j
		if err := w.Judged(frame, j); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.SealedThrough(1<<40), w.Close(fact.Capture{Capture: "c"})); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Commit(); err != nil {
		t.Fatal(err)
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "packets", collect(t, r.Packets(Select{})), packets)
	flow := collect(t, r.Packets(Select{Flow: fact.Some(int64(530))}))
	same(t, "packets of a flow", flow, packets[530_000:531_000])
	some := collect(t, r.Packets(Select{FirstFrame: fact.Some(int64(packetPage - 9)), LastFrame: fact.Some(int64(packetPage + 9)), Columns: []string{"rst_cause"}}))
	if len(some) != 19 || some[9].Judged.Cause != "port_closed" || some[0].Judged != nil || some[0].FlowID.Known {
		t.Errorf("rows of chosen frames and columns: %d", len(some))
	}
}

// hashes are of all files, by path.
func hashes(t *testing.T, dir string) map[string][32]byte {
	out := map[string][32]byte{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		out[rel] = sha256.Sum256(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The same rows give the same bytes, whatever the number of workers and the sizes of the batches.
func TestDeterministic(t *testing.T) {
	a, b := newSample(7, 2*packetPage+77, 3000, 500), newSample(8, 20, 2, 1)
	b.capture.Capture = "b.pcap"
	for name, opt := range map[string]Options{"parquet": {}, "modern": {Encoding: Modern}, "arrow": {Format: Arrow}} {
		var first map[string][32]byte
		for workers := range 5 {
			opt.Dir, opt.Workers = filepath.Join(t.TempDir(), "out"), workers+1
			d := create(t, opt)
			wa, err := d.Capture("a")
			if err != nil {
				t.Fatal(err)
			}
			wb, err := d.Capture("b")
			if err != nil {
				t.Fatal(err)
			}
			done := make(chan bool)
			go func() { defer close(done); b.write(t, wb, uint64(workers)) }()
			a.write(t, wa, uint64(workers))
			<-done
			if _, err := d.Commit(); err != nil {
				t.Fatal(err)
			}
			got := hashes(t, opt.Dir)
			if first == nil {
				first = got
			}
			if !reflect.DeepEqual(got, first) {
				t.Errorf("%s: %d workers write other bytes", name, workers+1)
			}
		}
	}
}

func TestManifest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	s := newSample(3, 1000, 100, 10)
	s.packets[0].TsNs = fact.Some(int64(-5))
	s.capture.Hash = fact.Some("0123456789abcdef")
	m := writeSamples(t, Options{Dir: dir}, s, s)
	p := m.Table(Packets)
	if len(p.Files) != 2 || p.Rows != 2000 || m.Table(Captures).Rows != 2 {
		t.Fatalf("%+v", m)
	}
	if got := p.Files[0].Path + " " + p.Files[1].Path; got != "packets/part-sample.pcapng-01234567-0000.parquet packets/part-sample.pcapng-01234567-2-0000.parquet" {
		t.Error(got)
	}
	low := int64(1 << 62)
	for _, row := range s.packets {
		if row.TsNs.Known {
			low = min(low, row.TsNs.V)
		}
	}
	if f := p.Files[0]; f.MinTsNs == nil || *f.MinTsNs != low || f.Rows != 1000 {
		t.Errorf("%+v", f)
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Manifest(); !reflect.DeepEqual(got, m) {
		t.Errorf("read back %+v, want %+v", got, m)
	}
	if n := len(collect(t, r.Packets(Select{Capture: "sample.pcapng"}))); n != 2000 {
		t.Errorf("%d rows of the capture", n)
	}
	if n := len(collect(t, r.Packets(Select{Capture: "other"}))); n != 0 {
		t.Errorf("%d rows of another capture", n)
	}
}

// Only the tables asked for are made; rows of others are taken and dropped.
func TestTables(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	m := writeSamples(t, Options{Dir: dir, Tables: Only(Resets)}, newSample(4, 1000, 100, 10))
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != "resets schema.json whyrst.json" || len(m.Tables) != 1 {
		t.Error(got, m.Tables)
	}
}
