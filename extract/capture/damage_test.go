package capture

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

func isErr(err, target error) bool { return errors.Is(err, target) }

func TestNotCaptures(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want error
	}{
		"empty":                {"", ErrEmpty},
		"one byte":             {"x", ErrNotCapture},
		"three of a magic":     {"\xd4\xc3\xb2", ErrNotCapture},
		"text":                 {"GET / HTTP/1.1\r\n", ErrNotCapture},
		"ELF":                  {"\x7fELF\x02\x01\x01", ErrNotCapture},
		"an SHB by chance":     {"\n\r\r\n more text follows here", ErrNotCapture},
		"only a magic":         {"\xd4\xc3\xb2\xa1", ErrTruncated},
		"half a pcap header":   {string(pcapFile()[:23]), ErrTruncated},
		"half a pcapng header": {string(little.section()[:20]), ErrTruncated},
		"half a snoop header":  {magicSnoop + "\x00\x00", ErrTruncated},
		"gzip of nothing":      {"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00", ErrEmpty},
		"a gzip magic":         {"\x1f\x8b", ErrCompressed},
		"a zstd magic":         {"\x28\xb5\x2f\xfd", ErrCompressed},
		"an lz4 magic":         {"\x04\x22\x4d\x18", ErrCompressed},
		"an xz magic":          {"\xfd7zXZ\x00", ErrCompressed},
		"a bzip2 magic":        {"BZh9", ErrCompressed},
	} {
		_, err := NewReader("test", strings.NewReader(c.file), Options{})
		if !isErr(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		} else if checkError(t, err); !strings.HasPrefix(err.Error(), "test: offset 0: ") {
			t.Errorf("%s: %v does not name the place", name, err)
		}
	}
}

// A header without frames is a capture, with nothing in it.
func TestNoFrames(t *testing.T) {
	for _, p := range [][]byte{pcapFile(), little.section(), big.section()} {
		frames, in, err := readAll(t, bytes.NewReader(p), Options{})
		if err != nil || len(frames) != 0 || in.TimesKnown || !in.HashKnown {
			t.Errorf("%v %v %+v", frames, err, in)
		}
	}
}

// Cut at any byte, a file gives the frames before the cut, and an error
// unless the cut is between two records.
func TestTruncationEverywhere(t *testing.T) {
	files := [][]byte{ngSample(), pcapFile("one", "", "three", strings.Repeat("4", 300))}
	for _, c := range variantCases {
		files = append(files, unhex(t, c.hex))
	}
	for _, file := range files {
		all, whole, err := readAll(t, bytes.NewReader(file), Options{})
		if err != nil || whole.LossCount != 0 {
			t.Fatal(err, whole.Losses)
		}
		silent := 0
		for n := range file {
			frames, in, err := readAll(t, bytes.NewReader(file[:n]), Options{})
			if f := whole.Format; f != in.Format || f == FormatPcapModified {
				continue // the variant is a guess from what there is
			}
			if len(frames) > len(all) || len(frames) > 0 && !reflect.DeepEqual(frames, all[:len(frames)]) {
				t.Fatalf("cut at %d of %d: other frames", n, len(file))
			}
			if len(frames) < len(all) && int64(n) > all[len(frames)].Offset+300+64 {
				t.Fatalf("cut at %d of %d: %d frames", n, len(file), len(frames))
			}
			if err == nil {
				silent++
			} else if !isErr(err, ErrTruncated) && !isErr(err, ErrNotCapture) && !isErr(err, ErrEmpty) {
				t.Fatalf("cut at %d: %v", n, err)
			} else if in.Format != FormatUnknown && in.LossCount != 1 {
				t.Fatalf("cut at %d: losses %v", n, in.Losses)
			}
		}
		if silent > 30 {
			t.Errorf("%d of %d cuts went unnoticed", silent, len(file))
		}
	}
}

// Bytes that are no record are passed over, and told.
func TestResync(t *testing.T) {
	packet := strings.Repeat("packet..", 10)
	before, after := pcapFile(packet, packet), join(pcapRecord(1_600_000_010, packet), pcapRecord(1_600_000_011, packet))
	ngBefore := join(little.section(), little.iface(1, 0), little.epb(0, 5, packet))
	ngAfter := join(little.epb(0, 6, packet), little.epb(0, 7, packet))
	badTail := little.epb(0, 6, packet)
	badTail[len(badTail)-1] = 0xff
	long := little.words(blockEPB, 0x7fffffff, 0, 0, 0, 0x7fffffff, 0x7fffffff)
	junk := bytes.Repeat([]byte{0xf7}, 53)
	snoop := unhex(t, variantCases[15].hex)
	for name, c := range map[string]struct {
		file   []byte
		frames int
		lost   int64
	}{
		"pcap: junk between records":          {join(before, junk, after), 4, 53},
		"pcap: a length of 4 GiB":             {join(before, little.words(1_600_000_005, 0, 0xffffffff, 0xffffffff), after), 4, 16},
		"pcap: a record that lost 20 bytes":   {join(before, pcapRecord(1_600_000_005, packet)[:76], after), 4, -1},
		"pcap: a length beyond the end":       {join(before, little.words(1_600_000_005, 0, 200_000, 200_000), after), 4, 16},
		"pcap: two places":                    {join(before, junk, after, after, junk, after), 8, 106},
		"pcapng: junk between blocks":         {join(ngBefore, junk, ngAfter), 3, 53},
		"pcapng: 2 GiB":                       {join(ngBefore, long, ngAfter), 3, 28},
		"pcapng: the lengths differ":          {join(ngBefore, badTail, ngAfter), 3, int64(len(badTail))},
		"pcapng: a frame longer than a block": {join(ngBefore, little.block(blockEPB, little.words(0, 0, 0, 50, 50)), ngAfter), 3, 32},
		"pcapng: no such interface":           {join(ngBefore, little.epb(7, 0, packet), ngAfter), 3, 112},
		"pcapng: a block of no length":        {join(ngBefore, little.words(blockEPB, 0), ngAfter), 3, 8},
		"pcapng: a section in between":        {join(ngBefore, junk, big.section(), big.iface(1, 0), big.epb(0, 1, "x")), 2, 53},
		"snoop: junk":                         {join(snoop, junk, snoop[16:], snoop[16:]), 6, 53},
	} {
		frames, in, err := readAll(t, bytes.NewReader(c.file), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(frames) != c.frames || in.LossCount == 0 || c.lost >= 0 && in.LostBytes != c.lost {
			t.Errorf("%s: %d frames, want %d; losses %v, want %d bytes", name, len(frames), c.frames, in.Losses, c.lost)
		}
	}
}

// What a damaged block holds may itself look like blocks: the payload of a
// transferred capture must not become frames.
func TestResyncSkipsPayload(t *testing.T) {
	inner := string(join(little.section(), little.iface(1, 0), little.epb(0, 1, "inner")))
	bad := little.epb(0, 6, inner)
	bad[len(bad)-1] = 0xff
	p := join(little.section(), little.iface(1, 0), bad, little.epb(0, 7, "outer"))
	frames, in, err := readAll(t, bytes.NewReader(p), Options{})
	if err != nil || len(frames) != 1 || string(frames[0].Data) != "outer" || in.Sections != 1 {
		t.Errorf("%+v, %v, %v", frames, in.Losses, err)
	}
}

// A packet that is cut short by the end of the file is not searched for
// records either: tcpdump -w - through a plain connection, captured.
func TestCutShortHidesNothing(t *testing.T) {
	rec := string(join(pcapRecord(1_600_000_000, "inner one"), pcapRecord(1_600_000_000, "inner two"), pcapRecord(1_600_000_000, "3")))
	ng := string(join(little.epb(0, 1, "inner"), little.epb(0, 2, "inner")))
	for name, p := range map[string][]byte{
		"pcap":   pcapFile("outer", rec+"cut"),
		"pcapng": join(little.section(), little.iface(1, 0), little.epb(0, 7, "outer"), little.epb(0, 7, ng+"cut off")),
	} {
		for _, less := range []int{3, 12} {
			frames, in, err := readAll(t, bytes.NewReader(p[:len(p)-less]), Options{})
			if !isErr(err, ErrTruncated) || len(frames) != 1 || in.LossCount != 1 {
				t.Errorf("%s: %d frames, %v, %v", name, len(frames), in.Losses, err)
			}
		}
	}
}

// Damage that nothing follows is an error at the place of the damage.
func TestCorruptToTheEnd(t *testing.T) {
	p := join(pcapFile("one"), bytes.Repeat([]byte{0xee}, 5000))
	frames, in, err := readAll(t, bytes.NewReader(p), Options{})
	var e *Error
	if len(frames) != 1 || !isErr(err, ErrCorrupt) || !errors.As(err, &e) || e.Offset != 43 || e.Frame != 1 {
		t.Errorf("%d frames, %#v", len(frames), err)
	}
	if !reflect.DeepEqual(in.Losses, []Loss{{43, 5043, 1, "impossible captured length 4008636142"}}) || !in.HashKnown {
		t.Errorf("%+v", in)
	}
}

// No length makes this package allocate: neither one of 4 GiB nor a file full
// of them.
func TestLengthsAreNotTrusted(t *testing.T) {
	huge := little.words(1, 1, 0xfffffff0, 0xfffffff0)
	usb := little.words(magicPcap, 4<<16|2, 0, 0, 0xffff, 249)
	for name, p := range map[string][]byte{
		"pcap":            join(pcapFile(), bytes.Repeat(huge, 1000)),
		"USBPcap":         join(usb, little.words(1, 1, 127<<20, 127<<20), make([]byte, 100)),
		"pcapng packet":   join(little.section(), little.iface(1, 0), little.words(blockEPB, 0x7000000, 0, 0, 0, 0x6ffff00, 0x6ffff00)),
		"pcapng secrets":  join(little.section(), little.words(blockDSB, 0x7000000)),
		"pcapng unknown":  join(little.section(), bytes.Repeat(little.words(0x99, 0xfffffff0), 1000)),
		"pcapng section":  little.words(blockSHB, 0xfffffff0, byteOrderMagic, 1, 0, 0, 0),
		"snoop":           join([]byte(magicSnoop), big.words(2, 4), bytes.Repeat(big.words(0xfffffff0, 0xfffffff0, 0xfffffff0, 0, 1, 1), 1000)),
		"snoop's padding": join([]byte(magicSnoop), big.words(2, 4, 1, 1, 0xfffffff0, 0, 1, 1), make([]byte, 50)),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := readAll(t, bytes.NewReader(p), Options{})
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 {
			t.Errorf("%s: allocated %d bytes", name, n)
		}
	}
}

// A file that shrinks while it is read is a file that is cut short.
func TestFileShrinks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shrinks.pcap")
	var p []byte = pcapFile()
	for len(p) < 4<<20 {
		p = append(p, pcapRecord(1_600_000_000, strings.Repeat("x", 1000))...)
	}
	if err := os.WriteFile(path, p, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var b Batch
	if err := r.ReadBatch(&b); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 1_500_000); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		err = r.ReadBatch(&b)
	}
	if !isErr(err, ErrTruncated) || r.Info().Frames != (1_500_000-24)/1016 {
		t.Errorf("%d frames, %v", r.Info().Frames, err)
	}
}

// An error of the file itself is passed on, after the frames before it.
func TestReadError(t *testing.T) {
	broken := errors.New("a bad sector")
	p := io.MultiReader(bytes.NewReader(pcapFile("one", "two")), iotest.ErrReader(broken))
	frames, in, err := readAll(t, p, Options{})
	if len(frames) != 2 || !isErr(err, broken) || in.HashKnown {
		t.Errorf("%d frames, %v", len(frames), err)
	}
}
