package capture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// patterned returns a pcap or pcapng file of n frames whose bytes tell the
// frame's number, of lengths up to 1500 that do not repeat soon.
func patterned(n int, pcapng bool) []byte {
	p := pcapFile()
	if pcapng {
		p = join(little.section(), little.iface(1, 0))
	}
	for i := range n {
		data := string(pattern(i))
		if pcapng {
			p = append(p, little.epb(0, uint64(i), data, little.opt(optFlags, "\x01\x00\x00\x00"))...)
		} else {
			p = append(p, pcapRecord(1_600_000_000+uint32(i/1000), data)...)
		}
	}
	return p
}

func pattern(i int) []byte {
	return bytes.Repeat(binary.LittleEndian.AppendUint32(nil, uint32(i)), 1+i*7919%375)
}

// Frames are whole however the file's bytes arrive, and across batches.
func TestBatches(t *testing.T) {
	const n = 20_000
	for _, pcapng := range []bool{false, true} {
		file := patterned(n, pcapng)
		for name, rd := range map[string]io.Reader{
			"at once":       bytes.NewReader(file),
			"half":          iotest.HalfReader(bytes.NewReader(file)),
			"data with EOF": iotest.DataErrReader(bytes.NewReader(file)),
			"one byte":      iotest.OneByteReader(bytes.NewReader(file[:300_000])),
		} {
			frames, in, err := readAll(t, rd, Options{})
			if name == "one byte" {
				if !isErr(err, ErrTruncated) || len(frames) < 300 {
					t.Fatalf("%s: %d frames, %v", name, len(frames), err)
				}
			} else if err != nil || len(frames) != n || in.StreamBytes != int64(len(file)) {
				t.Fatalf("%s: %d frames, %v", name, len(frames), err)
			}
			for i, f := range frames {
				if !bytes.Equal(f.Data, pattern(i)) || f.FlagsKnown != pcapng {
					t.Fatalf("%s: frame %d is %d bytes of %x", name, f.Number, len(f.Data), f.Data[:4])
				}
			}
		}
	}
}

// A batch is its holder's: reading on, or into another batch, leaves it alone.
func TestBatchOwnsItsMemory(t *testing.T) {
	r, err := NewReader("test", bytes.NewReader(patterned(9000, false)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var batches []*Batch
	for {
		b := new(Batch)
		if r.ReadBatch(b) != nil {
			break
		}
		batches = append(batches, b)
	}
	i := 0
	for _, b := range batches {
		for _, f := range b.Frames {
			if !bytes.Equal(f.Data, pattern(i)) {
				t.Fatalf("frame %d was overwritten", f.Number)
			}
			i++
		}
	}
	if i != 9000 || len(batches) < 3 {
		t.Fatalf("%d frames in %d batches", i, len(batches))
	}
}

// A batch is bounded, in bytes and in frames.
func TestBatchBounds(t *testing.T) {
	p := join(pcapFile(), bytes.Repeat(little.words(1, 1, 0, 0), 200_000))
	r, err := NewReader("test", bytes.NewReader(p), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b Batch
	for r.ReadBatch(&b) == nil {
		if len(b.Frames) > batchFrames+chunkBytes/pcapRecordBytes || cap(b.buf) > batchBytes {
			t.Fatalf("%d frames, %d bytes", len(b.Frames), cap(b.buf))
		}
	}
	if r.Info().Frames != 200_000 {
		t.Fatal(r.Info().Frames)
	}
}

// Reading allocates nothing per frame once the batches have their memory.
func TestNoAllocationPerFrame(t *testing.T) {
	for _, pcapng := range []bool{false, true} {
		file := patterned(60_000, pcapng)
		r, err := NewReader("test", bytes.NewReader(file), Options{})
		if err != nil {
			t.Fatal(err)
		}
		batches := [2]Batch{}
		read := func(i int) {
			if err := r.ReadBatch(&batches[i&1]); err != nil {
				t.Fatal(err)
			}
		}
		read(0)
		read(1)
		read(0)
		i := 0
		if n := testing.AllocsPerRun(20, func() { i++; read(i) }); n != 0 {
			t.Errorf("pcapng %v: %v allocations a batch", pcapng, n)
		}
		if r.Info().Frames < 20*700 {
			t.Fatalf("only %d frames", r.Info().Frames)
		}
	}
}

// Blocks and frames that are longer than a batch pass by without being held.
func TestLongBlocks(t *testing.T) {
	secrets := little.block(blockDSB, make([]byte, 3<<20))
	custom := little.block(blockCustom, make([]byte, 2<<20))
	usb := string(bytes.Repeat([]byte("usb."), 1<<18))
	p := join(little.section(), little.iface(249, 0), little.epb(0, 1, "a"), secrets, little.epb(0, 2, "b"), custom,
		little.epb(0, 3, usb), little.block(blockSPB, little.words(uint32(len(usb))), []byte(usb)), little.epb(0, 4, "c"))
	frames, in, err := readAll(t, bytes.NewReader(p), Options{})
	if err != nil || in.LossCount != 0 {
		t.Fatal(err, in.Losses)
	}
	var got []string
	for _, f := range frames {
		got = append(got, fmt.Sprint(f.Kind, f.CapLen, len(f.Data)))
	}
	want := []string{"0 1 1", "0 1 1", "1 2097148 262144", "0 1048576 262144", "0 1048576 262144", "0 1 1"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}

	p = join(little.words(magicPcap, 4<<16|2, 0, 0, 0xffff, 249), pcapRecord(1, usb), pcapRecord(2, "b"))
	frames, in, err = readAll(t, bytes.NewReader(p), Options{})
	if err != nil || in.LossCount != 0 || len(frames) != 2 || frames[0].CapLen != 1<<20 || string(frames[1].Data) != "b" {
		t.Errorf("pcap: %d frames, %v, %v", len(frames), in.Losses, err)
	}
}

// The same bytes give the same errors and losses, however they arrive.
func TestLossesDoNotDependOnChunks(t *testing.T) {
	junk := strings.Repeat("\xf5\x01\x02\x03junk!", 9000)
	file := join(patterned(500, false), []byte(junk), patterned(500, false)[24:], []byte(junk[:999]), patterned(400, false)[24:])
	want, wantIn, wantErr := readAll(t, bytes.NewReader(file), Options{})
	if len(want) < 1300 || wantIn.LossCount != 2 || wantErr != nil {
		t.Fatalf("%d frames, %v, %v", len(want), wantIn.Losses, wantErr)
	}
	for _, size := range []int{1, 7, 1000, 4096} {
		rd := &smallReads{bytes.NewReader(file), size}
		got, in, err := readAll(t, rd, Options{})
		if err != nil || !reflect.DeepEqual(in.Losses, wantIn.Losses) || !reflect.DeepEqual(got, want) {
			t.Errorf("by %d bytes: %d frames, losses %v, %v", size, len(got), in.Losses, err)
		}
	}
}

type smallReads struct {
	r    io.Reader
	size int
}

func (s *smallReads) Read(p []byte) (int, error) { return s.r.Read(p[:min(len(p), s.size)]) }
