package lua

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"whyrst/extract/fact"
	"whyrst/rules"
)

// TestPluginCompiles under both Luas that Wireshark has been built with.
func TestPluginCompiles(t *testing.T) {
	for _, luac := range []string{"luac5.2", "luac5.4"} {
		if out, err := exec.Command(luac, "-p", "plugin/whyrst.lua").CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", luac, err, out)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain é 漢": "plain é 漢", "a\nb\x00\x1b": `a\x0ab\x00\x1b`, "\xff\xc3(": `\xff\xc3(`, "x\u202ey\u200b": `x\u202ey\u200b`, "\u0085": `\u0085`, "": "",
	} {
		if got := Clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestEscapes(t *testing.T) {
	if got := uatText("a \"b\" \\ é\n"); got != `"a \x22b\x22 \x5c \xc3\xa9\x0a"` {
		t.Error(got)
	}
	if got := FilterText(`a"b\`); got != `"a\"b\\"` {
		t.Error(got)
	}
	if got := string(appendList(nil, []string{"a|b", "\\", "\t"})); got != `a\pb|\\|\\x09` {
		t.Error(got)
	}
}

func TestEvidenceFrame(t *testing.T) {
	for in, want := range map[string]int64{"x, frame 14": 14, "x": 0, "x, frame 0": 0, "x, frame 99999999999999999999": 0, "a, frame 1, frame 2": 2, "two\nlines, frame 3": 3} {
		text, got := EvidenceFrame(in)
		if got != want || got == 0 && text != in {
			t.Errorf("%q: %q %d", in, text, got)
		}
	}
}

// verdictsOf makes a data set's rows: n connections, each with one reset.
func verdictsOf(n int) *Verdicts {
	v := &Verdicts{Capture: fact.Capture{Capture: "x\ty.pcap", Hash: fact.Some("0123456789abcdef")}}
	for i := range n {
		f := Flow{}
		f.FlowID, f.ClientPort, f.ServerPort = int64(i+1), uint16(i*7919), 443
		f.ClientIP = fact.AddrOf([16]byte{10: 0xff, 11: 0xff, 12: 10, 15: byte(i)}, 4)
		f.ServerIP = fact.AddrOf([16]byte{10: 0xff, 11: 0xff, 12: 192, 15: 1}, 4)
		r := fact.JudgedReset{}
		r.FrameNumber, r.FlowID, r.Cause = int64(10*i+5), f.FlowID, "port_closed"
		r.TriggerFrame, r.Evidence = fact.Some(r.FrameNumber-1), []string{"it says, frame 3", "none"}
		f.Judged = &fact.Judged{Verdict: r.Verdict}
		f.Resets = []fact.JudgedReset{r}
		v.Flows = append(v.Flows, f)
	}
	return v
}

// TestVerdictsAreDeterministic: neither order nor repetition changes a byte; every block is where the index says.
func TestVerdictsAreDeterministic(t *testing.T) {
	var one, two bytes.Buffer
	v := verdictsOf(500)
	x, err := WriteVerdicts(&one, v)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(v.Flows)
	if _, err := WriteVerdicts(&two, v); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Errorf("the order of rows shows, %v", err)
	}
	if !strings.HasPrefix(one.String(), "# whyrst verdicts 1\n# capture\tx\\\\x09y.pcap\n") {
		t.Errorf("%.80q", one.String())
	}
	if x.size != int64(one.Len()) || len(x.entries) != 500 {
		t.Errorf("%d of %d bytes, %d tuples", x.size, one.Len(), len(x.entries))
	}
	for _, e := range x.entries {
		block := one.Bytes()[e.offset : e.offset+int64(e.length)]
		key, _, _ := strings.Cut(string(block[2:]), "\n")
		if !bytes.HasPrefix(block, []byte("K\t")) || hashKey(key) != e.hash || bytes.Contains(block[1:], []byte("\nK\t")) {
			t.Fatalf("%q", block)
		}
	}
}

func TestCatalogueHasEveryCause(t *testing.T) {
	set, err := rules.Load()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteCatalogue(&b, set); err != nil {
		t.Fatal(err)
	}
	for _, r := range set.Rules() {
		if !strings.Contains(b.String(), "C\t"+r.ID+"\t"+r.Family+"\t") {
			t.Errorf("no %s", r.ID)
		}
		if !slices.ContainsFunc(familyColours, func(c colour) bool { return c.name == r.Family }) {
			t.Errorf("%s: no colour for family %s", r.ID, r.Family)
		}
	}
	for _, f := range ProfileFiles(set) {
		for i, line := range strings.Split(string(f.Data), "\n") {
			if f.Path == "colorfilters" && line != "" && line[0] != '#' && strings.Count(line, "@") != 3 {
				t.Errorf("%s:%d: %s", f.Path, i+1, line)
			}
		}
	}
}

// TestPlace: what somebody changed stays, and no ledger leads out of its folder.
func TestPlace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	files := []File{{"a/one", []byte("1")}, {"two", []byte("2")}}
	if p, err := Place(dir, files); err != nil || len(p.Written) != 2 {
		t.Fatal(p, err)
	}
	change := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	change("two", "mine")
	files[0].Data = []byte("new")
	p, err := Place(dir, files)
	if err != nil || !slices.Equal(p.Kept, []string{"two"}) || !slices.Equal(p.Written, []string{"a/one"}) {
		t.Fatal(p, err)
	}
	if p, err = Remove(dir); err != nil || !slices.Equal(p.Kept, []string{"two"}) || !slices.Equal(p.Removed, []string{"a/one"}) {
		t.Fatal(p, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a")); err == nil {
		t.Error("an empty folder stayed")
	}
	change(ledgerName, digest([]byte("x"))+" ../../victim\n")
	if _, err := Remove(dir); err == nil {
		t.Error("a ledger led out of its folder")
	}
}

// TestAnnotateSurvivesAnything: bytes that are no pcapng are copied, not believed.
func TestAnnotateSurvivesAnything(t *testing.T) {
	section := []byte{0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 28, 0, 0, 0}
	packet := func(size, captured byte) []byte {
		b := make([]byte, 36)
		b[0], b[4], b[20], b[32] = 6, size, captured, size
		return b
	}
	for name, in := range map[string][]byte{
		"empty": {}, "short": {1, 2, 3}, "zeros": make([]byte, 100), "section": section,
		"long": append(slices.Clone(section), packet(255, 0)...), "odd": append(slices.Clone(section), packet(33, 0)...),
		"captured length beyond the block": append(slices.Clone(section), packet(36, 200)...),
		"cut":                              append(slices.Clone(section), packet(36, 0)[:20]...),
	} {
		var out bytes.Buffer
		_, err := AnnotatePcapng(&out, bytes.NewReader(in), func(int64) ([]string, bool) { return []string{"c"}, true })
		if !bytes.Equal(out.Bytes(), in) {
			t.Errorf("%s: %d bytes became %d: %v", name, len(in), out.Len(), err)
		}
	}
	var out bytes.Buffer
	if _, err := AnnotatePcapng(&out, bytes.NewReader(append(slices.Clone(section), packet(36, 0)...)), func(int64) ([]string, bool) { return []string{"hello"}, true }); err != nil || !strings.Contains(out.String(), "hello\x00\x00\x00") {
		t.Errorf("%q %v", out.String(), err)
	}
}
