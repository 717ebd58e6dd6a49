package capture

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

// randomFrame is a frame of any length, cut or whole, in any year of a pcap.
func randomFrame(rng *rand.Rand) (gopacket.CaptureInfo, []byte) {
	data := make([]byte, rng.IntN(1+rng.IntN(70_000)))
	for i := range data {
		data[i] = byte(rng.Uint32())
	}
	ci := gopacket.CaptureInfo{
		Timestamp:     time.Unix(rng.Int64N(1<<32), rng.Int64N(1e9)).UTC(),
		CaptureLength: len(data),
		Length:        len(data) + rng.IntN(2)*rng.IntN(1000),
	}
	return ci, data
}

// checkAgainst compares a frame with what gopacket wrote or read.
func checkAgainst(t *testing.T, f Frame, ci gopacket.CaptureInfo, data []byte) {
	t.Helper()
	if !bytes.Equal(f.Data, data) || int(f.CapLen) != ci.CaptureLength || int(f.WireLen) != ci.Length ||
		!f.TsKnown || f.TsNs != ci.Timestamp.UnixNano() || int(f.Iface) != ci.InterfaceIndex {
		t.Fatalf("frame %d: %d of %d bytes, interface %d, at %d; gopacket %+v", f.Number, f.CapLen, f.WireLen, f.Iface, f.TsNs, ci)
	}
}

// What gopacket writes is read here as it was.
func TestReadsPcapgo(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, format := range []Format{FormatPcap, FormatPcapNs, FormatPcapng} {
		var out bytes.Buffer
		write, flush := pcapgoWriter(t, &out, format)
		var infos []gopacket.CaptureInfo
		var datas [][]byte
		for range 200 {
			ci, data := randomFrame(rng)
			switch format {
			case FormatPcap:
				ci.Timestamp = ci.Timestamp.Truncate(time.Microsecond)
			case FormatPcapng:
				ci.InterfaceIndex = rng.IntN(2)
			}
			if err := write(ci, data); err != nil {
				t.Fatal(err)
			}
			infos, datas = append(infos, ci), append(datas, data)
		}
		flush()
		frames, in, err := readAll(t, &out, Options{})
		if err != nil || in.LossCount != 0 || len(frames) != len(infos) || in.Format != format {
			t.Fatalf("%v: %d frames, %v, %v", format, len(frames), in.Losses, err)
		}
		for i, f := range frames {
			checkAgainst(t, f, infos[i], datas[i])
		}
	}
}

func pcapgoWriter(t *testing.T, out *bytes.Buffer, format Format) (write func(gopacket.CaptureInfo, []byte) error, flush func()) {
	t.Helper()
	if format == FormatPcapng {
		w, err := pcapgo.NewNgWriter(out, layers.LinkTypeEthernet)
		if err == nil {
			_, err = w.AddInterface(pcapgo.NgInterface{Name: "two", LinkType: layers.LinkTypeRaw})
		}
		if err != nil {
			t.Fatal(err)
		}
		return w.WritePacket, func() {
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	w := pcapgo.NewWriter(out)
	if format == FormatPcapNs {
		w = pcapgo.NewWriterNanos(out)
	}
	if err := w.WriteFileHeader(MaxFrameBytes, layers.LinkTypeEthernet); err != nil {
		t.Fatal(err)
	}
	return w.WritePacket, func() {}
}

// What is written here is read by gopacket and by the Reader as it was.
func TestWriter(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, format := range []Format{FormatPcap, FormatPcapNs, FormatPcapng} {
		var want []Frame
		for i := range 100 {
			ci, data := randomFrame(rng)
			f := Frame{Number: int64(i + 1), TsNs: ci.Timestamp.UnixNano(), TsKnown: true, Data: data,
				CapLen: uint32(len(data)), WireLen: uint32(ci.Length), LinkType: 1}
			if format == FormatPcap {
				f.TsNs -= f.TsNs % 1000
			}
			if format == FormatPcapng && i%3 == 0 {
				f.FlagsKnown, f.PktFlags, f.Comment = true, uint32(i), "one\ntwo"
			}
			want = append(want, f)
		}
		file := written(t, format, want)
		frames, in, err := readAll(t, bytes.NewReader(file), Options{})
		if err != nil || in.LossCount != 0 || len(frames) != len(want) {
			t.Fatalf("%v: %d frames, %v", format, len(frames), err)
		}
		next := pcapgoReader(t, file, format)
		for i, f := range frames {
			data, ci, err := next()
			if err != nil {
				t.Fatal(err)
			}
			checkAgainst(t, f, ci, data)
			g := want[i]
			checkAgainst(t, g, ci, data)
			if f.Comment != g.Comment || f.FlagsKnown != g.FlagsKnown || f.PktFlags != g.PktFlags || f.LinkType != 1 {
				t.Fatalf("\n got %+v\nwant %+v", f, g)
			}
		}
	}
}

// written returns the file that a Writer makes of frames of one interface.
func written(t *testing.T, format Format, frames []Frame) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewWriter(&out, format)
	if err == nil {
		_, err = w.AddInterface(Interface{LinkType: 1, Name: "lo", Description: "a loop"})
	}
	for i := 0; i < len(frames) && err == nil; i++ {
		err = w.Write(&frames[i])
	}
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pcapgoReader(t *testing.T, file []byte, format Format) func() ([]byte, gopacket.CaptureInfo, error) {
	t.Helper()
	if format == FormatPcapng {
		r, err := pcapgo.NewNgReader(bytes.NewReader(file), pcapgo.DefaultNgReaderOptions)
		if err != nil {
			t.Fatal(err)
		}
		return r.ReadPacketData
	}
	r, err := pcapgo.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return r.ReadPacketData
}

func TestWriterRefuses(t *testing.T) {
	var out bytes.Buffer
	if _, err := NewWriter(&out, FormatSnoop); !isErr(err, ErrUnsupported) {
		t.Error(err)
	}
	w, _ := NewWriter(&out, FormatPcap)
	if _, err := w.AddInterface(Interface{LinkType: 123}); !isErr(err, ErrUnsupported) {
		t.Error("SunATM:", err)
	}
	if err := w.Write(&Frame{}); err == nil {
		t.Error("a frame without an interface")
	}
	if _, err := w.AddInterface(Interface{LinkType: 1}); err != nil {
		t.Error(err)
	}
	if _, err := w.AddInterface(Interface{LinkType: 1}); !isErr(err, ErrUnsupported) {
		t.Error("two interfaces:", err)
	}
	if err := w.Write(&Frame{TsNs: -1, TsKnown: true}); !isErr(err, ErrUnsupported) {
		t.Error("1969:", err)
	}
}
