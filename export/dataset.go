package export

import (
	"errors"

	"whyrst/extract/fact"
)

var errUnbuilt = errors.New("export: not built yet")

// DataSet is a data set in the making. Its methods may be called from several goroutines, those of one
// CaptureWriter from one at a time.
type DataSet struct{ opt Options }

// Create begins a data set in a hidden folder beside opt.Dir. It refuses a folder that holds anything, unless
// opt.Overwrite; then what is there stays until Commit. Errors carry the path.
func Create(opt Options) (*DataSet, error) { return nil, errUnbuilt }

// Capture begins the rows of one input file; name is its base name, for files and messages. Several may be open
// at once; the data set lists them in the order of these calls.
func (d *DataSet) Capture(name string) (*CaptureWriter, error) { return nil, errUnbuilt }

// Commit waits for all encoders, writes schema.json and the manifest and moves the data set to its final name.
// All captures must be closed. After an error nothing is left but what was there before.
func (d *DataSet) Commit() (Manifest, error) { return Manifest{}, errUnbuilt }

// Abort removes what was written. It may be called after Commit, and does nothing then.
func (d *DataSet) Abort() error { return errUnbuilt }

// CaptureWriter takes the rows of one input file. All rows are borrowed for the length of the call. The first
// error of writing is returned by all later calls; it carries the path.
type CaptureWriter struct{}

// Packets takes rows in frame order. A row whose verdict is known carries it in Judged, other RSTs get theirs
// by the method Judged.
func (w *CaptureWriter) Packets(rows []fact.Packet) error { return errUnbuilt }

// Judged takes the verdict of a RST row that was given to Packets, in any order of frames, before SealedThrough
// passes the frame. A verdict for a frame that was not given, or was passed, is a broken invariant and an error.
func (w *CaptureWriter) Judged(frame int64, j *fact.Judged) error { return errUnbuilt }

// SealedThrough says that every RST row with a frame number up to frame has its verdict. Row groups of packets
// wait for it, encoded but for the columns of Judged, so it bounds memory.
func (w *CaptureWriter) SealedThrough(frame int64) error { return errUnbuilt }

// Flows takes rows in any order, which is kept.
func (w *CaptureWriter) Flows(rows []fact.Flow) error { return errUnbuilt }

// Resets takes rows in any order, which is kept.
func (w *CaptureWriter) Resets(rows []fact.JudgedReset) error { return errUnbuilt }

// Close ends the input file with its row for the captures table. Every verdict must have been given.
func (w *CaptureWriter) Close(c fact.Capture) error { return errUnbuilt }
