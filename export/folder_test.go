package export

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"whyrst/extract/fact"
)

// names lists a folder.
func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestOverwrite(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	if err := os.Mkdir(dir, 0o777); err != nil { // an empty folder is no obstacle
		t.Fatal(err)
	}
	writeSamples(t, Options{Dir: dir}, newSample(1, 100, 10, 5))
	before := hashes(t, dir)

	if _, err := Create(Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("a folder with data is not refused: %v", err)
	}
	d := create(t, Options{Dir: dir, Overwrite: true})
	if err := d.Abort(); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(hashes(t, dir), before) {
		t.Error("an aborted overwrite changed what was there")
	}
	writeSamples(t, Options{Dir: dir, Overwrite: true, Tables: Only(Resets)}, newSample(2, 100, 10, 5))
	if got := names(t, dir); !reflect.DeepEqual(got, []string{"resets", "schema.json", "whyrst.json"}) {
		t.Errorf("after overwriting: %v", got)
	}
	if got := names(t, parent); len(got) != 1 {
		t.Errorf("left beside: %v", got)
	}
}

// A folder with other things in it is not ours to replace.
func TestOverwriteSparesForeignFolders(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thesis.tex"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(Options{Dir: dir, Overwrite: true}); err == nil || !strings.Contains(err.Error(), "holds no data set") {
		t.Error(err)
	}
}

// What came into being under the name meanwhile is not replaced.
func TestCommitChecksAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	d := create(t, Options{Dir: dir})
	writeSamples(t, Options{Dir: dir}, newSample(1, 10, 1, 1))
	before := hashes(t, dir)
	if _, err := d.Commit(); err == nil {
		t.Error("commit replaced a data set without being told to")
	}
	if !reflect.DeepEqual(hashes(t, dir), before) {
		t.Error("the other data set changed")
	}
	if got := names(t, filepath.Dir(dir)); len(got) != 1 {
		t.Errorf("left beside: %v", got)
	}
}

// Abort in the middle: encoders have pages, verdicts are missing, a capture is open.
func TestAbortLeavesNothing(t *testing.T) {
	parent := t.TempDir()
	d := create(t, Options{Dir: filepath.Join(parent, "out")})
	w, err := d.Capture("a")
	if err != nil {
		t.Fatal(err)
	}
	s := newSample(5, 3*packetPage, 100, 100)
	if err := errors.Join(w.Packets(s.packets), w.Resets(s.resets)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Abort(), d.Abort()); err != nil {
		t.Fatal(err)
	}
	if got := names(t, parent); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
	if _, err := d.Commit(); err == nil {
		t.Error("commit after abort")
	}
	if _, err := d.Capture("b"); err == nil {
		t.Error("capture after abort")
	}
	if err := w.Close(fact.Capture{}); err == nil {
		t.Error("close after abort")
	}
}

// An aborted writer does not wait for encoders that are gone.
func TestAbortWhileWriting(t *testing.T) {
	d := create(t, Options{Dir: filepath.Join(t.TempDir(), "out"), Workers: 1})
	w, err := d.Capture("a")
	if err != nil {
		t.Fatal(err)
	}
	s := newSample(5, packetPage, 0, 0)
	started, done := make(chan bool), make(chan error)
	go func() {
		var err error
		for i := 0; err == nil; i++ {
			for j := range s.packets {
				s.packets[j].FrameNumber = int64(i*packetPage + j + 1)
				s.packets[j].Judged = nil
			}
			if err = w.Packets(s.packets); i == 0 {
				close(started)
			}
		}
		done <- err
	}()
	<-started
	if err := d.Abort(); err != nil {
		t.Error(err)
	}
	if err := <-done; !errors.Is(err, errAborted) {
		t.Error(err)
	}
}

// A full disk: every write fails from the first row group on. The limit on file sizes of this process stands in.
func TestWriteErrors(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	writeSamples(t, Options{Dir: dir}, newSample(1, 10, 1, 1))
	before := hashes(t, dir)
	d := create(t, Options{Dir: dir, Overwrite: true, Tables: Only(Packets)})
	w, err := d.Capture("a")
	if err != nil {
		t.Fatal(err)
	}
	limitFileSize(t, 1<<16)
	s := newSample(5, 3*packetPage, 0, 0)
	for i := range s.packets {
		s.packets[i].Judged = nil
	}
	err = errors.Join(w.Packets(s.packets), w.Close(fact.Capture{Capture: "a"}))
	if !errors.Is(err, syscall.EFBIG) || !strings.Contains(err.Error(), "packets") {
		t.Errorf("error of a full disk: %v", err)
	}
	if _, err := d.Commit(); err == nil {
		t.Error("commit after an error")
	}
	if !reflect.DeepEqual(hashes(t, dir), before) {
		t.Error("what was there changed")
	}
	if got := names(t, parent); len(got) != 1 {
		t.Errorf("left beside: %v", got)
	}
}

func TestContract(t *testing.T) {
	packets := func(frames ...int64) (out []fact.Packet) {
		for _, f := range frames {
			out = append(out, fact.Packet{PacketFrame: fact.PacketFrame{FrameNumber: f}})
		}
		return out
	}
	j := &fact.Judged{}
	for name, breach := range map[string]func(w *CaptureWriter) error{
		"frames fall":        func(w *CaptureWriter) error { return w.Packets(packets(3, 2)) },
		"frame twice":        func(w *CaptureWriter) error { return w.Packets(packets(3, 3)) },
		"verdict before row": func(w *CaptureWriter) error { return w.Judged(11, j) },
		"verdict after seal": func(w *CaptureWriter) error { return errors.Join(w.SealedThrough(5), w.Judged(5, j)) },
		"verdict twice": func(w *CaptureWriter) error {
			return errors.Join(w.Judged(5, j), w.Judged(5, j), w.Close(fact.Capture{}))
		},
		"verdict without row": func(w *CaptureWriter) error { return errors.Join(w.Judged(7, j), w.Close(fact.Capture{})) },
	} {
		d := create(t, Options{Dir: filepath.Join(t.TempDir(), "out")})
		w, err := d.Capture("a")
		if err != nil {
			t.Fatal(err)
		}
		if name[:5] != "frame" {
			if err := w.Packets(packets(1, 2, 5, 6, 10)); err != nil {
				t.Fatal(err)
			}
		}
		if err := breach(w); err == nil {
			t.Errorf("%s: no error", name)
		}
		if _, err := d.Commit(); err == nil {
			t.Errorf("%s: committed", name)
		}
	}
}
