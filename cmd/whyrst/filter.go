package main

import (
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"whyrst/export"
	"whyrst/extract/fact"
	"whyrst/lua"
)

// filterFlags are the choices of filter.
type filterFlags struct {
	cause, capture string
	flow           int64
	harmful        bool
}

// filterCmd prints what to paste into Wireshark or a shell.
func filterCmd() *cobra.Command {
	var f filterFlags
	cmd := &cobra.Command{
		Use:   "filter OUT --cause ID | --flow N | --harmful",
		Short: "Print the display filter, and the commands that cut a capture, for connections of one kind",
		Example: `  whyrst filter out --cause port_closed
  whyrst filter out --harmful --capture client.pcap`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.OutOrStdout(), args[0]) },
	}
	fs := cmd.Flags()
	fs.StringVar(&f.cause, "cause", "", "connections whose reset has this cause")
	fs.Int64Var(&f.flow, "flow", 0, "the connection with this flow_id")
	fs.BoolVar(&f.harmful, "harmful", false, "connections whose reset did harm")
	fs.StringVar(&f.capture, "capture", "", "in this capture only")
	return cmd
}

// wants says that a connection is one of those asked for.
func (f *filterFlags) wants(row *fact.Flow) bool {
	switch {
	case row.Judged == nil:
		return false
	case f.cause != "":
		return row.Judged.Cause == f.cause
	case f.harmful:
		return row.Judged.Harm == "harmful"
	}
	return row.FlowID == f.flow
}

func (f *filterFlags) run(out io.Writer, from string) error {
	ways := 0
	for _, given := range []bool{f.cause != "", f.flow != 0, f.harmful} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		return usage("which connections? give one of --cause ID, --flow N and --harmful")
	}
	data, err := export.Open(from)
	if err != nil {
		return err
	}
	causes := map[string]bool{}
	found := 0
	for captures, err := range data.Captures(export.Select{}) {
		if err != nil {
			return err
		}
		for _, c := range captures {
			if f.capture != "" && c.Capture != f.capture {
				continue
			}
			picked, err := f.pick(data, c.Capture, causes)
			if err != nil {
				return err
			}
			if len(picked) > 0 {
				f.print(out, &c, picked)
			}
			found += len(picked)
		}
	}
	if found == 0 {
		return usage("no such connection in %s; the causes there are: %s", from, strings.Join(slices.Sorted(maps.Keys(causes)), ", "))
	}
	return nil
}

// pick finds the connections of a capture, and notes which causes there are.
func (f *filterFlags) pick(data *export.Reader, capture string, causes map[string]bool) (picked []fact.Flow, err error) {
	for rows, err := range data.Flows(export.Select{Capture: capture}) {
		if err != nil {
			return nil, err
		}
		for i := range rows {
			if rows[i].Judged != nil {
				causes[rows[i].Judged.Cause] = true
			}
			if f.wants(&rows[i]) {
				picked = append(picked, rows[i])
			}
		}
	}
	return picked, nil
}

// print writes filters and commands for the connections of one capture.
func (f *filterFlags) print(out io.Writer, c *fact.Capture, picked []fact.Flow) {
	var streams, frames []int64
	for i := range picked {
		streams = append(streams, picked[i].TCPStream)
		if picked[i].RstFrame.Known {
			frames = append(frames, picked[i].RstFrame.V)
		}
	}
	filter := "tcp.stream in {" + strings.Join(ranges(streams, ".."), ", ") + "}"
	name := strings.TrimSuffix(c.Capture, filepath.Ext(c.Capture)) + "-" + f.kind()
	fmt.Fprintf(out, "%s: %s\n\n", escape(c.Capture), plural(int64(len(picked)), "connection", "connections"))
	fmt.Fprintf(out, "Display filter with the plugin (holds in slices and merged captures too):\n  %s\n", f.pluginFilter())
	fmt.Fprintf(out, "Without it, in this capture as it is:\n  %s\n", filter)
	fmt.Fprintf(out, "These connections as a file:\n  tshark -r %s -Y %s -w %s\n", shellQuote(c.Path), shellQuote(filter), shellQuote(name+".pcapng"))
	fmt.Fprintf(out, "Their primary RSTs alone:\n  editcap -r %s %s %s\n\n", shellQuote(c.Path), shellQuote(name+"-rst.pcapng"), strings.Join(ranges(frames, "-"), " "))
}

// kind names what was asked for, for the names of files.
func (f *filterFlags) kind() string {
	switch {
	case f.cause != "":
		return f.cause
	case f.harmful:
		return "harmful"
	}
	return "flow" + strconv.FormatInt(f.flow, 10)
}

// pluginFilter is the filter on the plugin's fields.
func (f *filterFlags) pluginFilter() string {
	switch {
	case f.cause != "":
		return "whyrst.flow_cause == " + lua.FilterText(f.cause)
	case f.harmful:
		return `whyrst.flow_verdict == "harmful"`
	}
	return "whyrst.flow_id == " + strconv.FormatInt(f.flow, 10)
}

// ranges lists numbers in order, those that follow each other as one range.
func ranges(numbers []int64, to string) (out []string) {
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		s := strconv.FormatInt(numbers[i], 10)
		if j > i {
			s += to + strconv.FormatInt(numbers[j], 10)
		}
		out = append(out, s)
		i = j + 1
	}
	return out
}
