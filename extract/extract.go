package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"whyrst/extract/capture"
	"whyrst/extract/fact"
	"whyrst/extract/flow"
	"whyrst/extract/flow/idle"
	"whyrst/extract/flow/wireshark"
)

// Options say what to extract. What is not asked for costs nothing.
type Options struct {
	// Packets, Flows and Resets ask for the rows of these tables.
	Packets, Flows, Resets bool
	// Judge gives the verdict of a sealed reset, from its row alone. nil leaves resets without a verdict.
	Judge func(*fact.Reset) *fact.Verdict
	// OnReset, if not nil, is told of every judged reset, whether its table is asked for or not.
	OnReset func(*fact.JudgedReset)
	// Linger is how long after a RST, in capture time, evidence is collected. 0 means 2 s.
	Linger time.Duration
	// MaxFlows bounds the connections held at once. 0 means 131072.
	MaxFlows int
	// Timers are the known idle timers; nil means the built-in table.
	Timers *idle.Table
	// VerifyChecksum makes TCP checksums a fact; it reads every payload byte.
	VerifyChecksum bool
	// Progress, if not nil, counts stored bytes as they are read.
	Progress *atomic.Int64
	// WhyrstVersion and SchemaVersion stand in the captures table.
	WhyrstVersion, SchemaVersion string
}

// Sink takes the rows of captures.
type Sink interface {
	// Capture begins an input file; name is unique within the run.
	Capture(name string) (CaptureSink, error)
}

// CaptureSink takes the rows of one input file.
type CaptureSink interface {
	// Packets takes rows in frame order; rows of RSTs still lack their verdict.
	Packets(rows []fact.Packet) error
	// Judged gives the verdict of a RST whose row Packets has taken.
	Judged(frame int64, j *fact.Judged) error
	// SealedThrough says that every RST up to this frame has its verdict.
	SealedThrough(frame int64) error
	// Flows takes rows of connections that ended.
	Flows(rows []fact.Flow) error
	// Resets takes rows in frame order.
	Resets(rows []fact.JudgedReset) error
	// Close ends the input file with its own row.
	Close(c fact.Capture) error
}

// Summary is what a run did.
type Summary struct {
	// Captures has a row for each input file, in the order given.
	Captures []fact.Capture
	// Frames, Flows and Resets count over all of them.
	Frames, Flows, Resets int64
	// Damaged counts inputs of which something was lost, Failed those of which nothing could be read.
	Damaged, Failed int
	// Errors holds the errors of damaged and failed inputs, in order.
	Errors []error
}

// Run extracts the inputs one after the other; "-" is standard input. A broken input does not stop the others:
// its error stands in the Summary. The error returned is that of the sink or the context, after which nothing
// more was written.
func Run(ctx context.Context, inputs []string, opt Options, sink Sink) (Summary, error) {
	var sum Summary
	names := uniqueNames(inputs)
	for i, in := range inputs {
		row, readErr, err := one(ctx, in, names[i], opt, sink)
		if err != nil {
			return sum, err
		}
		sum.Captures = append(sum.Captures, row)
		sum.Frames += row.Frames
		sum.Flows += row.Flows
		sum.Resets += row.Resets
		switch row.Status {
		case "damaged":
			sum.Damaged++
		case "failed":
			sum.Failed++
		}
		if readErr != nil {
			sum.Errors = append(sum.Errors, readErr)
		}
	}
	return sum, nil
}

// one extracts one input. readErr is what ended reading early; err is the sink's or the context's.
func one(ctx context.Context, in, name string, opt Options, sink Sink) (row fact.Capture, readErr, err error) {
	out, err := sink.Capture(name)
	if err != nil {
		return row, nil, err
	}
	row = fact.Capture{Capture: name, Path: in, WhyrstVersion: opt.WhyrstVersion, SchemaVersion: opt.SchemaVersion}
	r, openErr := capture.Open(in, capture.Options{Progress: opt.Progress})
	if openErr != nil {
		row.Status = "failed"
		row.Error = fact.Some(openErr.Error())
		return row, openErr, out.Close(row)
	}
	defer r.Close()
	p := newPipe(opt, name, out)
	readErr, err = p.run(ctx, r)
	if err != nil {
		return row, nil, err
	}
	p.captureRow(&row, r.Info(), readErr)
	return row, readErr, out.Close(row)
}

// pipe is the road of one capture.
type pipe struct {
	opt     Options
	sink    CaptureSink
	tracker *flow.Tracker
	ws      *wireshark.Tracker
	fabric  fabricView
	rows    rowMaker
	out     output
	counts  [8]int64 // frames by decode status
	tcp     int64
}

func newPipe(opt Options, name string, sink CaptureSink) *pipe {
	p := &pipe{opt: opt, sink: sink}
	p.out = output{opt: &p.opt, sink: sink}
	p.tracker = flow.New(flow.Options{Linger: int64(opt.Linger), MaxFlows: opt.MaxFlows, Timers: opt.Timers,
		Capture: name, Output: &p.out})
	p.ws = wireshark.New(wireshark.Options{Analyse: opt.Packets})
	p.rows.init(name)
	return p
}

// run reads, decodes and tracks to the end.
func (p *pipe) run(ctx context.Context, r *capture.Reader) (readErr, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	full, empty := make(chan *batch, batches), make(chan *batch, batches)
	for range batches {
		empty <- new(batch)
	}
	done := make(chan error, 1)
	go func() { done <- readLoop(ctx, r, p.opt.VerifyChecksum, full, empty) }()
	for b := range full {
		if err = p.track(b); err != nil {
			stop()
			break
		}
		empty <- b
	}
	for range full { // after an error: let the reader see that it may stop
	}
	readErr = <-done
	if err != nil {
		return nil, err
	}
	if ctxErr := context.Cause(ctx); errors.Is(readErr, context.Canceled) || ctxErr != nil {
		return nil, fmt.Errorf("interrupted: %w", context.Canceled)
	}
	p.tracker.Finish()
	if errors.Is(readErr, io.EOF) {
		readErr = nil
	}
	return readErr, p.out.finish()
}
