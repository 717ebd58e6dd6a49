package capture

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// benchmark reads a file from the page cache over and over. 330 bytes is the
// mean length of a packet with its payload, 96 that of a capture of headers.
func benchmark(b *testing.B, pcapng bool, frameLen int, opt Options) {
	const frames = 100_000
	path := filepath.Join(b.TempDir(), "bench")
	data := strings.Repeat("x", frameLen)
	file := pcapFile()
	if pcapng {
		file = join(little.section(), little.iface(1, 0))
	}
	for i := range frames {
		if pcapng {
			file = append(file, little.epb(0, uint64(i), data)...)
		} else {
			file = append(file, pcapRecord(1_600_000_000, data)...)
		}
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		b.Fatal(err)
	}
	var batches [3]Batch
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		r, err := Open(path, opt)
		if err != nil {
			b.Fatal(err)
		}
		for i := 0; r.ReadBatch(&batches[i%3]) == nil; i++ {
		}
		if n := r.Info().Frames; n != frames {
			b.Fatal(n)
		}
		r.Close()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/frames, "ns/frame")
	b.ReportMetric(float64(b.N)*frames/b.Elapsed().Seconds(), "frames/s")
}

func BenchmarkPcap(b *testing.B)          { benchmark(b, false, 330, Options{}) }
func BenchmarkPcapNoHash(b *testing.B)    { benchmark(b, false, 330, Options{NoHash: true}) }
func BenchmarkPcapHeaders(b *testing.B)   { benchmark(b, false, 96, Options{}) }
func BenchmarkPcapng(b *testing.B)        { benchmark(b, true, 330, Options{}) }
func BenchmarkPcapngHeaders(b *testing.B) { benchmark(b, true, 96, Options{}) }
