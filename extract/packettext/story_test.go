package packettext

import (
	"encoding/binary"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the frames of testdata/story")

// story is a golden file: a script and the frames it stands for.
type story struct {
	name, script, frames string
	archive              *txtar.Archive
}

func stories(t testing.TB) []story {
	t.Helper()
	paths, err := filepath.Glob("testdata/story/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	var out []story
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		ar := txtar.Parse(b)
		if len(ar.Files) != 2 {
			t.Fatalf("%s: want script and frames", p)
		}
		out = append(out, story{p, string(ar.Files[0].Data), string(ar.Files[1].Data), ar})
	}
	return out
}

func mustParse(t testing.TB, name, text string) *Script {
	t.Helper()
	s, err := Parse(name, text)
	if err != nil {
		t.Fatalf("does not parse:\n%v", err)
	}
	return s
}

func mustFrames(t testing.TB, s *Script) []Frame {
	t.Helper()
	fs, err := s.Frames()
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

// dump is one line a frame: time, length on the wire, bytes.
func dump(fs []Frame) string {
	var b strings.Builder
	for _, f := range fs {
		fmt.Fprintf(&b, "%d.%09d %d %s\n", f.TimeNs/1e9, f.TimeNs%1e9, f.WireLen, hex.EncodeToString(f.Data))
	}
	return b.String()
}

// TestStories holds scripts against frames that tshark has judged: checksums, lengths, names of flags and
// options (see README.md beside them).
func TestStories(t *testing.T) {
	for _, st := range stories(t) {
		t.Run(filepath.Base(st.name), func(t *testing.T) {
			got := dump(mustFrames(t, mustParse(t, st.name, st.script)))
			if *update {
				st.archive.Files[1].Data = []byte(got)
				if err := os.WriteFile(st.name, txtar.Format(st.archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != st.frames {
				t.Errorf("frames differ; got:\n%s\nwant:\n%s", got, st.frames)
			}
		})
	}
}

// onesSum is the Internet checksum's sum (RFC 1071), written anew to judge the encoder.
func onesSum(b []byte, sum uint32) uint16 {
	for i, c := range b {
		sum += uint32(c) << (8 * (1 - i&1))
	}
	for sum > 0xffff {
		sum = sum&0xffff + sum>>16
	}
	return uint16(sum)
}

// TestChecksums verifies IP, TCP, UDP and ICMP sums of every whole packet, and that badsum is bad.
func TestChecksums(t *testing.T) {
	seen := map[ChecksumMode]int{}
	for _, st := range stories(t) {
		for _, f := range mustFrames(t, mustParse(t, st.name, st.script)) {
			p := f.Packet
			if p.Kind == KindRaw {
				continue
			}
			ip, err := ipBytes(p)
			if err != nil {
				t.Fatal(err)
			}
			hl := 40
			if p.Src.Addr.Is4() {
				hl = 20
				if good := onesSum(ip[:20], 0) == 0xffff; good != (p.IPSum == nil) {
					t.Errorf("%s:%d: IP checksum", st.name, p.Line)
				}
			}
			pseudo := append(p.Src.Addr.AsSlice(), p.Dst.Addr.AsSlice()...)
			sum := uint32(onesSum(pseudo, uint32(len(ip)-hl)+uint32(ip[map[int]int{20: 9, 40: 6}[hl]])))
			if p.Kind == KindICMP && hl == 20 {
				sum = 0
			}
			good := onesSum(ip[hl:], sum) == 0xffff
			if good != (p.SumMode == ChecksumGood) {
				t.Errorf("%s:%d: checksum good=%v in mode %d", st.name, p.Line, good, p.SumMode)
			}
			if p.SumMode == ChecksumOffload && binary.BigEndian.Uint16(ip[hl+16:]) != uint16(onesSum(nil, sum)) {
				t.Errorf("%s:%d: offload is not the sum of the pseudo header", st.name, p.Line)
			}
			seen[p.SumMode]++
		}
	}
	for _, m := range []ChecksumMode{ChecksumGood, ChecksumBad, ChecksumOffload, ChecksumValue} {
		if seen[m] == 0 {
			t.Errorf("no story has checksum mode %d", m)
		}
	}
}
