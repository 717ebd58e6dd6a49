package capture

import (
	"bytes"
	"reflect"
	"testing"
)

// variantCases are the layouts of pcap, byte by byte. Each has two frames: one
// of 4 bytes, whole, and one of 3 bytes out of 9.
var variantCases = []struct {
	name     string
	hex      string
	format   Format
	linkType uint16
	ns       [2]int64
}{
	{"microseconds, little-endian", `
		d4c3b2a1 0200 0400 00000000 00000000 00010000 01000000
		01000000 02000000 04000000 04000000 aabbccdd
		02000000 3f420f00 03000000 09000000 112233`,
		FormatPcap, 1, [2]int64{1_000_002_000, 2_999_999_000}},
	{"microseconds, big-endian", `
		a1b2c3d4 0002 0004 00000000 00000000 00000100 00000001
		00000001 00000002 00000004 00000004 aabbccdd
		00000002 000f423f 00000003 00000009 112233`,
		FormatPcap, 1, [2]int64{1_000_002_000, 2_999_999_000}},
	{"nanoseconds, little-endian", `
		4d3cb2a1 0200 0400 00000000 00000000 00010000 65000000
		01000000 02000000 04000000 04000000 aabbccdd
		02000000 ffc99a3b 03000000 09000000 112233`,
		FormatPcapNs, 101, [2]int64{1_000_000_002, 2_999_999_999}},
	{"nanoseconds, big-endian", `
		a1b23c4d 0002 0004 00000000 00000000 00000100 00000065
		00000001 00000002 00000004 00000004 aabbccdd
		00000002 3b9ac9ff 00000003 00000009 112233`,
		FormatPcapNs, 101, [2]int64{1_000_000_002, 2_999_999_999}},
	{"version 2.2: the original length comes first", `
		d4c3b2a1 0200 0200 00000000 00000000 00010000 01000000
		01000000 02000000 04000000 04000000 aabbccdd
		02000000 02000000 09000000 03000000 112233`,
		FormatPcap, 1, [2]int64{1_000_002_000, 2_000_002_000}},
	{"version 2.3: the lesser length is the captured one", `
		d4c3b2a1 0200 0300 00000000 00000000 00010000 01000000
		01000000 02000000 04000000 04000000 aabbccdd
		02000000 02000000 09000000 03000000 112233`,
		FormatPcap, 1, [2]int64{1_000_002_000, 2_000_002_000}},
	{"version 543.0 of DG/UX", `
		d4c3b2a1 1f02 0000 00000000 00000000 00010000 01000000
		01000000 02000000 04000000 04000000 aabbccdd
		02000000 02000000 09000000 03000000 112233`,
		FormatPcap, 1, [2]int64{1_000_002_000, 2_000_002_000}},
	{"modified, 1999-10-29", `
		34cdb2a1 0200 0400 00000000 00000000 00010000 01000000
		01000000 02000000 04000000 04000000 02000000 0008 00 ff aabbccdd
		02000000 02000000 03000000 09000000 02000000 0608 04 ff 112233`,
		FormatPcapModified, 1, [2]int64{1_000_002_000, 2_000_002_000}},
	{"modified, 1999-09-15", `
		34cdb2a1 0200 0400 00000000 00000000 00010000 01000000
		01000000 02000000 04000000 04000000 02000000 0008 00 00 00 ffffff aabbccdd
		02000000 02000000 03000000 09000000 02000000 0608 04 00 00 ffffff 112233`,
		FormatPcapModified, 1, [2]int64{1_000_002_000, 2_000_002_000}},
	{"modified, big-endian", `
		a1b2cd34 0002 0004 00000000 00000000 00000100 00000001
		00000001 00000002 00000004 00000004 00000002 0800 00 ff aabbccdd
		00000002 00000002 00000003 00000009 00000002 0806 04 ff 112233`,
		FormatPcapModified, 1, [2]int64{1_000_002_000, 2_000_002_000}},
	{"modified, 1999-04-17, under the standard magic number", `
		d4c3b2a1 0200 0400 00000000 00000000 00010000 01000000
		01000000 02000000 04000000 04000000 02000000 0008 00 ff aabbccdd
		02000000 02000000 03000000 09000000 02000000 0608 04 ff 112233`,
		FormatPcapModified, 1, [2]int64{1_000_002_000, 2_000_002_000}},
	{"Nokia", `
		d4c3b2a1 0200 0400 00000000 00000000 00010000 01000000
		01000000 02000000 04000000 04000000 01b6bf9f aabbccdd
		02000000 02000000 03000000 09000000 02b6bf9f 112233`,
		FormatPcapNokia, 1, [2]int64{1_000_002_000, 2_000_002_000}},
	{"AIX: nanoseconds, an ifType, the original length first", `
		a1b2c3d4 0002 0002 00000000 00000000 00000100 00000006
		00000001 00000002 00000004 00000004 aabbccdd
		00000002 3b9ac9ff 00000009 00000003 112233`,
		FormatPcapAIX, 1, [2]int64{1_000_000_002, 2_999_999_999}},
	{"Ixia, hardware: nanoseconds", `
		ac01001c 0200 0400 00000000 00000000 00010000 01000000 27000000
		01000000 02000000 04000000 04000000 aabbccdd
		02000000 ffc99a3b 03000000 09000000 112233`,
		FormatPcapIXIA, 1, [2]int64{1_000_000_002, 2_999_999_999}},
	{"Ixia, software: microseconds", `
		ab01001c 0200 0400 00000000 00000000 00010000 01000000 27000000
		01000000 02000000 04000000 04000000 aabbccdd
		02000000 3f420f00 03000000 09000000 112233`,
		FormatPcapIXIA, 1, [2]int64{1_000_002_000, 2_999_999_000}},
	{"snoop", `
		736e6f6f70000000 00000002 00000004
		00000004 00000004 0000001c 00000000 00000001 00000002 aabbccdd
		00000009 00000003 0000001c 00000000 00000002 000f423f 112233 00`,
		FormatSnoop, 1, [2]int64{1_000_002_000, 2_999_999_000}},
	{"snoop of Shomiti, with its trailer and link type", `
		736e6f6f70000000 00000002 0000000c
		00000004 00000004 0000002c 00000000 00000001 00000002 aabbccdd 00000000000000000000000000000000
		00000009 00000003 0000002c 00000000 00000002 000f423f 112233 00 00000000000000000000000000000000`,
		FormatSnoop, 1, [2]int64{1_000_002_000, 2_999_999_000}},
	{"PPP with a direction byte, which is no part of the frame", `
		d4c3b2a1 0200 0400 00000000 00000000 00010000 cc000000
		01000000 02000000 05000000 05000000 01 aabbccdd
		02000000 02000000 04000000 0a000000 00 112233`,
		FormatPcap, 9, [2]int64{1_000_002_000, 2_000_002_000}},
}

func TestPcapVariants(t *testing.T) {
	for _, c := range variantCases {
		t.Run(c.name, func(t *testing.T) {
			frames, in, err := readAll(t, bytes.NewReader(unhex(t, c.hex)), Options{})
			if err != nil || in.LossCount != 0 {
				t.Fatalf("error %v, losses %v", err, in.Losses)
			}
			if in.Format != c.format {
				t.Errorf("format %v, want %v", in.Format, c.format)
			}
			if len(frames) != 2 {
				t.Fatalf("%d frames", len(frames))
			}
			for i, want := range []Frame{
				{Number: 1, TsNs: c.ns[0], TsKnown: true, WireLen: 4, CapLen: 4, LinkType: c.linkType, Data: unhex(t, "aabbccdd")},
				{Number: 2, TsNs: c.ns[1], TsKnown: true, WireLen: 9, CapLen: 3, LinkType: c.linkType, Data: unhex(t, "112233")},
			} {
				want.Offset = frames[i].Offset // checked by checkFrames
				if !reflect.DeepEqual(frames[i], want) {
					t.Errorf("\n got %+v\nwant %+v", frames[i], want)
				}
			}
			if l := in.Interfaces; len(l) != 1 || l[0].LinkType != c.linkType || l[0].ID != -1 {
				t.Errorf("interfaces %+v", l)
			}
		})
	}
}

// A time is what the file says, even if its fraction is above one second.
func TestPcapOddFraction(t *testing.T) {
	p := join(pcapFile(), little.words(10, 3_000_000, 1, 1), []byte("x"))
	frames, _, err := readAll(t, bytes.NewReader(p), Options{})
	if err != nil || len(frames) != 1 || frames[0].TsNs != 13*nsPerSec {
		t.Errorf("%+v, %v", frames, err)
	}
}

// Lengths that contradict each other are common enough to be read: libpcaps
// with a wrong snap length, and fuzzers.
func TestPcapOddLengths(t *testing.T) {
	p := join(pcapFile(), little.words(10, 0, 3, 1), []byte("abc"), little.words(10, 0, 0, 0xffffffff))
	frames, in, err := readAll(t, bytes.NewReader(p), Options{})
	if err != nil || in.LossCount != 0 || len(frames) != 2 {
		t.Fatalf("%+v, %v, %v", frames, in.Losses, err)
	}
	if f := frames[0]; f.CapLen != 3 || f.WireLen != 1 || string(f.Data) != "abc" {
		t.Errorf("captured more than was sent: %+v", f)
	}
	if f := frames[1]; f.CapLen != 0 || f.WireLen != 1<<31-1 || len(f.Data) != 0 {
		t.Errorf("an empty frame of 4 GiB: %+v", f)
	}
}

func TestPcapFCS(t *testing.T) {
	p := little.words(magicPcap, 4<<16|2, 0, 0, 0xffff, linkEthernet|1<<26|2<<28)
	_, in, err := readAll(t, bytes.NewReader(p), Options{})
	if err != nil || in.Interfaces[0].FCSLen != 4 || in.Interfaces[0].LinkType != linkEthernet {
		t.Errorf("%+v, %v", in.Interfaces, err)
	}
}
