package extract

import (
	"fmt"

	"whyrst/extract/fact"
)

// output takes the tracker's rows, has resets judged and hands everything to the sink in batches.
type output struct {
	opt    *Options
	sink   CaptureSink
	resets []fact.JudgedReset
	flows  []fact.Flow
	judged []judged
	err    error
}

// judged is the verdict of one RST on its way to its packet's row.
type judged struct {
	frame int64
	j     *fact.Judged
}

const rowsPerCall = 1024

// Follow is the verdict of a RST that is not primary: it tells no story of its own and takes over that of the
// primary one, first, while the rules that match its own row stand in rst_matched and rst_undecided.
func Follow(r *fact.Reset, own, first *fact.Verdict) *fact.Verdict {
	v := *first
	v.Matched, v.Undecided = own.Matched, own.Undecided
	v.Evidence = append([]string{fmt.Sprintf("%s of the RST in frame %d, whose verdict this is", r.Role, r.PrimaryFrame)},
		first.Evidence...)
	return &v
}

// Reset implements flow.Output.
func (o *output) Reset(r *fact.Reset, first *fact.Verdict) *fact.Verdict {
	if o.opt.Judge == nil {
		if o.opt.Resets {
			o.resets = append(o.resets, fact.JudgedReset{Reset: *r})
		}
		return nil
	}
	v := o.opt.Judge(r)
	if first != nil {
		v = Follow(r, v, first)
	}
	if o.opt.OnReset != nil {
		o.opt.OnReset(&fact.JudgedReset{Reset: *r, Verdict: *v})
	}
	if o.opt.Resets {
		o.resets = append(o.resets, fact.JudgedReset{Reset: *r, Verdict: *v})
	}
	if o.opt.Packets {
		o.judged = append(o.judged, judged{r.FrameNumber, &fact.Judged{Role: r.Role, Effect: r.Effect, Verdict: *v}})
	}
	return v
}

// Flow implements flow.Output.
func (o *output) Flow(f *fact.Flow) {
	if o.opt.Flows {
		o.flows = append(o.flows, *f)
	}
}

// flush hands over what has gathered, if it is enough or all is wanted.
func (o *output) flush(all bool) error {
	if len(o.resets) >= rowsPerCall || all && len(o.resets) > 0 {
		o.keep(o.sink.Resets(o.resets))
		clear(o.resets)
		o.resets = o.resets[:0]
	}
	if len(o.flows) >= rowsPerCall || all && len(o.flows) > 0 {
		o.keep(o.sink.Flows(o.flows))
		clear(o.flows)
		o.flows = o.flows[:0]
	}
	return o.err
}

// flushJudged hands over verdicts; the rows of their packets must have gone before.
func (o *output) flushJudged(sealed int64) error {
	for _, j := range o.judged {
		o.keep(o.sink.Judged(j.frame, j.j))
	}
	clear(o.judged)
	o.judged = o.judged[:0]
	o.keep(o.sink.SealedThrough(sealed))
	return o.err
}

// finish hands over the rest.
func (o *output) finish() error {
	if o.opt.Packets {
		o.flushJudged(int64(1)<<62 - 1)
	}
	return o.flush(true)
}

func (o *output) keep(err error) {
	if o.err == nil {
		o.err = err
	}
}
