package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"whyrst/export"
	"whyrst/extract/fact"
	"whyrst/lua"
)

// wiresharkFlags are the choices of wireshark as the user wrote them.
type wiresharkFlags struct {
	capture, profile, bundle string
	install, uninstall       bool
	ruleDirs                 []string
}

// wiresharkCmd brings a data set's verdicts into Wireshark.
func wiresharkCmd() *cobra.Command {
	var f wiresharkFlags
	cmd := &cobra.Command{
		Use:   "wireshark OUT --install | --profile DIR | --bundle DIR",
		Short: "Bring the verdicts of a data set into Wireshark",
		Long: `Write a Wireshark plugin with the verdicts of a data set, and a profile "whyrst" with columns, colours, filter
buttons and bookmarks: for Wireshark's own folders (--install), as a folder that needs no installation
(--bundle), or as one configuration folder (--profile).

A packet gets its verdict for what it is itself: addresses, ports and sequence numbers. Slices and merged
captures keep their verdicts, other captures get none. Files that you changed are never overwritten or removed.

` + exitHelp(),
		Example: `  whyrst wireshark out --install && wireshark -C whyrst capture.pcapng
  whyrst wireshark out --bundle dir && dir/start-wireshark.sh capture.pcapng
  whyrst wireshark out --profile dir && WIRESHARK_CONFIG_DIR=dir tshark -r capture.pcapng -Y whyrst.cause
  whyrst wireshark --uninstall`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	fs := cmd.Flags()
	fs.StringVar(&f.capture, "capture", "", "name of the one capture whose verdicts are wanted (default all)")
	fs.StringVar(&f.profile, "profile", "", "folder for plugin and profile; WIRESHARK_CONFIG_DIR can point to it")
	fs.StringVar(&f.bundle, "bundle", "", "folder with everything and scripts that start Wireshark with it; can be passed on")
	fs.BoolVar(&f.install, "install", false, "into Wireshark's own folders, as tshark names them; adds to what is installed")
	fs.BoolVar(&f.uninstall, "uninstall", false, "remove what --install wrote")
	fs.StringArrayVar(&f.ruleDirs, "rules", nil, "folder with the .rule files that extract was given (repeatable)")
	return cmd
}

func (f *wiresharkFlags) run(cmd *cobra.Command, args []string) error {
	out := cmd.OutOrStdout()
	ways := 0
	for _, given := range []bool{f.profile != "", f.bundle != "", f.install, f.uninstall} {
		if given {
			ways++
		}
	}
	switch {
	case ways != 1:
		return usage("where to? give one of --install, --profile DIR, --bundle DIR and --uninstall")
	case f.uninstall && len(args) > 0:
		return usage("--uninstall takes no data set: it removes everything that --install wrote")
	case f.uninstall:
		return uninstall(cmd.Context(), out)
	case len(args) == 0:
		return usage("which data set? give the folder that extract wrote")
	}
	set, err := loadRules(f.ruleDirs)
	if err != nil {
		return err
	}
	profile := lua.ProfileFiles(set)
	plugin, err := lua.PluginFiles(set)
	if err != nil {
		return err
	}
	verdicts, err := verdictFiles(args[0], f.capture)
	if err != nil {
		return err
	}
	plugin = append(plugin, verdicts...)
	switch {
	case f.install:
		return install(cmd.Context(), out, profile, plugin)
	case f.bundle != "":
		if err := place(out, f.bundle, lua.Bundle(profile, plugin)); err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "\nNext:\n  %s CAPTURE\n", shellQuote(filepath.Join(f.bundle, "start-wireshark.sh")))
	default:
		if err := place(out, f.profile, lua.SelfContained(profile, plugin)); err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "\nNext:\n  WIRESHARK_CONFIG_DIR=%s wireshark CAPTURE\n", shellQuote(f.profile))
	}
	rootNote(out)
	return err
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
			index, err := lua.WriteVerdicts(&b, v)
			if err != nil {
				return nil, err
			}
			name := lua.VerdictFile(len(names), &c)
			files = append(files, lua.File{Path: name, Data: b.Bytes()})
			if index.Wanted() {
				files = append(files, lua.File{Path: name + lua.IndexSuffix, Data: index.Bytes()})
			}
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
