package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"whyrst/export"
	"whyrst/extract/fact"
	"whyrst/lua"
	"whyrst/rules"
)

// wiresharkFlags are the choices of wireshark as the user wrote them.
type wiresharkFlags struct {
	capture, profile string
	ruleDirs         []string
}

// wiresharkCmd brings a data set's verdicts into Wireshark.
func wiresharkCmd() *cobra.Command {
	var f wiresharkFlags
	cmd := &cobra.Command{
		Use:   "wireshark OUT --profile DIR",
		Short: "Bring the verdicts of a data set into Wireshark",
		Long: `Write a Wireshark plugin with the verdicts of a data set, and a profile with columns, colours and buttons.

A packet gets its verdict for what it is itself: addresses, ports and sequence numbers. Slices and merged
captures keep their verdicts, other captures get none.

` + exitHelp(),
		Example: `  whyrst wireshark out --profile dir
  WIRESHARK_CONFIG_DIR=dir wireshark capture.pcapng`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	fs := cmd.Flags()
	fs.StringVar(&f.capture, "capture", "", "name of the one capture whose verdicts are wanted (default all)")
	fs.StringVar(&f.profile, "profile", "", "folder for plugin and profile; WIRESHARK_CONFIG_DIR can point to it")
	fs.StringArrayVar(&f.ruleDirs, "rules", nil, "folder with the .rule files that extract was given (repeatable)")
	return cmd
}

func (f *wiresharkFlags) run(cmd *cobra.Command, from string) error {
	if f.profile == "" {
		return usage("where to? give --profile DIR")
	}
	set, err := loadRules(f.ruleDirs)
	if err != nil {
		return err
	}
	files, err := f.files(from, set)
	if err != nil {
		return err
	}
	for _, file := range files {
		name := filepath.Join(f.profile, filepath.FromSlash(file.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, file.Data, 0o666); err != nil {
			return err
		}
	}
	fmt.Fprintf(cmd.OutOrStdout(), "Next:\n  WIRESHARK_CONFIG_DIR=%s wireshark CAPTURE\n", shellQuote(f.profile))
	return nil
}

// files are those of a profile with its plugin.
func (f *wiresharkFlags) files(from string, set *rules.Set) ([]lua.File, error) {
	files := lua.ProfileFiles(set)
	plugin, err := lua.PluginFiles(set)
	if err != nil {
		return nil, err
	}
	verdicts, err := verdictFiles(from, f.capture)
	if err != nil {
		return nil, err
	}
	for _, p := range append(plugin, verdicts...) {
		files = append(files, lua.File{Path: "plugins/" + p.Path, Data: p.Data})
	}
	return files, nil
}

// verdictFiles makes a file for each capture of a data set, or for the one asked for.
func verdictFiles(from, only string) ([]lua.File, error) {
	data, err := export.Open(from)
	if err != nil {
		return nil, err
	}
	var files []lua.File
	var names []string
	for captures, err := range data.Captures(export.Select{}) {
		if err != nil {
			return nil, err
		}
		for _, c := range captures {
			names = append(names, c.Capture)
			if only != "" && c.Capture != only {
				continue
			}
			v, err := gatherVerdicts(data, c)
			if err != nil {
				return nil, err
			}
			var b bytes.Buffer
			if err := lua.WriteVerdicts(&b, v); err != nil {
				return nil, err
			}
			files = append(files, lua.File{Path: lua.VerdictFile(len(names), c.Capture), Data: b.Bytes()})
		}
	}
	if only != "" && !slices.Contains(names, only) {
		return nil, usage("no capture %q in %s; it has %q", only, from, names)
	}
	return files, nil
}

// gatherVerdicts joins the tables for one capture.
func gatherVerdicts(data *export.Reader, c fact.Capture) (*lua.Verdicts, error) {
	m := data.Manifest()
	v := &lua.Verdicts{Capture: c, RulesVersion: m.RulesVersion, WhyrstVersion: m.WhyrstVersion}
	at, err := gatherFlows(data, v)
	if err != nil {
		return nil, err
	}
	wanted := map[int64][]int{}
	for resets, err := range data.Resets(export.Select{Capture: c.Capture}) {
		if err != nil {
			return nil, err
		}
		for i := range resets {
			f, ok := at[resets[i].FlowID]
			if !ok {
				continue
			}
			v.Flows[f].Resets = append(v.Flows[f].Resets, resets[i])
			for _, frame := range lua.Frames(&resets[i]) {
				wanted[frame] = append(wanted[frame], f)
			}
		}
	}
	if m.Table(export.Packets) == nil {
		return v, nil
	}
	return v, gatherPackets(data, v, wanted)
}

// gatherFlows finds the affected connections of a capture, and those between the same ends; at maps their ids.
func gatherFlows(data *export.Reader, v *lua.Verdicts) (at map[int64]int, err error) {
	tuples := map[string]bool{}
	for flows, err := range data.Flows(export.Select{Capture: v.Capture.Capture}) {
		if err != nil {
			return nil, err
		}
		for i := range flows {
			if flows[i].Judged != nil {
				tuples[lua.Tuple(&flows[i])] = true
			}
		}
	}
	at = map[int64]int{}
	for flows, err := range data.Flows(export.Select{Capture: v.Capture.Capture}) {
		if err != nil {
			return nil, err
		}
		for i := range flows {
			if tuples[lua.Tuple(&flows[i])] {
				at[flows[i].FlowID] = len(v.Flows)
				v.Flows = append(v.Flows, lua.Flow{Flow: flows[i], Packets: map[int64]*fact.Packet{}})
			}
		}
	}
	return at, nil
}

// gatherPackets reads the packets that verdicts speak of; wanted maps frames to flows.
func gatherPackets(data *export.Reader, v *lua.Verdicts, wanted map[int64][]int) error {
	columns := []string{"frame_number", "flow_id", "from_client", "tcp_seq_raw", "tcp_ack_raw", "tcp_flags", "tcp_len", "ip_id", "ts_ns"}
	for packets, err := range data.Packets(export.Select{Capture: v.Capture.Capture, Columns: columns}) {
		if err != nil {
			return err
		}
		for i := range packets {
			for _, f := range wanted[packets[i].FrameNumber] {
				p := packets[i]
				v.Flows[f].Packets[p.FrameNumber] = &p
			}
		}
	}
	return nil
}
