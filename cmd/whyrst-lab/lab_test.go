package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestLab judges real resets whose senders' kernels told why they sent them, captured at the client, in the
// middle and at the server.
func TestLab(t *testing.T) {
	for _, at := range []string{"client", "mid", "server"} {
		t.Run(at, func(t *testing.T) {
			file := filepath.Join("../../extract/testdata/lab", at)
			labels, err := readLabels(file+".labels.tsv", file+".pcap.zst", "")
			if err != nil {
				t.Fatal(err)
			}
			c, err := confuse(t.Context(), labels)
			if err != nil {
				t.Fatal(err)
			}
			if len(c) < 300 {
				t.Errorf("only %d labels", len(c))
			}
			if 100*c.accepted() < 99*len(c) {
				t.Errorf("%d of %d verdicts are accepted, want 99 %%", c.accepted(), len(c))
			}
			injected := c.injectedNotBlamed().filter(func(j *judged) bool { return !j.ok() })
			for title, mistakes := range map[string]confusion{
				"wrong at certain": c.wrongAtCertain(), "sent by a kernel, called forged": c.kernelCalledForged(),
				"injected, neither blamed on a middlebox nor undecidable by its label": injected,
			} {
				if len(mistakes) > 0 {
					var b strings.Builder
					mistakes.list(&b, title)
					t.Error(b.String())
				}
			}
		})
	}
}
