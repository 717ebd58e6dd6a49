package packettext

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzParse: a script parses or its faults have places inside it; what parses is written, read back and
// written again without change.
func FuzzParse(f *testing.F) {
	for _, st := range stories(f) {
		f.Add(st.script)
	}
	b, err := os.ReadFile("testdata/errors.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, part := range bytes.Split(b, []byte("====\n")) {
		f.Add(string(bytes.Split(part, []byte("----\n"))[0]))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			return
		}
		s, err := Parse("fuzz", text)
		if err != nil {
			lines := bytes.Count([]byte(text), []byte("\n")) + 1
			for _, e := range err.(Errors) {
				if e.Line < 1 || e.Line > lines || e.Col < 1 || e.Col > len(text)+2 || e.Msg == "" {
					t.Errorf("fault at %d:%d of %d lines: %s", e.Line, e.Col, lines, e.Msg)
				}
			}
			return
		}
		if len(s.Packets) > 2000 {
			return
		}
		pcap, err := s.PCAP(FileOptions{})
		if err != nil {
			t.Fatal(err)
		}
		roundTripBytes(t, pcap)
		if atLimit(s) {
			return
		}
		for _, v := range Variants() {
			if _, err := v.Encode(v.Script(s)); err != nil {
				t.Errorf("%s: %v", v.Name, err)
			}
		}
	})
}

// atLimit: another header or another time would not fit, or frames of bytes keep their link type.
func atLimit(s *Script) bool {
	for _, p := range s.Packets {
		if len(p.Payload) > 60000 || s.Epoch+int64(p.Time) > maxTimeNs/2 {
			return true
		}
	}
	return s.HasRaw()
}

func roundTripBytes(t *testing.T, pcap []byte) {
	t.Helper()
	text, err := Format(pcap)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse("formatted", text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	pcap2, err := again.PCAP(FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	text2, err := Format(pcap2)
	if err != nil || text != text2 {
		t.Fatalf("text moves: %v\n%s\n%s", err, text, text2)
	}
	want, err := readCapture(pcap)
	if err != nil {
		t.Fatal(err)
	}
	got, err := readCapture(pcap2)
	if err != nil || len(got.frames) != len(want.frames) {
		t.Fatalf("%d frames of %d, %v", len(got.frames), len(want.frames), err)
	}
	for i, w := range want.frames {
		if g := got.frames[i]; g.ts != w.ts || g.wireLen != w.wireLen || !bytes.Equal(g.data, w.data) {
			t.Fatalf("frame %d differs", i+1)
		}
	}
}

// FuzzFormat: any file is refused or becomes a text that stands for the same frames.
func FuzzFormat(f *testing.F) {
	for _, st := range stories(f) {
		s, err := Parse(st.name, st.script)
		if err != nil {
			f.Fatal(err)
		}
		for _, v := range Variants() {
			b, err := v.Encode(v.Script(s))
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, err := Format(file); err != nil || len(file) > 1<<16 {
			return
		}
		roundTripBytes(t, file)
	})
}

// FuzzCase: archives never panic.
func FuzzCase(f *testing.F) {
	paths, _ := filepath.Glob("testdata/case/*.txtar")
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(caseText))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := ParseCase("fuzz.txtar", b)
		if (c == nil) == (err == nil) {
			t.Errorf("case %v, error %v", c, err)
		}
	})
}
