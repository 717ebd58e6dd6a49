package cases

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"whyrst/extract"
	"whyrst/extract/fact"
	"whyrst/rules"
)

const lab = "../../extract/testdata/lab"

// judged runs the pipeline with the built-in rules over one capture.
func judged(t *testing.T, set *rules.Set, name string) []fact.JudgedReset {
	t.Helper()
	var m memory
	sum, err := extract.Run(context.Background(), []string{name}, extract.Options{Resets: true, Judge: func(r *fact.Reset) *fact.Verdict {
		d := set.Judge(r)
		v := set.Explain(r, &d)
		return &v
	}}, &m)
	if err != nil || len(sum.Errors) > 0 {
		t.Fatalf("%s: %v %v", name, err, sum.Errors)
	}
	return m.resets
}

// TestLab holds the verdicts on the lab's captures against the labels: at least 99 % accepted at each capture
// point, none wrong with confidence certain, no RST of a kernel called forged.
func TestLab(t *testing.T) {
	set, err := rules.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, point := range []string{"client", "mid", "server"} {
		rows := map[int64]*fact.JudgedReset{}
		all := judged(t, set, filepath.Join(lab, point+".pcap.zst"))
		for i := range all {
			rows[all[i].FrameNumber] = &all[i]
		}
		f, err := os.Open(filepath.Join(lab, point+".labels.tsv"))
		if err != nil {
			t.Fatal(err)
		}
		rd := csv.NewReader(f)
		rd.Comma = '\t'
		labels, err := rd.ReadAll()
		f.Close()
		if err != nil || len(labels) < 300 {
			t.Fatalf("%s: %d labels, %v", point, len(labels), err)
		}
		accepted := 0
		for _, l := range labels[1:] {
			frame, _ := strconv.ParseInt(l[0], 10, 64)
			r := rows[frame]
			if r == nil {
				t.Errorf("%s: frame %d has no row", point, frame)
				continue
			}
			ok := slices.Contains(strings.Fields(l[9]), r.Cause)
			if ok {
				accepted++
			} else if r.Confidence == fact.Certain {
				t.Errorf("%s frame %d (%s): certain %s, accepted %s", point, frame, l[8], r.Cause, l[9])
			}
			if l[5] == "kernel" && r.Family == "forgery" && r.Cause != "rst_out_of_window" {
				t.Errorf("%s frame %d (%s): a kernel's RST is called %s", point, frame, l[8], r.Cause)
			}
		}
		if n := len(labels) - 1; accepted*100 < n*99 {
			t.Errorf("%s: %d of %d accepted", point, accepted, n)
		}
	}
}

// TestLabOverlap keeps the golden table of rules that are true together over the lab.
func TestLabOverlap(t *testing.T) {
	set, err := rules.Load()
	if err != nil {
		t.Fatal(err)
	}
	together := overlaps{}
	for _, point := range []string{"client", "mid", "server"} {
		together.count(judged(t, set, filepath.Join(lab, point+".pcap.zst")))
	}
	together.golden(t, "overlap-lab.golden")
}
