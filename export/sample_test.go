package export

import (
	"flag"
	"path/filepath"
	"testing"
)

var sampleDir = flag.String("sample", "", "folder to write data sets of generated rows into, for readers in other languages")

// TestWriteSample writes what the readers in .ci/tests judge: all formats, hostile text, NULLs and extremes, a
// capture without rows, a table in several row groups.
func TestWriteSample(t *testing.T) {
	dir := *sampleDir
	if dir == "" {
		dir = t.TempDir()
	}
	a, b, c := newSample(21, 2*packetPage+10, 2*flowPage+10, 2*resetPage+10), newSample(22, 500, 60, 40), newSample(23, 0, 0, 0)
	a.capture.Capture, b.capture.Capture, c.capture.Capture = "a.pcap", "b '\".pcapng", "empty.pcap"
	for name, opt := range map[string]Options{
		"portable": {}, "modern": {Encoding: Modern}, "arrow": {Format: Arrow},
	} {
		opt.Dir, opt.Overwrite = filepath.Join(dir, name), true
		writeSamples(t, opt, a, b, c)
	}
}
