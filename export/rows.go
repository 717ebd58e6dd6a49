package export

import (
	"whyrst/export/internal/batch"
	"whyrst/extract/fact"
)

// sink takes the pages of one table of one capture. A page is owned by the sink until it gives it back.
type sink interface {
	take() (*batch.Batch, error)
	takeLate() (*batch.Batch, error)
	// add takes a page, addLate the verdicts of a page, in the same order and with as many rows.
	add(b *batch.Batch, s span) error
	addLate(b *batch.Batch) error
	// finish writes what is left; with empty, a file even if there was no row.
	finish(empty bool) ([]ManifestFile, error)
	// abort lets go of files and of whoever waits, after the encoders have stopped.
	abort()
}

// rows collects rows into pages.
type rows struct {
	table    *table
	sink     sink
	page     *batch.Batch
	verdicts verdicts // nil for tables whose rows have none, or all have one
}

// verdicts makes the columns of Judged for the pages of a table.
type verdicts interface {
	// page sees a page before the sink has it, added afterwards.
	page(b *batch.Batch)
	added(rows int) error
}

// room makes sure that there is a page with room and says how many rows fit.
func (r *rows) room() (int, error) {
	if r.page == nil {
		page, err := r.sink.take()
		if err != nil {
			return 0, err
		}
		r.page = page
	}
	return r.table.pageRows - r.page.Rows, nil
}

// flush hands the page to the sink.
func (r *rows) flush() error {
	b := r.page
	if b == nil || b.Rows == 0 {
		return nil
	}
	r.page = nil
	n, s := b.Rows, spanOf(&b.Vecs[r.table.ts])
	if r.verdicts == nil {
		return r.sink.add(b, s)
	}
	r.verdicts.page(b)
	if err := r.sink.add(b, s); err != nil {
		return err
	}
	return r.verdicts.added(n)
}

// appendRows adds rows. see, if not nil, is shown those that fit in a page, with the number of the first in it.
func appendRows[R any](r *rows, in []R, see func(in []R, at int)) error {
	for len(in) > 0 {
		n, err := r.room()
		if err != nil {
			return err
		}
		n = min(n, len(in))
		if see != nil {
			see(in[:n], r.page.Rows)
		}
		batch.Append(r.page, in[:n])
		in = in[n:]
		if r.page.Rows == r.table.pageRows {
			if err := r.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// flowVerdicts are those of flows: they come with their rows.
type flowVerdicts struct {
	sink   sink
	judged []fact.Judged
	at     []int32
}

// see keeps the verdicts of rows that go into a page from row at on.
func (f *flowVerdicts) see(in []fact.Flow, at int) {
	for i := range in {
		if in[i].Judged != nil {
			f.judged = append(f.judged, *in[i].Judged)
			f.at = append(f.at, int32(at+i))
		}
	}
}

func (f *flowVerdicts) page(*batch.Batch) {}

func (f *flowVerdicts) added(rows int) error {
	late, err := f.sink.takeLate()
	if err != nil {
		return err
	}
	batch.AppendAt(late, f.judged, f.at)
	late.SetRows(rows)
	clear(f.judged)
	f.judged, f.at = f.judged[:0], f.at[:0]
	return f.sink.addLate(late)
}
