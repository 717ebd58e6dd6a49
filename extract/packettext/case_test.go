package packettext

import (
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const caseText = `A port that nobody listens on.

Second paragraph.
-- fires: the SYN is answered at once --
0     C>S S
0.010 S>C R. 0:0(0) ack 1
-- want --
certain port_closed by receiver   # comment
frame 2: certain port_closed by receiver
frame 2: role primary
fact rst_form = reply_noack
fact trigger_delay_us = 10000 = 10 ms
not scan_refused
option: capture-point client
-- spares: listener_intermittent: another connection was accepted --
0     C>S S
-- want --
not port_closed
-- spares: no neighbour is named: here --
0     C>S S
-- want --
not port_closed
`

func TestParseCase(t *testing.T) {
	c, err := ParseCase("dir/port_closed.txtar", []byte(caseText))
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "port_closed" || c.Doc != "A port that nobody listens on.\n\nSecond paragraph." || len(c.Sections) != 3 {
		t.Fatalf("got %q %q, %d sections", c.Name, c.Doc, len(c.Sections))
	}
	f, s, u := c.Sections[0], c.Sections[1], c.Sections[2]
	if f.Kind != Fires || f.Why != "the SYN is answered at once" || f.Line != 4 || len(f.Script.Packets) != 2 {
		t.Errorf("first section: %+v", f)
	}
	if f.Script.Packets[1].Line != 6 {
		t.Errorf("packet on line %d, want 6", f.Script.Packets[1].Line)
	}
	if s.Kind != Spares || s.Neighbour != "listener_intermittent" || s.Why != "another connection was accepted" {
		t.Errorf("second section: %+v", s)
	}
	if u.Neighbour != "" || u.Why != "no neighbour is named: here" {
		t.Errorf("third section: %+v", u)
	}
	want := []Want{
		{Line: 8, Kind: WantVerdict, Confidence: "certain", Cause: "port_closed", Responsible: "receiver", Text: "certain port_closed by receiver"},
		{Line: 9, Kind: WantVerdict, Frame: 2, Confidence: "certain", Cause: "port_closed", Responsible: "receiver", Text: "certain port_closed by receiver"},
		{Line: 10, Kind: WantText, Frame: 2, Text: "role primary"},
		{Line: 11, Kind: WantFact, Name: "rst_form", Value: "reply_noack", Text: "fact rst_form = reply_noack"},
		{Line: 12, Kind: WantFact, Name: "trigger_delay_us", Value: "10000 = 10 ms", Text: "fact trigger_delay_us = 10000 = 10 ms"},
		{Line: 13, Kind: WantNot, Cause: "scan_refused", Text: "not scan_refused"},
		{Line: 14, Kind: WantOption, Text: "capture-point client"},
	}
	if !reflect.DeepEqual(f.Want, want) {
		t.Errorf("got  %+v\nwant %+v", f.Want, want)
	}
}

func TestCaseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "f:1:1: no section begins with -- fires -- or -- spares --",
		"-- fires --\n":                        "f:1:1: section has no -- want --",
		"-- want --\nnot x\n":                  "f:1:1: -- want -- follows no -- fires -- or -- spares --\nf:1:1: no section",
		"-- fires --\n-- want --\n# nothing\n": "f:2:1: -- want -- wants nothing\n",
		"-- fires --\n-- want --\nnot x\n-- want --\nnot x\n":          "f:4:1: -- want -- follows no",
		"doc\n-- fires --\n0 C>S S\n1 X>S S\n-- want --\nmaybe x by y": "f:4:3: no endpoint is named \"X\"; declare it: host X ADDRESS:PORT\nf:6:1: \"maybe x by y\" begins",
		"-- fires --\n-- want --\ncertain x receiver\n":                "f:3:1: \"certain x receiver\" is not written",
		"-- fires --\n-- want --\nfact X = \n":                         "f:3:1: \"fact X =\" is not written",
		"-- fires --\n-- want --\nframe x: y\n":                        "f:3:1: \"frame x: y\" is not written",
		"-- fires --\n-- want --\nnot a b\n":                           "f:3:1: \"not a b\" is not written",
		"-- expect --\n":                                               "f:1:1: -- expect -- is none of fires, spares, want\nf:1:1: no section",
	} {
		_, err := ParseCase("f", []byte(text))
		var es Errors
		if !errors.As(err, &es) || !strings.HasPrefix(es.Error()+"\n", want) {
			t.Errorf("%q:\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestLoadCases(t *testing.T) {
	cs, err := LoadCases("testdata/case/*.txtar")
	if err != nil || len(cs) != 2 || cs[0].Name != "half_open_scan" || cs[1].Name != "port_closed" {
		t.Fatalf("got %v, %v", cs, err)
	}
	if _, err := LoadCase(filepath.Join("testdata", "none.txtar")); err == nil {
		t.Error("a missing file loads")
	}
	if _, err := LoadCases("[" /* bad pattern */); err == nil {
		t.Error("a bad pattern loads")
	}
}
