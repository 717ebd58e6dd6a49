package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"whyrst/extract/fact"
)

// confusionCmd compares verdicts with labels.
func confusionCmd() *cobra.Command {
	var corpus string
	cmd := &cobra.Command{
		Use:   "confusion LABELS.tsv [CAPTURE]",
		Short: "Compare verdicts with labelled resets",
		Long: `Compare the verdict on each labelled RST with the causes that its label accepts: the confusion
table, the share accepted, and the mistakes that weigh: wrong although certain, an injected RST not
blamed on a middlebox, a RST of a kernel called forged.

LABELS.tsv has a header line and the columns frame, scenario, origin and accepted_causes, for one
CAPTURE; or, as a casebook, file, primary_frame, situation and accepted_causes, with the files below
--corpus.`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			capture := ""
			if len(args) == 2 {
				capture = args[1]
			}
			labels, err := readLabels(args[0], capture, corpus)
			if err != nil {
				return err
			}
			c, err := confuse(cmd.Context(), labels)
			if err != nil {
				return err
			}
			c.print(cmd.OutOrStdout())
			return nil
		},
	}
	cmd.Flags().StringVar(&corpus, "corpus", ".", "folder that the file column of a casebook is relative to")
	return cmd
}

// judged is a label with the row that it speaks of; row is nil if no RST was found in that frame.
type judged struct {
	label
	row *fact.JudgedReset
}

// accepted says that the verdict is one of the causes that are right.
func (j *judged) ok() bool { return j.row != nil && slices.Contains(j.accepted, j.row.Cause) }

// confusion is a set of labels beside our verdicts.
type confusion []judged

// confuse runs the pipeline over each capture that a label names.
func confuse(ctx context.Context, labels []label) (confusion, error) {
	byCapture := map[string]map[int64]*fact.JudgedReset{}
	var out confusion
	for _, l := range labels {
		resets, done := byCapture[l.capture]
		if !done {
			ours, err := readRows(ctx, l.capture)
			if err != nil {
				return nil, err
			}
			resets = map[int64]*fact.JudgedReset{}
			for i := range ours.resets {
				resets[ours.resets[i].FrameNumber] = &ours.resets[i]
			}
			byCapture[l.capture] = resets
		}
		out = append(out, judged{l, resets[l.frame]})
	}
	return out, nil
}

// share counts the accepted verdicts.
func (c confusion) accepted() (n int) {
	for i := range c {
		if c[i].ok() {
			n++
		}
	}
	return n
}

// wrongAtCertain are the mistakes that a reader has no reason to doubt.
func (c confusion) wrongAtCertain() confusion {
	return c.filter(func(j *judged) bool { return j.row != nil && !j.ok() && j.row.Confidence == fact.Certain })
}

// injectedNotBlamed are forged RSTs that the verdict lays at an endpoint's door.
func (c confusion) injectedNotBlamed() confusion {
	return c.filter(func(j *judged) bool {
		return j.origin == "injected" && (j.row == nil || j.row.Responsible != "middlebox")
	})
}

// kernelCalledForged are RSTs that a kernel really sent and the verdict lays at a middlebox's.
func (c confusion) kernelCalledForged() confusion {
	return c.filter(func(j *judged) bool {
		return j.origin == "kernel" && j.row != nil && (j.row.Family == "forgery" || j.row.Responsible == "middlebox")
	})
}

func (c confusion) filter(keep func(*judged) bool) (out confusion) {
	for i := range c {
		if keep(&c[i]) {
			out = append(out, c[i])
		}
	}
	return out
}

// print writes the table by best accepted cause and our cause, then the mistakes.
func (c confusion) print(w io.Writer) {
	type cell struct{ want, got string }
	counts := map[cell]int{}
	wrong := map[cell]bool{}
	for i := range c {
		at := cell{c[i].accepted[0], "(no RST in the frame)"}
		if c[i].row != nil {
			at.got = c[i].row.Cause + " " + c[i].row.Confidence.String()
		}
		counts[at]++
		wrong[at] = wrong[at] || !c[i].ok()
	}
	cells := make([]cell, 0, len(counts))
	for at := range counts {
		cells = append(cells, at)
	}
	slices.SortFunc(cells, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.want, b.want), counts[b]-counts[a], cmp.Compare(a.got, b.got))
	})
	t := newTable()
	t.AppendHeader(table.Row{"best label", "verdict", "resets", ""})
	for _, at := range cells {
		mark := ""
		if wrong[at] {
			mark = "not accepted (some)"
		}
		t.AppendRow(table.Row{at.want, at.got, counts[at], mark})
	}
	fmt.Fprintf(w, "%s\n\naccepted: %d of %d (%s)\n", t.Render(), c.accepted(), len(c), share(int64(c.accepted()), int64(len(c))))
	c.filter(func(j *judged) bool { return !j.ok() }).list(w, "not accepted")
	c.wrongAtCertain().list(w, "wrong at certain")
	c.injectedNotBlamed().list(w, "injected, not blamed on a middlebox")
	c.kernelCalledForged().list(w, "sent by a kernel, called forged")
}

// list writes one line a reset.
func (c confusion) list(w io.Writer, title string) {
	fmt.Fprintf(w, "%s: %d\n", title, len(c))
	for _, j := range c {
		got := "no RST in the frame"
		if j.row != nil {
			got = fmt.Sprintf("%s %s by %s", j.row.Cause, j.row.Confidence, j.row.Responsible)
		}
		right := "accepted"
		if j.ok() {
			right = "which is accepted, as are"
		}
		fmt.Fprintf(w, "  %s frame %d (%s): %s; %s %s\n", filepath.Base(j.capture), j.frame,
			strings.TrimSpace(j.situation+" "+j.origin), got, right, strings.Join(j.accepted, " "))
	}
}
