package capture

import (
	"bytes"
	"io"
	"reflect"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
)

func gzipped(t testing.TB, p []byte) []byte {
	return compressed(t, p, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })
}

func compressed(t testing.TB, p []byte, open func(io.Writer) (io.WriteCloser, error)) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := open(&out)
	if err == nil {
		_, err = w.Write(p)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var compressors = map[Compression]func(io.Writer) (io.WriteCloser, error){
	Gzip: func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil },
	Zstd: func(w io.Writer) (io.WriteCloser, error) { return zstd.NewWriter(w) },
	LZ4: func(w io.Writer) (io.WriteCloser, error) {
		z := lz4.NewWriter(w)
		return z, z.Apply(lz4.BlockSizeOption(lz4.Block64Kb))
	},
	XZ: func(w io.Writer) (io.WriteCloser, error) { return xz.NewWriter(w) },
}

func TestCompressions(t *testing.T) {
	file := patterned(3000, false)
	want, _, err := readAll(t, bytes.NewReader(file), Options{})
	if err != nil || len(want) != 3000 {
		t.Fatal(len(want), err)
	}
	for kind, open := range compressors {
		whole := compressed(t, file, open)
		frames, in, err := readAll(t, bytes.NewReader(whole), Options{})
		if err != nil || in.Compression != kind || !reflect.DeepEqual(frames, want) {
			t.Errorf("%v: %d frames, %v, %v", kind, len(frames), in.Compression, err)
		}

		// Members one after the other are one stream, as with cat.
		half := len(file) / 2
		members := join(compressed(t, file[:half], open), compressed(t, file[half:], open))
		frames, _, err = readAll(t, bytes.NewReader(members), Options{})
		if err != nil || !reflect.DeepEqual(frames, want) {
			t.Errorf("%v: two members give %d frames, %v", kind, len(frames), err)
		}

		// A stream that breaks off delivers what came before: at the least
		// the members before the one that is cut.
		first := len(compressed(t, file[:half], open))
		for _, n := range []int{len(members) - 1, (len(members) + first) / 2, first + 9} {
			frames, in, err = readAll(t, bytes.NewReader(members[:n]), Options{})
			if !isErr(err, ErrCompressed) || !in.HashKnown {
				t.Errorf("%v cut at %d: %v", kind, n, err)
			}
			if len(frames) < 1490 || !reflect.DeepEqual(frames, want[:len(frames)]) {
				t.Errorf("%v cut at %d of %d: %d frames", kind, n, len(members), len(frames))
			}
		}
	}
}

// bzip2 has no writer in Go: this is pcapFile("hello").
const bzip2Capture = `425a683931415926535952304433000013e33efe00400000018244c00020001000080044000000a000314c269a034c41a100191a68734a18384214aa10e7908632b2560cfe888ebfc5dc914e1424148c110cc0`

func TestBzip2(t *testing.T) {
	p := unhex(t, bzip2Capture)
	want, _, _ := readAll(t, bytes.NewReader(pcapFile("hello")), Options{})
	for _, file := range [][]byte{p, join(p, p)} {
		frames, in, err := readAll(t, bytes.NewReader(file), Options{MaxFrames: 1})
		if err != nil || in.Compression != Bzip2 || !reflect.DeepEqual(frames, want) {
			t.Errorf("%v %v", frames, err)
		}
	}
	if _, _, err := readAll(t, bytes.NewReader(p[:len(p)-3]), Options{}); !isErr(err, ErrCompressed) {
		t.Error(err)
	}
}

// What follows the end of a stream is a loss, not a failure.
func TestTrailingBytes(t *testing.T) {
	for _, kind := range []Compression{Gzip, Zstd} {
		whole := compressed(t, patterned(100, true), compressors[kind])
		frames, in, err := readAll(t, bytes.NewReader(join(whole, make([]byte, 512))), Options{})
		if err != nil || len(frames) != 100 || in.LossCount != 1 || !in.HashKnown {
			t.Errorf("%v: %d frames, losses %v, %v", kind, len(frames), in.Losses, err)
		}
	}
}

// A header cannot ask for more memory than maxWindow.
func TestWindowIsBounded(t *testing.T) {
	open := compressors[XZ]
	file := compressed(t, pcapFile("hello"), open)
	i := bytes.Index(file, []byte{0x21, 1})
	if _, _, err := readAll(t, bytes.NewReader(file), Options{}); err != nil || i < 0 {
		t.Fatal(err, i)
	}
	file[i+2] = 40 // 4 GiB
	if _, err := NewReader("test", bytes.NewReader(file), Options{}); !isErr(err, ErrCompressed) {
		t.Errorf("xz: %v", err)
	}
	// A zstd frame header with a window descriptor of 2^30 bytes.
	file = unhex(t, "28b52ffd 00 a0 010000")
	if _, err := NewReader("test", bytes.NewReader(file), Options{}); !isErr(err, ErrCompressed) {
		t.Errorf("zstd: %v", err)
	}
}
