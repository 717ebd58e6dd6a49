package main

import (
	"cmp"
	"errors"
	"os"

	"github.com/spf13/cobra"

	"whyrst/export"
	"whyrst/extract"
	"whyrst/extract/fact"
	"whyrst/rules"
)

// explainFlags are the choices of explain.
type explainFlags struct {
	flow, frame int64
	capture     string
	asJSON      bool
	ruleDirs    []string
	reading     readFlags
}

// explainCmd tells the story of one reset, or ranks the causes of all.
func explainCmd() *cobra.Command {
	f := explainFlags{}
	cmd := &cobra.Command{
		Use:   "explain CAPTURE|OUT [--flow N | --frame N]",
		Short: "Tell why one connection was reset, or rank the causes of all resets by harm",
		Long: `Without a selection: the causes of all resets, ranked by harm, with the servers and clients concerned.
With --frame or --flow: the whole story of one connection's reset: cause, evidence, the packets around it
with those that matter marked, what else it could be and what would tell, what to do, the Wireshark filter.

OUT is a data set of 'whyrst extract'; a capture is read again for each question.

` + exitHelp(),
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	fs := cmd.Flags()
	fs.Int64Var(&f.flow, "flow", 0, "flow_id of the connection")
	fs.Int64Var(&f.frame, "frame", 0, "frame number of the RST, or of any packet of the connection")
	fs.StringVar(&f.capture, "capture", "", "which capture of OUT (its name in the captures table)")
	fs.BoolVar(&f.asJSON, "json", false, "print JSON")
	fs.StringArrayVar(&f.ruleDirs, "rules", nil, "folder with .rule files that add to the built-in rules or replace them by id (repeatable)")
	f.reading.register(cmd)
	return cmd
}

// source is where rows come from: a data set, or a capture that is read for them.
type source interface {
	// resets hands over resets in order, at least those that pick wants and with the columns that it names.
	resets(pick export.Select, each func(*fact.JudgedReset)) error
	// flowOf names the flow that a frame belongs to; 0 if there is none.
	flowOf(capture string, frame int64) (flow int64, err error)
	// packets returns the rows of a flow in frame order.
	packets(capture string, flow int64) ([]fact.Packet, error)
	// loss is an error of exit code 3 if what was read so far is not everything that the capture once held.
	loss() error
}

func (f *explainFlags) run(cmd *cobra.Command, from string) error {
	if f.flow != 0 && f.frame != 0 {
		return usage("--flow and --frame ask different questions: give one")
	}
	set, err := loadRules(f.ruleDirs)
	if err != nil {
		return err
	}
	src, err := f.source(cmd, from, set)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	if f.flow == 0 && f.frame == 0 {
		var k ranking
		if err := src.resets(export.Select{Columns: rankedColumns, Capture: f.capture}, k.add); err != nil {
			return err
		}
		if f.asJSON {
			err = writeJSON(out, k.json())
		} else {
			err = k.print(out, shellQuote(from))
		}
		return cmp.Or(err, src.loss())
	}
	r, err := f.find(src)
	if err != nil {
		return err
	}
	packets, err := src.packets(r.Capture, r.FlowID)
	if err != nil {
		return err
	}
	t := tell(r, packets, set)
	if f.asJSON {
		err = writeJSON(out, t)
	} else {
		err = t.print(out)
	}
	return cmp.Or(err, src.loss())
}

// source opens what the user named: a folder is a data set, anything else a capture.
func (f *explainFlags) source(cmd *cobra.Command, from string, set *rules.Set) (source, error) {
	info, err := os.Stat(from)
	switch {
	case from == "-":
		return nil, usage("explain reads its capture more than once: give a file")
	case err != nil:
		return nil, usage("%w", err)
	case info.IsDir():
		return openData(from)
	}
	opt, err := f.reading.options(set)
	if err != nil {
		return nil, err
	}
	return &captureSource{cmd: cmd, path: from, opt: opt}, nil
}

// find picks the reset that the user means: the RST itself if the frame is one, else the primary RST of the
// connection.
func (f *explainFlags) find(src source) (*fact.JudgedReset, error) {
	flow := f.flow
	if f.frame != 0 {
		frame := fact.Some(f.frame)
		r, err := f.only(src, export.Select{FirstFrame: frame, LastFrame: frame}, func(r *fact.JudgedReset) bool {
			return r.FrameNumber == f.frame
		})
		if r != nil || err != nil {
			return r, err
		}
		if flow, err = src.flowOf(f.capture, f.frame); err != nil {
			return nil, err
		}
		if flow == 0 {
			return nil, usage("frame %d belongs to no TCP connection", f.frame)
		}
	}
	r, err := f.only(src, export.Select{Flow: fact.Some(flow)}, func(r *fact.JudgedReset) bool {
		return r.FlowID == flow && r.Role == fact.RolePrimary
	})
	switch {
	case r != nil || err != nil:
		return r, err
	case f.frame != 0:
		return nil, usage("the connection of frame %d (flow %d) was not reset", f.frame, flow)
	}
	return nil, usage("flow %d was not reset, or there is none", flow)
}

// only finds the one reset that is wanted; nil if there is none, an error if several captures have one.
func (f *explainFlags) only(src source, pick export.Select, wanted func(*fact.JudgedReset) bool) (*fact.JudgedReset, error) {
	pick.Capture = f.capture
	var found *fact.JudgedReset
	captures := map[string]bool{}
	err := src.resets(pick, func(r *fact.JudgedReset) {
		if wanted(r) && (f.capture == "" || f.capture == r.Capture) {
			captures[r.Capture] = true
			own := *r
			found = &own
		}
	})
	if len(captures) > 1 {
		err = cmp.Or(err, usage("several captures have one: say which with --capture"))
	}
	return found, err
}

// captureSource reads a capture for each question: no table is written.
type captureSource struct {
	cmd  *cobra.Command
	path string
	opt  extract.Options
	// damage is what the capture lost, if it did.
	damage error
}

func (c *captureSource) loss() error { return c.damage }

// read runs the pipeline with a sink of its own. What a damaged capture holds before the damage counts.
func (c *captureSource) read(opt extract.Options, to extract.Sink) error {
	sum, err := runWatched(c.cmd, []string{c.path}, opt, to)
	if err != nil {
		return err
	}
	if sum.Failed > 0 {
		return errors.Join(sum.Errors...)
	}
	c.damage = lossOf(&sum)
	return nil
}

func (c *captureSource) resets(_ export.Select, each func(*fact.JudgedReset)) error {
	opt := c.opt
	opt.OnReset = each
	return c.read(opt, picker{})
}

func (c *captureSource) flowOf(_ string, frame int64) (flow int64, err error) {
	opt := c.opt
	opt.Packets = true
	err = c.read(opt, picker{each: func(p *fact.Packet) {
		if p.FrameNumber == frame && p.FlowID.Known {
			flow = p.FlowID.V
		}
	}})
	return flow, err
}

func (c *captureSource) packets(_ string, flow int64) (out []fact.Packet, err error) {
	opt := c.opt
	opt.Packets = true
	err = c.read(opt, picker{each: func(p *fact.Packet) {
		if p.FlowID.Known && p.FlowID.V == flow {
			out = append(out, *p)
		}
	}})
	return out, err
}

// picker is a sink that looks at packets and keeps nothing.
type picker struct{ each func(*fact.Packet) }

func (p picker) Capture(string) (extract.CaptureSink, error) { return p, nil }
func (p picker) Packets(rows []fact.Packet) error {
	for i := range rows {
		p.each(&rows[i])
	}
	return nil
}
func (picker) Judged(int64, *fact.Judged) error { return nil }
func (picker) SealedThrough(int64) error        { return nil }
func (picker) Flows([]fact.Flow) error          { return nil }
func (picker) Resets([]fact.JudgedReset) error  { return nil }
func (picker) Close(fact.Capture) error         { return nil }
