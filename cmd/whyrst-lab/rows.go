package main

import (
	"context"
	"errors"
	"slices"

	"whyrst/extract"
	"whyrst/extract/fact"
	"whyrst/rules"
)

// rows is everything that the pipeline says of one capture. It is an extract.Sink and its own CaptureSink.
type rows struct {
	packets []fact.Packet
	flows   []fact.Flow
	resets  []fact.JudgedReset
	capture fact.Capture
}

// readRows runs the pipeline with the built-in rules over one capture. What a damaged capture holds before
// the damage counts; one that can't be read at all is an error.
func readRows(ctx context.Context, name string) (rows, error) {
	set, err := rules.Load()
	if err != nil {
		return rows{}, err
	}
	opt := extract.Options{
		Packets: true, Flows: true, Resets: true,
		Judge: func(r *fact.Reset) *fact.Verdict {
			d := set.Judge(r)
			v := set.Explain(r, &d)
			return &v
		},
	}
	var out rows
	sum, err := extract.Run(ctx, []string{name}, opt, &out)
	if err == nil && sum.Failed > 0 {
		err = errors.Join(sum.Errors...)
	}
	return out, err
}

// Capture implements extract.Sink.
func (r *rows) Capture(string) (extract.CaptureSink, error) { return r, nil }

// Packets keeps rows, which are lent for the call.
func (r *rows) Packets(p []fact.Packet) error {
	r.packets = append(r.packets, p...)
	return nil
}

// Judged puts a verdict on its row.
func (r *rows) Judged(frame int64, j *fact.Judged) error {
	at, found := slices.BinarySearchFunc(r.packets, frame, func(p fact.Packet, f int64) int { return int(p.FrameNumber - f) })
	if !found {
		return errors.New("a verdict for a frame that has no row")
	}
	r.packets[at].Judged = j
	return nil
}

// SealedThrough has nothing to wait for: all rows are kept.
func (r *rows) SealedThrough(int64) error { return nil }

// Flows keeps rows, which are lent for the call.
func (r *rows) Flows(f []fact.Flow) error {
	r.flows = append(r.flows, f...)
	return nil
}

// Resets keeps rows, which are lent for the call.
func (r *rows) Resets(x []fact.JudgedReset) error {
	r.resets = append(r.resets, x...)
	return nil
}

// Close keeps the row of the input itself.
func (r *rows) Close(c fact.Capture) error {
	r.capture = c
	return nil
}
