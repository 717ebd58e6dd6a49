package export

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/ipc"
)

// arrowFile reads an Arrow IPC file, a record at a time.
type arrowFile struct {
	file    *os.File
	ipc     *ipc.FileReader
	current int // of record, -1 if there is none
	record  arrow.Record
	err     error
}

func openArrow(name string) (tableFile, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	r, err := ipc.NewFileReader(f)
	if err != nil {
		f.Close()
		return nil, err
	}
	return &arrowFile{file: f, ipc: r, current: -1}, nil
}

func (f *arrowFile) close() error {
	if f.record != nil {
		f.record.Release()
	}
	return errors.Join(f.ipc.Close(), f.file.Close())
}

func (f *arrowFile) has(column string) bool { return len(f.ipc.Schema().FieldIndices(column)) > 0 }
func (f *arrowFile) groups() int            { return f.ipc.NumRecords() }

// may can't tell: Arrow files have no statistics.
func (f *arrowFile) may(int, *Select) bool { return true }

func (f *arrowFile) load(group int) error {
	if f.current == group {
		return f.err
	}
	if f.record != nil {
		f.record.Release()
		f.record = nil
	}
	f.current = group
	if f.record, f.err = f.ipc.RecordAt(group); f.err != nil {
		f.record = nil
	}
	return f.err
}

// rows is 1 for a record that can't be read: the first value then gives the error.
func (f *arrowFile) rows(group int) int64 {
	if f.load(group) != nil {
		return 1
	}
	return f.record.NumRows()
}

func (f *arrowFile) values(group int, column string) (values, error) {
	if err := f.load(group); err != nil {
		return nil, err
	}
	a := f.record.Column(f.ipc.Schema().FieldIndices(column)[0])
	read := numberReader(a)
	if read == nil {
		read = textReader(a)
	}
	if read == nil {
		return nil, fmt.Errorf("values of type %v", a.DataType())
	}
	return &arrowValues{array: a, read: read}, nil
}

// numberReader is nil if a holds no numbers.
func numberReader(a arrow.Array) func(i int, v *value) {
	switch a := a.(type) {
	case *array.Boolean:
		return func(i int, v *value) {
			if v.num = 0; a.Value(i) {
				v.num = 1
			}
		}
	case *array.Int32:
		return func(i int, v *value) { v.num = int64(a.Value(i)) }
	case *array.Int64:
		return func(i int, v *value) { v.num = a.Value(i) }
	case *array.Timestamp:
		return func(i int, v *value) { v.num = int64(a.Value(i)) }
	}
	return nil
}

// textReader is nil if a holds no text. Text is copied, since the record's memory goes.
func textReader(a arrow.Array) func(i int, v *value) {
	switch a := a.(type) {
	case *array.String:
		return func(i int, v *value) { v.text = append(v.text[:0], a.Value(i)...) }
	case *array.Dictionary:
		if texts, ok := a.Dictionary().(*array.String); ok {
			return func(i int, v *value) { v.text = append(v.text[:0], texts.Value(a.GetValueIndex(i))...) }
		}
	case *array.List:
		if texts, ok := a.ListValues().(*array.String); ok {
			return func(i int, v *value) {
				v.list = nil
				from, to := a.ValueOffsets(i)
				for j := from; j < to; j++ {
					v.list = append(v.list, strings.Clone(texts.Value(int(j))))
				}
			}
		}
	}
	return nil
}

// arrowValues reads an array.
type arrowValues struct {
	array arrow.Array
	at    int
	read  func(i int, v *value)
}

func (a *arrowValues) next(v *value) error {
	if v.null = a.array.IsNull(a.at); !v.null {
		a.read(a.at, v)
	}
	a.at++
	return nil
}

func (a *arrowValues) close() error { return nil }
