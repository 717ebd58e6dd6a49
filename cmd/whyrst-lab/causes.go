package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"whyrst/extract/fact"
)

// causesCmd counts verdicts over a corpus without labels.
func causesCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "causes CAPTURE|FOLDER...",
		Short: "Count the causes over captures without labels, and what stayed unclassified",
		Long: `Count the verdicts on the primary RSTs of captures. Whole connections are those whose start was
captured, in both directions: of them, few should stay unclassified. Those that do are listed.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return causes(cmd.Context(), cmd.OutOrStdout(), args)
		},
	}
}

// unclassified is the id of the cause that says nothing.
const unclassified = "unclassified"

// verdictCount counts the primary RSTs of one cause: by confidence, and on whole connections.
type verdictCount struct {
	all, whole int64
	confidence [3]int64
}

func causes(ctx context.Context, w io.Writer, args []string) error {
	names, err := captures(args)
	if err != nil {
		return err
	}
	counts := map[string]*verdictCount{}
	var sum verdictCount
	var open []string
	for _, name := range names {
		ours, err := readRows(ctx, name)
		if err != nil {
			fmt.Fprintln(w, err)
			continue
		}
		for i := range ours.resets {
			r := &ours.resets[i]
			if r.Role != fact.RolePrimary {
				continue
			}
			c := counts[r.Cause]
			if c == nil {
				c = &verdictCount{}
				counts[r.Cause] = c
			}
			c.add(r)
			sum.add(r)
			if isWhole(r) && r.Cause == unclassified {
				open = append(open, fmt.Sprintf("%s frame %d, tcp.stream %d: form %s, trigger %s",
					filepath.Base(name), r.FrameNumber, r.TCPStream, r.Form, r.TriggerKind))
			}
		}
	}
	t := newTable()
	t.AppendHeader(table.Row{"cause", "primary resets", "on whole connections", "certain", "likely", "possible"})
	row := func(name string, c *verdictCount) {
		t.AppendRow(table.Row{name, c.all, c.whole, c.confidence[fact.Certain], c.confidence[fact.Likely], c.confidence[fact.Possible]})
	}
	for _, id := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b].all, counts[a].all), cmp.Compare(a, b))
	}) {
		row(id, counts[id])
	}
	t.AppendSeparator()
	row("all", &sum)
	fmt.Fprintf(w, "%s\n\nunclassified on whole connections: %d of %d (%s)\n", t.Render(), len(open), sum.whole, share(int64(len(open)), sum.whole))
	for _, o := range open {
		fmt.Fprintf(w, "  %s\n", o)
	}
	return nil
}

func (c *verdictCount) add(r *fact.JudgedReset) {
	c.all++
	c.confidence[r.Confidence]++
	if isWhole(r) {
		c.whole++
	}
}

// isWhole says that the RST's connection was captured from its start and in both directions.
func isWhole(r *fact.JudgedReset) bool { return !r.Midstream && !r.OneSided }
