package main

import (
	"context"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"whyrst/export"
	"whyrst/extract"
	"whyrst/extract/fact"
	"whyrst/extract/flow/idle"
	"whyrst/rules"
)

// readFlags are the choices of every command that reads captures.
type readFlags struct {
	idleTimers string
	linger     time.Duration
	maxFlows   int
}

// register adds the flags of reading to a command.
func (f *readFlags) register(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.idleTimers, "idle-timers", "", "file of known idle timers to add, one a line: name | seconds | source")
	fs.DurationVar(&f.linger, "linger", 0, "how long after a RST, in capture time, evidence is collected (default 2s)")
	fs.IntVar(&f.maxFlows, "max-flows", 0, "connections held in memory at once (default 131072)")
}

// options are those of the pipeline, without its tables.
func (f *readFlags) options(set *rules.Set) (extract.Options, error) {
	opt := extract.Options{
		Linger: f.linger, MaxFlows: f.maxFlows,
		WhyrstVersion: versionText(), SchemaVersion: export.SchemaVersion,
		Judge: func(r *fact.Reset) *fact.Verdict {
			d := set.Judge(r)
			v := set.Explain(r, &d)
			return &v
		},
	}
	if f.linger < 0 || f.maxFlows < 0 {
		return opt, usage("--linger and --max-flows can't be negative")
	}
	if f.idleTimers == "" {
		return opt, nil
	}
	file, err := os.Open(f.idleTimers)
	if err != nil {
		return opt, usage("--idle-timers: %w", err)
	}
	defer file.Close()
	timers, err := idle.Read(f.idleTimers, file)
	if err != nil {
		return opt, usage("--idle-timers: %w", err)
	}
	opt.Timers = idle.Builtin().With(timers)
	return opt, nil
}

// checkInputs refuses what can't be meant before any work is done.
func checkInputs(stdin io.Reader, args []string) error {
	dashes := 0
	for _, a := range args {
		if a == "-" {
			dashes++
			continue
		}
		if info, err := os.Stat(a); err == nil && info.IsDir() {
			return usage("%s is a folder; name the captures in it", a)
		}
	}
	if dashes > 1 {
		return usage("- stands for standard input and can be given once")
	}
	if dashes == 1 && screenOf(asWriter(stdin)).terminal {
		return usage("standard input is a terminal: pipe a capture into it")
	}
	return nil
}

// asWriter lets a file be asked whether it is a terminal.
func asWriter(r io.Reader) io.Writer {
	w, _ := r.(io.Writer)
	return w
}

// grace is how long an interrupted run may take to end by itself: reading from a terminal or a pipe that
// nobody writes to does not end at all.
const grace = time.Second

// runWatched runs the pipeline with progress on standard error, and comes back soon after an interrupt.
func runWatched(cmd *cobra.Command, inputs []string, opt extract.Options, to extract.Sink) (extract.Summary, error) {
	type outcome struct {
		sum extract.Summary
		err error
	}
	ctx := cmd.Context()
	var read atomic.Int64
	opt.Progress = &read
	bar := newProgress(cmd.ErrOrStderr())
	defer bar.done()
	total := storedBytes(inputs)
	ended := make(chan outcome, 1)
	go func() {
		sum, err := extract.Run(ctx, inputs, opt, to)
		ended <- outcome{sum, err}
	}()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	var late <-chan time.Time
	interrupted := ctx.Done()
	for {
		select {
		case o := <-ended:
			return o.sum, o.err
		case <-tick.C:
			bar.update(read.Load(), total)
		case <-interrupted:
			interrupted, late = nil, time.After(grace)
		case <-late:
			return extract.Summary{}, context.Canceled
		}
	}
}

// storedBytes sums the sizes of the inputs; -1 if one of them has none.
func storedBytes(inputs []string) int64 {
	var sum int64
	for _, in := range inputs {
		info, err := os.Stat(in)
		if in == "-" || err == nil && !info.Mode().IsRegular() {
			return -1
		}
		if err == nil {
			sum += info.Size()
		}
	}
	return sum
}

// lossOf is the error of a run that delivered what it could: each capture that lost something, and where.
func lossOf(sum *extract.Summary) error {
	if sum.Damaged+sum.Failed == 0 {
		return nil
	}
	const shown = 20
	var lines []string
	for i := range sum.Captures {
		c := &sum.Captures[i]
		switch {
		case c.Status == "ok":
		case len(lines) == shown:
			lines = append(lines, "and more: see the captures table")
		case len(lines) > shown:
		case c.Error.Known:
			lines = append(lines, c.Error.V)
		default:
			lines = append(lines, c.Path+": lost bytes "+strings.Join(c.LossRanges[:min(3, len(c.LossRanges))], "; "))
		}
	}
	return lost("something was lost in %d of %s; everything else is delivered\n%s",
		sum.Damaged+sum.Failed, plural(int64(len(sum.Captures)), "capture", "captures"), strings.Join(lines, "\n"))
}
