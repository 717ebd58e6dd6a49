package zfixed

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// check decodes what e makes of prefix and values with a decoder that is not ours.
func check(t *testing.T, e *Encoder, prefix []byte, values []int64) []byte {
	t.Helper()
	var want []byte
	want = append(want, prefix...)
	for _, v := range values {
		want = binary.LittleEndian.AppendUint64(want, uint64(v))
	}
	frame := e.Append(nil, prefix, values)
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	got, err := d.DecodeAll(frame, nil)
	if err != nil {
		t.Fatalf("%d values, prefix %d: %v", len(values), len(prefix), err)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("%d values, prefix %d: decoded to something else", len(values), len(prefix))
	}
	return frame
}

// shapes are columns as captures have them, and the extremes.
func shapes(n int) map[string][]int64 {
	r := rand.New(rand.NewPCG(1, 2))
	make := func(f func(i int) int64) []int64 {
		out := make([]int64, n)
		for i := range out {
			out[i] = f(i)
		}
		return out
	}
	var ts, offset int64 = 1_700_000_000_000_000, 24
	return map[string][]int64{
		"counter":  make(func(i int) int64 { return int64(i) + 200 }),
		"time":     make(func(int) int64 { ts += r.Int64N(900); return ts }),
		"offset":   make(func(int) int64 { offset += 60 + r.Int64N(1400); return offset }),
		"sequence": make(func(int) int64 { return int64(r.Uint32()) }),
		"random":   make(func(int) int64 { return r.Int64() }),
		"constant": make(func(int) int64 { return -7 }),
		"signs":    make(func(i int) int64 { return int64(i%3) - 1 }),
		"extremes": make(func(i int) int64 { return []int64{math.MinInt64, math.MaxInt64, 0}[i%3] }),
		"steps":    make(func(i int) int64 { return int64(i/1000) << 40 }),
	}
}

func TestAppend(t *testing.T) {
	var e Encoder
	bitmap := bytes.Repeat([]byte{0xff, 0xfe, 0xff}, 700)
	for _, n := range []int{0, 1, 2, 3, 7, 64, 127, 128, 1000, 16383, 16384, 16385, 50_000} {
		for name, values := range shapes(n) {
			t.Run(name, func(t *testing.T) {
				for _, prefix := range [][]byte{nil, {1, 2, 3}, bitmap, bytes.Repeat(bitmap, 100)} {
					check(t, &e, prefix, values)
				}
			})
		}
	}
}

// A counter costs its low bytes and little more.
func TestSize(t *testing.T) {
	var e Encoder
	for name, most := range map[string]float64{"counter": 1.5, "time": 2.6, "offset": 2.7, "sequence": 4.1, "constant": 0.1, "random": 8.2} {
		const n = 16384
		if got := float64(len(check(t, &e, nil, shapes(n)[name]))) / n; got > most {
			t.Errorf("%s: %.2f bytes a value, want at most %.2f", name, got, most)
		}
	}
}

func TestAllocations(t *testing.T) {
	var e Encoder
	values := shapes(16384)["time"]
	dst := e.Append(nil, nil, values)
	if n := testing.AllocsPerRun(20, func() { dst = e.Append(dst[:0], nil, values) }); n != 0 {
		t.Errorf("%v allocations a frame", n)
	}
}

func FuzzAppend(f *testing.F) {
	f.Add([]byte("prefix"), []byte("eight by\x00\x01\x02eight by"), uint16(100))
	f.Fuzz(func(t *testing.T, prefix, data []byte, repeat uint16) {
		var values []int64
		for len(data) >= 8 {
			values = append(values, int64(binary.LittleEndian.Uint64(data)))
			data = data[8:]
		}
		// Repeating with a slow drift makes the long runs that the format is about.
		for i := range len(values) * int(repeat%300) {
			values = append(values, values[i]+int64(i%5))
		}
		var e Encoder
		check(t, &e, prefix, values)
		check(t, &e, nil, values)
	})
}

// cpuTime is what the process has used: on a busy machine the clock says little.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func report(b *testing.B, start time.Duration, size int) {
	b.ReportMetric(float64((cpuTime()-start).Nanoseconds())/float64(b.N)/16384, "cpu-ns/value")
	b.ReportMetric(float64(size)/16384, "B/value")
}

func BenchmarkAppend(b *testing.B) {
	general, _ := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	for _, name := range []string{"counter", "time", "offset", "sequence"} {
		values := shapes(16384)[name]
		b.Run(name, func(b *testing.B) {
			var e Encoder
			var dst []byte
			b.ReportAllocs()
			start := cpuTime()
			for b.Loop() {
				dst = e.Append(dst[:0], nil, values)
			}
			report(b, start, len(dst))
		})
		b.Run(name+"/zstd", func(b *testing.B) {
			var src, dst []byte
			for _, v := range values {
				src = binary.LittleEndian.AppendUint64(src, uint64(v))
			}
			start := cpuTime()
			for b.Loop() {
				dst = general.EncodeAll(src, dst[:0])
			}
			report(b, start, len(dst))
		})
	}
}
