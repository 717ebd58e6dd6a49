package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
)

// tsharkdiffCmd compares our numbers with those of the installed tshark.
func tsharkdiffCmd() *cobra.Command {
	var differences int
	cmd := &cobra.Command{
		Use:   "tsharkdiff CAPTURE|FOLDER...",
		Short: "Compare columns of packets with the installed tshark, field by field",
		Long: `Compare what whyrst and the installed tshark say of the same frames: the share of agreeing
values a field, precision and recall of each tcp.analysis flag, and the first frames that differ.

tshark runs with its preferences fixed (one pass, no names, analysis on, relative numbers, no
desegmentation) and without the user's profile; for tcp.completeness, which one pass shows before the
frame itself is counted, it runs again with two. A frame is compared in what both decode: frames
that one side alone takes for TCP are listed by themselves. Headers quoted in ICMP count for nobody.
A folder stands for all the captures below it; files that tshark can't open are named and passed over.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return tsharkdiff(cmd.Context(), cmd.OutOrStdout(), args, differences)
		},
	}
	cmd.Flags().IntVar(&differences, "differences", 5, "how many differing frames to list a field")
	return cmd
}

func tsharkdiff(ctx context.Context, w io.Writer, args []string, differences int) error {
	if err := bind(fields); err != nil {
		return err
	}
	names, err := captures(args)
	if err != nil {
		return err
	}
	a := newAgreement(differences)
	for _, name := range names {
		err := a.capture(ctx, name)
		if errors.Is(err, errNotOpened) {
			fmt.Fprintf(w, "%s: %v\n", name, err)
			continue
		}
		if err != nil {
			return err
		}
	}
	a.print(w)
	return nil
}

// captures replaces folders by the files in them; what is plainly no capture is left out.
func captures(args []string) ([]string, error) {
	var names []string
	for _, arg := range args {
		err := filepath.WalkDir(arg, func(name string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			if ext := filepath.Ext(name); name == arg || ext != ".tsv" && ext != ".md" {
				names = append(names, name)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return names, nil
}

// capture compares one file: our rows against tshark's lines, in frame order.
func (a *agreement) capture(ctx context.Context, name string) error {
	a.file = filepath.Base(name)
	streams := map[int64]lastOfStream{}
	var compared int
	var failed error
	var ours rows
	read := false
	err := tshark(ctx, name, wsFields(), func(l *line) bool {
		if !read { // only now is it certain that tshark takes the file
			ours, failed = readRows(ctx, name)
			read = true
		}
		if failed == nil && compared < len(ours.packets) {
			a.frame(&ours.packets[compared], l)
			note(streams, l, "tcp.analysis.initial_rtt")
		}
		compared++
		return failed == nil
	})
	if err := errors.Join(failed, err); err != nil {
		return err
	}
	a.files++
	if compared != len(ours.packets) {
		a.differ(&a.rows, "has %d frames for us and %d for tshark", len(ours.packets), compared)
	}
	err = tshark(ctx, name, []string{"tcp.stream", "tcp.completeness"}, func(l *line) bool {
		note(streams, l, "tcp.completeness")
		return true
	}, twoPasses)
	if err != nil {
		return err
	}
	return a.streams(ours, streams)
}

// lastOfStream is what tshark said last of a connection, field by field.
type lastOfStream map[string]string

// note remembers what a line says of its stream in a field.
func note(streams map[int64]lastOfStream, l *line, field string) {
	text, ok := l.value("tcp.stream")
	if !ok {
		return
	}
	stream, err := number(text)
	if err != nil {
		return
	}
	if streams[stream] == nil {
		streams[stream] = lastOfStream{}
	}
	if v, ok := l.value(field); ok {
		streams[stream][field] = v
	}
}

// streams compares what belongs to a connection. Where we split a stream of tshark's, the last flow counts.
func (a *agreement) streams(ours rows, theirs map[int64]lastOfStream) error {
	last := map[int64]int{}
	var order []int64
	for i := range ours.flows {
		s := ours.flows[i].TCPStream
		if _, seen := last[s]; !seen {
			order = append(order, s)
		}
		last[s] = i
	}
	slices.Sort(order)
	for _, s := range order {
		their, ok := theirs[s]
		if !ok {
			continue
		}
		f := &ours.flows[last[s]]
		a.equal(&a.completeness, s, fmt.Sprint(f.Completeness), their["tcp.completeness"])
		theirRTT := their["tcp.analysis.initial_rtt"]
		if theirRTT == "" { // shown only beside other findings about a segment
			continue
		}
		ns, err := number(theirRTT)
		if err != nil {
			return fmt.Errorf("%s: %w", a.file, err)
		}
		mine := null
		if f.InitialRTTUs.Known {
			mine = fmt.Sprint(f.InitialRTTUs.V)
		}
		a.equal(&a.initialRTT, s, mine, fmt.Sprint(toUs(ns, false)))
	}
	return nil
}

// equal compares one value of a connection.
func (a *agreement) equal(c *count, stream int64, mine, theirs string) {
	c.compared++
	if mine == theirs {
		c.equal++
		return
	}
	a.differ(c, "tcp.stream %d: ours %s, tshark %s", stream, mine, theirs)
}
