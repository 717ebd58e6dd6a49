package packettext

import (
	"bytes"
	"testing"
)

// TestRoundTrip takes every story in every variant from text to capture to text to capture: the captures are
// equal byte for byte, and the text stays as it is once written.
func TestRoundTrip(t *testing.T) {
	for _, st := range stories(t) {
		for _, v := range Variants() {
			t.Run(st.name+"/"+v.Name, func(t *testing.T) {
				s := v.Script(mustParse(t, st.name, st.script))
				roundTrip(t, s)
			})
		}
	}
}

func roundTrip(t *testing.T, s *Script) {
	t.Helper()
	pcap, err := s.PCAP(FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := Format(pcap)
	if err != nil {
		t.Fatal(err)
	}
	again := mustParse(t, "formatted", text)
	pcap2, err := again.PCAP(FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(pcap, pcap2) {
		t.Fatalf("captures differ; text:\n%s", text)
	}
	text2, err := Format(pcap2)
	if err != nil || text != text2 {
		t.Fatalf("text moves: %v\n%s\n%s", err, text, text2)
	}
}

// TestFormatContainers reads the same frames from all files that are written.
func TestFormatContainers(t *testing.T) {
	for _, st := range stories(t) {
		s := mustParse(t, st.name, st.script)
		want := dump(mustFrames(t, s))
		for _, big := range []bool{false, true} {
			for _, ns := range []bool{false, true} {
				o := FileOptions{BigEndian: big, Nanoseconds: ns}
				for name, write := range map[string]func(FileOptions) ([]byte, error){"pcap": s.PCAP, "pcapng": s.PCAPNG} {
					file, err := write(o)
					if err != nil {
						t.Fatal(err)
					}
					text, err := Format(file)
					if err != nil {
						t.Fatalf("%s %s %+v: %v", st.name, name, o, err)
					}
					if got := dump(mustFrames(t, mustParse(t, name, text))); got != want {
						t.Errorf("%s %s %+v: frames differ:\n%s\n%s", st.name, name, o, got, want)
					}
				}
			}
		}
	}
}

// TestFormatReadable: what a stack sends comes out as notation, not as bytes.
func TestFormatReadable(t *testing.T) {
	for _, st := range stories(t) {
		s := mustParse(t, st.name, st.script)
		pcap, err := s.PCAP(FileOptions{})
		if err != nil {
			t.Fatal(err)
		}
		text, err := Format(pcap)
		if err != nil {
			t.Fatal(err)
		}
		raw := 0
		for _, p := range s.Packets {
			if p.Kind == KindRaw || p.Tunnel != nil || p.Snap > 0 && p.Snap < 54 {
				raw++
			}
		}
		if got := bytes.Count([]byte(text), []byte(" frame ")); got != raw {
			t.Errorf("%s: %d frames as bytes, want %d:\n%s", st.name, got, raw, text)
		}
	}
}
