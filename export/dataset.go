package export

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"whyrst/export/internal/parquetfile"
)

// DataSet is a data set in the making. Its methods may be called from several goroutines, those of one
// CaptureWriter from one at a time.
type DataSet struct {
	opt     Options
	target  folder
	temp    string // where files are written until Commit; empty for a stream
	pool    *pool
	stream  *streamSink
	alloc   memory.Allocator
	aborted chan struct{}

	mu       sync.Mutex
	captures []*CaptureWriter
	state    state
}

// state of a DataSet.
type state uint8

const (
	writing state = iota
	committed
	aborted
)

// allocator is Arrow's; tests put one there that finds leaks.
var allocator = memory.DefaultAllocator

// Create begins a data set in a hidden folder beside opt.Dir. It refuses a folder that holds anything, unless
// opt.Overwrite; then what is there stays until Commit. Errors carry the path.
func Create(opt Options) (*DataSet, error) {
	if opt.Tables == 0 {
		opt.Tables = AllTables
	}
	if opt.Workers <= 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	d := &DataSet{opt: opt, alloc: allocator, aborted: make(chan struct{})}
	if opt.Format == ArrowStream {
		if n := len(opt.Tables.List()); n != 1 || opt.Stream == nil {
			return nil, fmt.Errorf("an Arrow stream takes exactly one table, not %d (%v)", n, opt.Tables)
		}
		d.stream = newStreamSink(d, tables[opt.Tables.List()[0]])
		return d, nil
	}
	target, err := newFolder(opt.Dir, opt.Overwrite)
	if err != nil {
		return nil, err
	}
	if d.temp, err = target.begin(opt.Tables); err != nil {
		return nil, err
	}
	d.target = target
	if opt.Format == Parquet {
		d.pool = newPool(opt.Workers)
	}
	return d, nil
}

// createdBy is the writer's name in Parquet files, in the form that readers parse for known bugs.
func (d *DataSet) createdBy() string {
	return "whyrst version " + d.opt.WhyrstVersion
}

// metadata is what every file of a table says about itself.
func (d *DataSet) metadata(t *table) []parquetfile.KeyValue {
	return []parquetfile.KeyValue{
		{Key: "whyrst.version", Value: d.opt.WhyrstVersion},
		{Key: "whyrst.schema_version", Value: SchemaVersion},
		{Key: "whyrst.rules_version", Value: d.opt.RulesVersion},
		{Key: "whyrst.table", Value: t.name},
		{Key: parquetfile.ColumnsKey, Value: t.columnsJSON()},
	}
}

// newSink begins a table of a capture; name begins the names of its files.
func (d *DataSet) newSink(t *table, name string) sink {
	switch d.opt.Format {
	case Parquet:
		return newParquetSink(d, t, name)
	case Arrow:
		return newArrowSink(d, t, name)
	default:
		return d.stream
	}
}

// Capture begins the rows of one input file; name is its base name, for files and messages. Several may be open
// at once, but one for a stream; the data set lists them in the order of these calls.
func (d *DataSet) Capture(name string) (*CaptureWriter, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.state != writing {
		return nil, errAborted
	}
	if n := len(d.captures); d.stream != nil && n > 0 && !d.captures[n-1].closed {
		return nil, errors.New("export: a stream takes one capture after the other")
	}
	w := newCaptureWriter(d, name, len(d.captures))
	d.captures = append(d.captures, w)
	return w, nil
}

// Commit waits for all encoders, writes schema.json and the manifest and moves the data set to its final name.
// All captures must be closed. After an error nothing is left but what was there before.
func (d *DataSet) Commit() (Manifest, error) {
	m, err := d.commit()
	if err != nil {
		if e := d.Abort(); e != nil {
			err = errors.Join(err, e)
		}
		return Manifest{}, err
	}
	return m, nil
}

func (d *DataSet) commit() (Manifest, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.state != writing {
		return Manifest{}, errAborted
	}
	for _, w := range d.captures {
		if w.err != nil {
			return Manifest{}, w.err
		}
		if !w.closed {
			return Manifest{}, fmt.Errorf("export: capture %s is not closed", w.name)
		}
	}
	m, err := d.manifest()
	if err != nil {
		return Manifest{}, err
	}
	if d.stream != nil {
		d.state = committed
		return m, d.stream.close()
	}
	if err := writeJSON(d.temp, manifestName, m); err != nil {
		return Manifest{}, err
	}
	if err := writeJSON(d.temp, schemaName, newSchema(d.opt.Tables)); err != nil {
		return Manifest{}, err
	}
	if err := d.target.commit(); err != nil {
		return Manifest{}, err
	}
	if d.pool != nil {
		d.pool.stop()
	}
	d.state = committed
	return m, nil
}

// Abort stops the encoders and removes what was written. Methods called meanwhile return an error. It may be called
// after Commit, and does nothing then.
func (d *DataSet) Abort() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.state != writing {
		return nil
	}
	d.state = aborted
	close(d.aborted)
	if d.pool != nil {
		d.pool.stop()
	}
	for _, w := range d.captures {
		for _, s := range w.sinks {
			if s != nil {
				s.abort()
			}
		}
	}
	return d.target.abort()
}

func (d *DataSet) isAborted() bool {
	select {
	case <-d.aborted:
		return true
	default:
		return false
	}
}
