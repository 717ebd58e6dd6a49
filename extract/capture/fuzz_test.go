package capture

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// FuzzReader checks that no bytes break the Reader, that its output keeps the
// invariants of checkFrames, that the losses and frames do not overlap, and
// that the result does not depend on how the bytes arrive.
func FuzzReader(f *testing.F) {
	for _, c := range variantCases {
		f.Add(unhex(f, c.hex))
	}
	f.Add(ngSample())
	f.Add(patterned(40, false))
	f.Add(patterned(40, true))
	f.Add(unhex(f, bzip2Capture))
	for _, open := range compressors {
		f.Add(compressed(f, ngSample(), open))
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		frames, in, err := readAll(t, bytes.NewReader(p), Options{})
		for _, l := range in.Losses {
			for _, fr := range frames {
				if l.From <= fr.Offset && fr.Offset < l.To {
					t.Fatalf("frame %d at %d lies in the loss %v", fr.Number, fr.Offset, l)
				}
			}
		}
		rng := rand.New(rand.NewPCG(uint64(len(p)), 1))
		again, in2, err2 := readAll(t, &smallReads{bytes.NewReader(p), 1 + rng.IntN(100)}, Options{})
		if in.Compression == Uncompressed && in.Format == in2.Format && in.Format != FormatPcapModified && (len(frames) != len(again) || in.LostBytes != in2.LostBytes || (err == nil) != (err2 == nil)) {
			t.Fatalf("%d frames, %v, %v; in small reads %d frames, %v, %v", len(frames), in.Losses, err, len(again), in2.Losses, err2)
		}
	})
}

// TestRandomDamage is the fuzzer's idea on files long enough for several
// batches: bytes overwritten, taken out and put in.
func TestRandomDamage(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, pcapng := range []bool{false, true} {
		file := patterned(4000, pcapng)
		total := 0
		for range 20 {
			p := bytes.Clone(file)
			for range 5 {
				at, n := 200+rng.IntN(len(p)-4000), rng.IntN(40)
				switch rng.IntN(3) {
				case 0:
					for i := range n {
						p[at+i] = byte(rng.Uint32())
					}
				case 1:
					p = append(p[:at], p[at+n:]...)
				default:
					p = append(p[:at], append(make([]byte, n), p[at:]...)...)
				}
			}
			frames, in, _ := readAll(t, bytes.NewReader(p), Options{})
			total += len(frames)
			if in.LostBytes > int64(len(p)) {
				t.Fatal(in.LostBytes)
			}
		}
		// Five wounds cost five frames, and perhaps some that follow them.
		t.Log(20*4000 - total)
		if total < 20*3900 {
			t.Errorf("pcapng %v: only %d of %d frames survive", pcapng, total, 20*4000)
		}
	}
}
