package capture

import (
	"bytes"
	bigint "math/big"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// ngSample is a file that has everything: two sections of different byte
// order, three interfaces, all packet blocks, options, and blocks to skip.
func ngSample() []byte {
	var p []byte
	for _, o := range []ng{little, big} {
		p = join(p,
			o.section(o.opt(optComment, "a section"), o.words(0)),
			o.iface(1, 0, o.opt(2, "eth0"), o.opt(9, "\x09"), o.opt(optComment, "an interface"), o.words(0)),
			o.block(blockNRB, o.words(0)),
			o.iface(113, 6, o.opt(3, "any"), o.opt(13, "\x04"), o.opt(14, string(o.AppendUint64(nil, 1000)))),
			o.epb(0, 1_500_000_000_123_456_789, "hello", o.opt(optFlags, string(o.words(0x12))), o.opt(optComment, "one"),
				o.opt(32768, "vendor"), o.opt(optComment, "two\x00"), o.words(0), o.opt(optComment, "behind the end")),
			o.block(blockISB, o.words(0, 0, 0)),
			o.block(blockSPB, o.words(4), []byte("spb!")),
			o.block(blockPB, o.AppendUint16(o.AppendUint16(nil, 1), 7), o.words(0, 2_000_001, 3, 99), []byte("pb.\x00"),
				o.opt(optFlags, string(o.words(1)))),
			o.block(blockDSB, o.words(0x544c534b, 4), []byte("keys")),
			o.block(0x7777, []byte("unknown to all")),
			o.block(blockCustom, o.words(32473), []byte("ours")),
			o.epb(1, 3_000_000, ""),
		)
	}
	return p
}

func TestPcapngSample(t *testing.T) {
	frames, in, err := readAll(t, bytes.NewReader(ngSample()), Options{})
	if err != nil || in.LossCount != 0 {
		t.Fatalf("error %v, losses %v", err, in.Losses)
	}
	want := []Frame{
		{TsNs: 1_500_000_000_123_456_789, TsKnown: true, Data: []byte("hello"), WireLen: 5, CapLen: 5, LinkType: 1,
			PktFlags: 0x12, FlagsKnown: true, Comment: "one\ntwo"},
		{Data: []byte("spb!"), WireLen: 4, CapLen: 4, LinkType: 1},
		{TsNs: 1002_000_001_000, TsKnown: true, Data: []byte("pb."), WireLen: 99, CapLen: 3, LinkType: 113, Iface: 1,
			PktFlags: 1, FlagsKnown: true},
		{Data: []byte("ours"), WireLen: 4, CapLen: 4, LinkType: LinkNone, Iface: -1, Kind: KindCustom},
		{TsNs: 1003 * nsPerSec, TsKnown: true, Data: []byte{}, LinkType: 113, Iface: 1},
	}
	if len(frames) != 2*len(want) {
		t.Fatalf("%d frames", len(frames))
	}
	for i, f := range frames {
		w := want[i%len(want)]
		w.Number, w.Offset = f.Number, f.Offset
		if w.Kind == KindPacket { // its number starts anew with the section
			w.InterfaceID, w.HasInterfaceID = w.Iface, true
		}
		if i >= len(want) && w.Iface >= 0 {
			w.Iface += 2
		}
		if len(f.Data) == 0 {
			f.Data = []byte{}
		}
		if !reflect.DeepEqual(f, w) {
			t.Errorf("\n got %+v\nwant %+v", f, w)
		}
	}
	checkSampleInfo(t, in)
}

func checkSampleInfo(t *testing.T, in Info) {
	t.Helper()
	if in.Sections != 2 || in.PseudoFrames != 2 || in.Skipped != 8 || in.BigEndian || in.VersionMajor != 1 {
		t.Errorf("%+v", in)
	}
	if c := strings.Join(in.Comments, ","); c != "a section,an interface,a section,an interface" {
		t.Errorf("comments %q", c)
	}
	if !in.TimesKnown || in.FirstNs != 1002_000_001_000 || in.LastNs != 1_500_000_000_123_456_789 {
		t.Errorf("from %d to %d", in.FirstNs, in.LastNs)
	}
	wantIface := Interface{Section: 1, ID: 1, LinkType: 113, SnapLen: 6, FCSLen: 4, Description: "any", Base: 10, Exponent: 6, OffsetSec: 1000}
	if len(in.Interfaces) != 4 || in.Interfaces[3] != wantIface {
		t.Errorf("interfaces %+v", in.Interfaces)
	}
}

// A simple packet block has as many bytes as the first interface's snap
// length lets through.
func TestSimplePacketSnapLength(t *testing.T) {
	p := join(little.section(), little.iface(1, 6), little.block(blockSPB, little.words(10), []byte("012345")))
	frames, in, err := readAll(t, bytes.NewReader(p), Options{})
	if err != nil || in.LossCount != 0 || len(frames) != 1 {
		t.Fatalf("%+v %v %v", frames, in.Losses, err)
	}
	if f := frames[0]; f.WireLen != 10 || f.CapLen != 6 || string(f.Data) != "012345" || f.TsKnown {
		t.Errorf("%+v", f)
	}
}

// Wireshark counts these blocks as frames; the others it does not.
func TestPseudoFrames(t *testing.T) {
	o := little
	sysdig := join(o.AppendUint16(nil, 1), o.AppendUint64(nil, 1_700_000_000_000_000_005), o.words(9, 0, 33, 0, 0, 0))
	p := join(o.section(), o.iface(1, 0), o.epb(0, 1, "a"),
		o.block(blockCustomNC, o.words(1), []byte("xyz")),
		o.block(blockJournal, []byte("A=b\n__REALTIME_TIMESTAMP=1600000000000001\n")),
		o.block(blockSysdig, sysdig), o.block(0x208, sysdig), o.block(0x201, sysdig),
		o.epb(0, 2, "b"))
	frames, in, err := readAll(t, bytes.NewReader(p), Options{})
	if err != nil || in.LossCount != 0 || len(frames) != 5 {
		t.Fatalf("%+v %v %v", frames, in.Losses, err)
	}
	for i, want := range []Frame{
		{Kind: KindPacket, CapLen: 1, WireLen: 1, TsNs: 1000, TsKnown: true},
		{Kind: KindCustom, CapLen: 4, WireLen: 4},
		{Kind: KindJournal, CapLen: 42, WireLen: 42, TsNs: 1_600_000_000_000_001_000, TsKnown: true},
		{Kind: KindSysdig, CapLen: 12, WireLen: 33, TsNs: 1_700_000_000_000_000_005, TsKnown: true},
		{Kind: KindPacket, CapLen: 1, WireLen: 1, TsNs: 2000, TsKnown: true},
	} {
		f := frames[i]
		got := Frame{Kind: f.Kind, CapLen: f.CapLen, WireLen: f.WireLen, TsNs: f.TsNs, TsKnown: f.TsKnown}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("\n got %+v\nwant %+v", got, want)
		}
	}
}

// TestResolution compares all resolutions with big integers.
func TestResolution(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	stamps := []uint64{0, 1, 1<<63 - 1, 1 << 63, 1<<64 - 1, 1_600_000_000_000_000_000}
	for tsresol := range 256 {
		for _, offset := range []int64{0, 1, -1, 1_600_000_000, -1_600_000_000, 1<<63 - 1, -1 << 63} {
			res := newResolution(byte(tsresol), offset)
			for i := range 60 {
				ts := rng.Uint64() >> (i & 63)
				if i < len(stamps) {
					ts = stamps[i]
				}
				want, fits := exactNs(byte(tsresol), offset, ts)
				if got, ok := res.ns(ts); ok != fits || ok && got != want {
					t.Fatalf("tsresol %#x offset %d: %d is %d, %v; want %d, %v", tsresol, offset, ts, got, ok, want, fits)
				}
			}
		}
	}
}

// exactNs is the definition: (offset + ts * base^-exponent) seconds, in
// nanoseconds rounded down. What is within two seconds of the limits counts
// as too far.
func exactNs(tsresol byte, offset int64, ts uint64) (ns int64, fits bool) {
	base := int64(10)
	if tsresol&0x80 != 0 {
		base = 2
	}
	unit := new(bigint.Int).Exp(bigint.NewInt(base), bigint.NewInt(int64(tsresol&0x7f)), nil)
	n := new(bigint.Int).SetUint64(ts)
	n.Mul(n, bigint.NewInt(nsPerSec)).Div(n, unit)
	n.Add(n, new(bigint.Int).Mul(bigint.NewInt(offset), bigint.NewInt(nsPerSec)))
	limit := new(bigint.Int).Div(bigint.NewInt(1<<63-1), bigint.NewInt(nsPerSec))
	sec := new(bigint.Int).Div(n, bigint.NewInt(nsPerSec))
	if offset == 0 {
		return n.Int64(), n.IsInt64()
	}
	return n.Int64(), sec.CmpAbs(limit.Sub(limit, bigint.NewInt(1))) <= 0
}

func TestUnsupportedVersions(t *testing.T) {
	two := little.section()
	two[12] = 2
	for name, c := range map[string]struct {
		file   []byte
		frames int
	}{
		"pcap 1.4":                       {little.words(magicPcap, 4<<16|1, 0, 0, 0, 1), 0},
		"pcapng 2.0":                     {two, 0},
		"pcapng 2.0 in a second section": {join(little.section(), little.iface(1, 0), little.epb(0, 1, "x"), two), 1},
		"snoop 9":                        {join([]byte(magicSnoop), big.words(9, 4)), 0},
		"snoop of a bus":                 {join([]byte(magicSnoop), big.words(2, 1)), 0},
	} {
		frames, _, err := readAll(t, bytes.NewReader(c.file), Options{})
		if len(frames) != c.frames || !isErr(err, ErrUnsupported) {
			t.Errorf("%s: %d frames, %v", name, len(frames), err)
		}
	}
}
