package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"whyrst/export"
	"whyrst/extract/fact"
	"whyrst/extract/packettext"
	"whyrst/lua"
)

// hostile are texts that somebody could put on the wire.
var hostile = []string{
	`"]] os.execute("touch pwned") --[[`, "tab\tand | pipe \\p \\t \\n \\", "line\nfeed\r\n# capture\tforged\nK\t00\nF\t1", "NUL\x00in the middle",
	"\x1b[2J\x1b]0;title\x07", "bad UTF-8 \xff\xc3(\xe2\x82", "turned \u202e around", "quotes \" ' ` and @colour@[1,2,3]", "%s %d %n ${whyrst.cause} $1",
	`\x41\u0041\\`, "ends with a backslash\\", "|", "\t", ":1:2", strings.Repeat("long ", 4000), "ünïcödé 漢字 🦈",
}

// TestHostileTextChangesNothingButTheText puts them into every cell of a file of verdicts.
func TestHostileTextChangesNothingButTheText(t *testing.T) {
	dir := t.TempDir()
	out, profile := filepath.Join(dir, "out"), filepath.Join(dir, "profile")
	capture := labCapture(t, "client.pcap")
	whyrst(t, "extract", "-o", out, capture)
	whyrst(t, "wireshark", out, "--profile", profile)
	clean := dissect(t, profile, capture)
	data, err := export.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	v, err := gatherVerdicts(data, fact.Capture{Capture: hostile[2], Frames: 1})
	if err == nil && len(v.Flows) > 0 {
		t.Fatal("a capture of another name has verdicts")
	}
	v, err = gatherVerdicts(data, fact.Capture{Capture: "client.pcap", Hash: fact.Some("x\ty")})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	n := 0
	for i := range v.Flows {
		for j := range v.Flows[i].Resets {
			r := &v.Flows[i].Resets[j]
			text := hostile[n%len(hostile)]
			n++
			want[itoa(r.FrameNumber)] = lua.Clean(text)
			r.Title, r.Advice, r.Settle = text, text, fact.Some(text)
			r.Alternatives, r.Undecided, r.Evidence = []string{text, text}, []string{text}, []string{text, "x, frame 99999999999999999999", text}
		}
	}
	if n < 2*len(hostile) {
		t.Fatalf("only %d resets", n)
	}
	var b bytes.Buffer
	if _, err := lua.WriteVerdicts(&b, v); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(profile, "plugins", lua.VerdictDir, "*.tsv"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if err := os.WriteFile(files[0], b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	for i, s := range dissect(t, profile, capture) {
		if s.get("whyrst.cause") != clean[i].get("whyrst.cause") || s.get("whyrst.trigger_frame") != clean[i].get("whyrst.trigger_frame") {
			t.Errorf("frame %s: cause %q, was %q", s.get("frame.number"), s.get("whyrst.cause"), clean[i].get("whyrst.cause"))
		}
		text, isReset := want[s.get("frame.number")]
		if !isReset {
			continue
		}
		for field, want := range map[string][]string{"whyrst.title": {text}, "whyrst.advice": {text}, "whyrst.settle": {text},
			"whyrst.alternative": {text, text}, "whyrst.undecided": {text}, "whyrst.evidence": {text, "x, frame 99999999999999999999", text}} {
			if !slices.Equal(s[field], want) {
				t.Fatalf("frame %s: %s is %q, want %q", s.get("frame.number"), field, s[field], want)
			}
		}
	}
	if _, err := os.Stat("pwned"); err == nil {
		t.Error("code from the wire ran")
	}
}

// TestHostilePacketsAreShown takes the whole road: a RST that gives its reason in such text, and a server name.
func TestHostilePacketsAreShown(t *testing.T) {
	dir := t.TempDir()
	out, profile, capture := filepath.Join(dir, "out"), filepath.Join(dir, "profile"), filepath.Join(dir, "x.pcap")
	reason := `BIG-IP: [0x1:4] \"]] os.exit(1) --[[ | \\p \t` + "`$(id)` %s"
	script, err := packettext.Parse("x", `
0.000  C>S  S
0.010  S>C  S.
0.011  C>S  .
0.012  C>S  P. "GET / HTTP/1.1\r\nHost: \"]]\\x41'\x01|\t\r\n\r\n"
0.030  S>C  R. ack 1 win 0 "`+reason+`"
`)
	if err != nil {
		t.Fatal(err)
	}
	pcap, err := script.PCAP(packettext.FileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(capture, pcap, 0o666); err != nil {
		t.Fatal(err)
	}
	whyrst(t, "extract", "-o", out, capture)
	whyrst(t, "wireshark", out, "--profile", profile)
	frames := dissect(t, profile, capture)
	compareWithTables(t, frames, out, "x.pcap")
	if s := frames[len(frames)-1]; !strings.Contains(s.get("whyrst.title")+s.get("whyrst.evidence"), "os.exit(1)") {
		t.Errorf("the reason is not shown: %q, %q, %q", s.get("whyrst.cause"), s.get("whyrst.title"), s.get("whyrst.evidence"))
	}
}

// TestInstallNeverOverwritesWhatAUserChanged installs into the folders that tshark names, twice, and removes.
func TestInstallNeverOverwritesWhatAUserChanged(t *testing.T) {
	dir := t.TempDir()
	home := filepath.Join(dir, "home")
	if err := os.Mkdir(home, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"XDG_CONFIG_HOME", "WIRESHARK_CONFIG_DIR", "WIRESHARK_PLUGIN_DIR"} {
		t.Setenv(name, "")
		os.Unsetenv(name)
	}
	t.Setenv("HOME", home)
	out, capture := filepath.Join(dir, "out"), labCapture(t, "client.pcap")
	whyrst(t, "extract", "-o", out, capture)
	whyrst(t, "wireshark", out, "--install")
	f, err := wiresharkFolders(t.Context())
	if err != nil || !strings.HasPrefix(f.config, home) || !strings.HasPrefix(f.plugins, home) {
		t.Fatal(f, err)
	}
	mine := filepath.Join(f.config, "profiles", "whyrst", "dfilters")
	foreign := filepath.Join(f.config, "profiles", "whyrst", "notes")
	for _, name := range []string{mine, foreign} {
		if err := os.WriteFile(name, []byte("\"mine\" tcp\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if said := whyrst(t, "wireshark", out, "--install"); !strings.Contains(said, "kept dfilters") {
		t.Errorf("silent about what was kept: %s", said)
	}
	if said := whyrst(t, "wireshark", "--uninstall"); !strings.Contains(said, "kept dfilters") {
		t.Errorf("silent about what was kept: %s", said)
	}
	var left []string
	err = filepath.WalkDir(home, func(name string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			left = append(left, name)
			if text, err := os.ReadFile(name); err != nil || string(text) != "\"mine\" tcp\n" {
				t.Errorf("%s is %q %v", name, text, err)
			}
		}
		return err
	})
	if err != nil || !slices.Equal(left, []string{mine, foreign}) {
		t.Errorf("left: %q %v", left, err)
	}
}
