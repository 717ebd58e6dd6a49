package export

import (
	"fmt"
	"strings"

	"whyrst/extract/fact"
)

// CaptureWriter takes the rows of one input file. All rows are borrowed for the length of the call. The first
// error of writing is returned by all later calls; it carries the path.
type CaptureWriter struct {
	data   *DataSet
	name   string
	file   string // the beginning of file names until the capture's hash is known
	sinks  [numTables]sink
	rows   [numTables]rows
	packet *packetVerdicts
	flow   *flowVerdicts
	files  [numTables][]ManifestFile
	row    fact.Capture
	closed bool
	err    error
}

func newCaptureWriter(d *DataSet, name string, number int) *CaptureWriter {
	w := &CaptureWriter{data: d, name: name, file: fmt.Sprintf("%06d", number)}
	for _, t := range (d.opt.Tables &^ Only(Captures)).List() {
		w.sinks[t] = d.newSink(tables[t], w.file)
		w.rows[t] = rows{table: tables[t], sink: w.sinks[t]}
	}
	if s := w.sinks[Packets]; s != nil {
		w.packet = &packetVerdicts{sink: s, table: tables[Packets]}
		w.rows[Packets].verdicts = w.packet
	}
	if s := w.sinks[Flows]; s != nil {
		w.flow = &flowVerdicts{sink: s}
		w.rows[Flows].verdicts = w.flow
	}
	return w
}

// keep remembers the first error.
func (w *CaptureWriter) keep(err error) error {
	if w.err == nil {
		w.err = err
	}
	return w.err
}

// Packets takes rows in frame order. A row whose verdict is known carries it in Judged, other RSTs get theirs
// by the method Judged.
func (w *CaptureWriter) Packets(rows []fact.Packet) error {
	if w.packet == nil || w.err != nil {
		return w.err
	}
	if err := appendRows(&w.rows[Packets], rows, w.packet.see); err != nil {
		return w.keep(err)
	}
	return w.keep(w.packet.err)
}

// Judged takes the verdict of a RST row that was given to Packets, in any order of frames, before SealedThrough
// passes the frame. A verdict for a frame that was not given, or was passed, is a broken contract and an error.
func (w *CaptureWriter) Judged(frame int64, j *fact.Judged) error {
	if w.packet == nil || w.err != nil {
		return w.err
	}
	w.packet.add(frame, j)
	return w.keep(w.packet.err)
}

// SealedThrough says that every RST row with a frame number up to frame has its verdict. Row groups of packets
// wait for it, encoded but for the columns of Judged, so it bounds memory.
func (w *CaptureWriter) SealedThrough(frame int64) error {
	if w.packet == nil || w.err != nil {
		return w.err
	}
	return w.keep(w.packet.seal(min(frame, w.packet.lastFrame)))
}

// Flows takes rows in any order, which is kept.
func (w *CaptureWriter) Flows(rows []fact.Flow) error {
	if w.flow == nil || w.err != nil {
		return w.err
	}
	return w.keep(appendRows(&w.rows[Flows], rows, w.flow.see))
}

// Resets takes rows in any order, which is kept.
func (w *CaptureWriter) Resets(rows []fact.JudgedReset) error {
	if w.sinks[Resets] == nil || w.err != nil {
		return w.err
	}
	return w.keep(appendRows(&w.rows[Resets], rows, nil))
}

// Close ends the input file with its row for the captures table. Every verdict must have been given.
func (w *CaptureWriter) Close(c fact.Capture) error {
	if w.closed || w.err != nil {
		return w.err
	}
	for t := range w.rows {
		if r := &w.rows[t]; r.sink != nil {
			if err := r.flush(); err != nil {
				return w.keep(err)
			}
		}
	}
	if p := w.packet; p != nil {
		if err := p.seal(p.lastFrame); err != nil {
			return w.keep(err)
		}
	}
	for t, s := range w.sinks {
		if s == nil {
			continue
		}
		files, err := s.finish(false)
		if err != nil {
			return w.keep(err)
		}
		for i := range files {
			files[i].Capture = c.Capture
		}
		w.files[t] = files
	}
	w.row, w.closed = c, true
	// What encoding held can go: a data set of thousands of captures keeps their manifests alone.
	w.sinks, w.rows, w.packet, w.flow = [numTables]sink{}, [numTables]rows{}, nil, nil
	return nil
}

// fileName begins the names of a capture's files: its name, in characters that need no quoting anywhere, and the
// beginning of its hash, that of its path if reading failed.
func fileName(c *fact.Capture) string {
	const most = 60
	clean := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r) {
			return r
		}
		return '_'
	}
	hash := c.Hash.V
	if !c.Hash.Known {
		hash = pathHash(c.Path)
	}
	short := func(s string, n int) string { return strings.Map(clean, s[:min(n, len(s))]) }
	return "part-" + short(c.Capture, most) + "-" + short(hash, 8)
}
