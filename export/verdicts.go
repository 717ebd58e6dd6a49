package export

import (
	"fmt"
	"slices"

	"whyrst/export/internal/batch"
	"whyrst/extract/fact"
)

// packetVerdicts are those of packets: a page goes to the encoders when it is full, its verdicts follow when all
// its resets are sealed.
//
// Invariant: sealed <= every frame in waiting and in pages; pages are in frame order; lastFrame is the last row's.
type packetVerdicts struct {
	sink      sink
	table     *table
	pages     []pageFrames // full pages whose verdicts are not complete
	waiting   []frameVerdict
	lastFrame int64
	sealed    int64 // no verdict of a frame up to this is to come
	err       error // a broken contract, found where nothing can be returned
	judged    []fact.Judged
	at        []int32
}

// frameVerdict waits in a heap for its page.
type frameVerdict struct {
	frame  int64
	judged fact.Judged
}

// pageFrames says which frames the rows of a page are.
type pageFrames struct {
	first, last int64
	rows        int
	list        []int64 // nil if they are consecutive
}

// row is the row of a frame, or -1.
func (p *pageFrames) row(frame int64) int32 {
	if p.list == nil {
		return int32(frame - p.first)
	}
	if i, ok := slices.BinarySearch(p.list, frame); ok {
		return int32(i)
	}
	return -1
}

// see checks the order of frames and takes verdicts that rows have already.
func (v *packetVerdicts) see(in []fact.Packet, _ int) {
	for i := range in {
		frame := in[i].FrameNumber
		if frame <= v.lastFrame && v.err == nil {
			v.err = fmt.Errorf("export: frame %d of packets comes after frame %d", frame, v.lastFrame)
		}
		v.lastFrame = frame
		if in[i].Judged != nil {
			v.add(frame, in[i].Judged)
		}
	}
}

// add keeps a verdict, with lists of its own.
func (v *packetVerdicts) add(frame int64, j *fact.Judged) {
	if v.err != nil {
		return
	}
	if frame <= v.sealed || frame > v.lastFrame {
		v.err = fmt.Errorf("export: verdict for frame %d, but rows came up to %d and verdicts were complete up to %d", frame, v.lastFrame, v.sealed)
		return
	}
	own := *j
	for _, list := range []*[]string{&own.Evidence, &own.Alternatives, &own.Matched, &own.Undecided} {
		*list = slices.Clone(*list)
	}
	v.waiting = append(v.waiting, frameVerdict{frame, own})
	for i := len(v.waiting) - 1; i > 0; {
		parent := (i - 1) / 2
		if v.waiting[parent].frame <= v.waiting[i].frame {
			break
		}
		v.waiting[parent], v.waiting[i] = v.waiting[i], v.waiting[parent]
		i = parent
	}
}

// pop takes the verdict of the lowest frame from the heap.
func (v *packetVerdicts) pop() frameVerdict {
	first, n := v.waiting[0], len(v.waiting)-1
	v.waiting[0], v.waiting[n] = v.waiting[n], frameVerdict{}
	v.waiting = v.waiting[:n]
	for i := 0; ; {
		least := i
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < n && v.waiting[child].frame < v.waiting[least].frame {
				least = child
			}
		}
		if least == i {
			return first
		}
		v.waiting[i], v.waiting[least] = v.waiting[least], v.waiting[i]
		i = least
	}
}

func (v *packetVerdicts) page(b *batch.Batch) {
	frames := b.Vecs[v.table.frame].I64
	p := pageFrames{first: frames[0], last: frames[len(frames)-1], rows: len(frames)}
	if p.last-p.first != int64(p.rows-1) {
		p.list = slices.Clone(frames)
	}
	v.pages = append(v.pages, p)
}

// added does nothing more for a page that came after its seals.
func (v *packetVerdicts) added(int) error { return v.seal(v.sealed) }

// seal writes the verdict columns of all pages up to frame.
func (v *packetVerdicts) seal(frame int64) error {
	v.sealed = max(v.sealed, frame)
	for v.err == nil && len(v.pages) > 0 && v.pages[0].last <= v.sealed {
		if err := v.sealPage(&v.pages[0]); err != nil {
			return err
		}
		_, v.pages = pop(v.pages)
	}
	return v.err
}

func (v *packetVerdicts) sealPage(p *pageFrames) error {
	clear(v.judged)
	v.judged, v.at = v.judged[:0], v.at[:0]
	for len(v.waiting) > 0 && v.waiting[0].frame <= p.last {
		w := v.pop()
		row := p.row(w.frame)
		if row < 0 || len(v.at) > 0 && v.at[len(v.at)-1] == row {
			return fmt.Errorf("export: verdict for frame %d, which has no row or a verdict already", w.frame)
		}
		v.judged, v.at = append(v.judged, w.judged), append(v.at, row)
	}
	late, err := v.sink.takeLate()
	if err != nil {
		return err
	}
	batch.AppendAt(late, v.judged, v.at)
	late.SetRows(p.rows)
	return v.sink.addLate(late)
}
