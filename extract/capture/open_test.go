package capture

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/zeebo/xxh3"
)

func TestMaxFrames(t *testing.T) {
	file := patterned(5000, true)
	for _, n := range []int64{1, 2, 1499, 4999, 5000, 6000} {
		frames, in, err := readAll(t, bytes.NewReader(file), Options{MaxFrames: n})
		if err != nil || int64(len(frames)) != min(n, 5000) {
			t.Errorf("MaxFrames %d: %d frames, %v", n, len(frames), err)
		}
		if in.HashKnown != (n > 5000) {
			t.Errorf("MaxFrames %d: hash known %v", n, in.HashKnown)
		}
	}
}

func TestHashAndProgress(t *testing.T) {
	for _, file := range [][]byte{pcapFile(), patterned(3000, false), gzipped(t, patterned(3000, true))} {
		var progress atomic.Int64
		_, in, err := readAll(t, bytes.NewReader(file), Options{Progress: &progress})
		if err != nil || progress.Load() != int64(len(file)) || in.StoredBytes != int64(len(file)) {
			t.Errorf("progress %d of %d, stored %d, %v", progress.Load(), len(file), in.StoredBytes, err)
		}
		if want := xxh3.Hash128(file).Bytes(); !in.HashKnown || in.Hash != want {
			t.Errorf("hash %x, want %x", in.Hash, want)
		}
	}
	if _, in, _ := readAll(t, bytes.NewReader(pcapFile("x")), Options{NoHash: true}); in.HashKnown {
		t.Error("a hash that was switched off")
	}
}

func TestOpenFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.pcap.gz") // the name is wrong
	file := pcapFile("one", "two")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b Batch
	if err := r.ReadBatch(&b); err != nil || len(b.Frames) != 2 {
		t.Fatalf("%d frames, %v", len(b.Frames), err)
	}
	if in := r.Info(); in.StoredSize != int64(len(file)) || in.Name != path || in.Compression != Uncompressed {
		t.Errorf("%+v", in)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none"), Options{}); !isErr(err, os.ErrNotExist) {
		t.Error(err)
	}
	if _, err := Open(t.TempDir(), Options{}); err == nil {
		t.Error("a folder is a capture")
	}
}

// A dash is standard input, and Close leaves it open.
func TestStandardInput(t *testing.T) {
	rd, wr, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer rd.Close()
	saved := os.Stdin
	os.Stdin = rd
	defer func() { os.Stdin = saved }()
	go func() {
		defer wr.Close()
		file := patterned(1000, false)
		for i := 0; i < len(file); i += 5000 {
			wr.Write(file[i:min(len(file), i+5000)])
		}
	}()
	r, err := Open("-", Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b Batch
	for err == nil {
		err = r.ReadBatch(&b)
	}
	if in := r.Info(); err != io.EOF || in.Frames != 1000 || in.StoredSize != -1 || in.Name != "-" {
		t.Errorf("%+v, %v", in, err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if _, err := rd.Stat(); err != nil {
		t.Error("standard input was closed:", err)
	}
}

// Closing early ends the decompressor's goroutine.
func TestCloseEarly(t *testing.T) {
	file := gzipped(t, patterned(10_000, false))
	before := runtime.NumGoroutine()
	for range 20 {
		r, err := NewReader("test", bytes.NewReader(file), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if err := r.ReadBatch(new(Batch)); !isErr(err, os.ErrClosed) {
			t.Fatal(err)
		}
	}
	if n := runtime.NumGoroutine(); n > before+2 {
		t.Errorf("%d goroutines, %d before", n, before)
	}
}
