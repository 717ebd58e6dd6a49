package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"whyrst/extract/fact"
)

func TestReadLabels(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	one := write("x.labels.tsv", "frame\torigin\tscenario\taccepted_causes\n17\tkernel\tstray\ta b\n")
	labels, err := readLabels(one, "x.pcap", "")
	if err != nil || len(labels) != 1 || labels[0].capture != "x.pcap" || labels[0].frame != 17 ||
		labels[0].origin != "kernel" || strings.Join(labels[0].accepted, " ") != "a b" {
		t.Errorf("%+v, %v", labels, err)
	}
	book := write("book.tsv", "file\ttcp_stream\tprimary_frame\taccepted_causes\tsituation\ndev/y.pcap\t0\t9\tc\t\"quoted\n")
	labels, err = readLabels(book, "", "corpus")
	if err != nil || len(labels) != 1 || labels[0].capture != filepath.Join("corpus", "dev", "y.pcap") || labels[0].frame != 9 {
		t.Errorf("%+v, %v", labels, err)
	}
	for _, text := range []string{"", "frame\taccepted_causes\n", "frame\taccepted_causes\nx\ta\n", "frame\taccepted_causes\n1\t\n"} {
		if _, err := readLabels(write("bad.tsv", text), "x.pcap", ""); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

func TestConfusionFindsTheMistakesThatWeigh(t *testing.T) {
	row := func(cause, family, responsible string, c fact.Confidence) *fact.JudgedReset {
		return &fact.JudgedReset{Verdict: fact.Verdict{Cause: cause, Family: family, Responsible: responsible, Confidence: c}}
	}
	c := confusion{
		{label{frame: 1, origin: "kernel", accepted: []string{"a", "b"}}, row("b", "abort", "server", fact.Certain)},
		{label{frame: 2, origin: "kernel", accepted: []string{"a"}}, row("x", "abort", "server", fact.Certain)},
		{label{frame: 3, origin: "kernel", accepted: []string{"a"}}, row("x", "forgery", "middlebox", fact.Likely)},
		{label{frame: 4, origin: "injected", accepted: []string{"f"}}, row("f", "forgery", "middlebox", fact.Certain)},
		{label{frame: 5, origin: "injected", accepted: []string{"f"}}, row("a", "abort", "server", fact.Possible)},
		{label{frame: 6, origin: "injected", accepted: []string{"f"}}, nil},
	}
	frames := func(c confusion) (out []int64) {
		for _, j := range c {
			out = append(out, j.frame)
		}
		return out
	}
	for _, x := range []struct {
		name string
		got  confusion
		want []int64
	}{
		{"wrong at certain", c.wrongAtCertain(), []int64{2}},
		{"injected, not blamed", c.injectedNotBlamed(), []int64{5, 6}},
		{"kernel called forged", c.kernelCalledForged(), []int64{3}},
	} {
		if got := frames(x.got); len(got) != len(x.want) || got[0] != x.want[0] || got[len(got)-1] != x.want[len(x.want)-1] {
			t.Errorf("%s: %v, want %v", x.name, got, x.want)
		}
	}
	if c.accepted() != 2 {
		t.Errorf("accepted: %d, want 2", c.accepted())
	}
	var out bytes.Buffer
	c.print(&out)
	if !strings.Contains(out.String(), "accepted: 2 of 6 (33.333 %)") {
		t.Errorf("%s", &out)
	}
}
