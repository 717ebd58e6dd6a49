package export

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"whyrst/extract/fact"
)

// checkedArrow makes the test fail if Arrow memory is not given back.
func checkedArrow(t *testing.T) {
	checked := memory.NewCheckedAllocator(memory.DefaultAllocator)
	allocator = checked
	t.Cleanup(func() {
		checked.AssertSize(t, 0)
		allocator = memory.DefaultAllocator
	})
}

func TestArrowReleasesMemory(t *testing.T) {
	checkedArrow(t)
	writeSamples(t, Options{Dir: filepath.Join(t.TempDir(), "out"), Format: Arrow}, newSample(1, packetPage+5, 100, 50), newSample(2, 0, 0, 0))
}

// A stream holds the rows of all captures, one after the other, under one schema.
func TestArrowStream(t *testing.T) {
	checkedArrow(t)
	a, b := newSample(1, 100, 10, resetPage+50), newSample(2, 10, 10, 7)
	var out bytes.Buffer
	m := writeSamples(t, Options{Format: ArrowStream, Stream: &out, Tables: Only(Resets)}, a, b)
	if m.Table(Resets).Rows != int64(len(a.resets)+len(b.resets)) {
		t.Errorf("%+v", m.Tables)
	}
	r, err := ipc.NewReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	var causes []string
	for r.Next() {
		rec := r.Record()
		col := rec.Column(rec.Schema().FieldIndices("rst_cause")[0]).(*array.String)
		for i := range col.Len() {
			causes = append(causes, col.Value(i))
		}
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	var want []string
	for _, s := range []sample{a.stored(), b.stored()} {
		for i := range s.resets {
			want = append(want, s.resets[i].Cause)
		}
	}
	same(t, "causes", causes, want)
	if f, _ := r.Schema().FieldsByName("rst_role"); !arrow.TypeEqual(f[0].Type, enumType) {
		t.Errorf("rst_role is %v", f[0].Type)
	}
}

func TestArrowStreamOfCaptures(t *testing.T) {
	checkedArrow(t)
	var out bytes.Buffer
	writeSamples(t, Options{Format: ArrowStream, Stream: &out, Tables: Only(Captures)}, newSample(1, 1, 1, 1), newSample(2, 1, 1, 1))
	r, err := ipc.NewReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	if !r.Next() || r.Record().NumRows() != 2 {
		t.Error("not one record of two captures")
	}
}

type brokenPipe struct{}

var errPipe = errors.New("broken pipe")

func (brokenPipe) Write([]byte) (int, error) { return 0, errPipe }

func TestArrowStreamErrors(t *testing.T) {
	for _, opt := range []Options{{}, {Tables: AllTables, Stream: &bytes.Buffer{}}, {Tables: Only(Resets)}} {
		opt.Format = ArrowStream
		if _, err := Create(opt); err == nil {
			t.Errorf("%+v is accepted", opt)
		}
	}
	checkedArrow(t)
	d := create(t, Options{Format: ArrowStream, Stream: brokenPipe{}, Tables: Only(Resets)})
	w, err := d.Capture("a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Capture("b"); err == nil {
		t.Error("two captures at once in one stream")
	}
	if err := errors.Join(w.Resets(make([]fact.JudgedReset, resetPage))); !errors.Is(err, errPipe) {
		t.Error(err)
	}
	if _, err := d.Commit(); !errors.Is(err, errPipe) {
		t.Error(err)
	}
}
