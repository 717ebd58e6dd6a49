package export

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"whyrst/extract/fact"
)

// writeTable makes a data set by hand, as another version of whyrst would have written it.
func writeTable[R any](t *testing.T, table Table, rows ...R) *Reader {
	t.Helper()
	dir := t.TempDir()
	name := filepath.Join(dir, "t.parquet")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := parquet.NewGenericWriter[R](f)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	m := Manifest{Format: "parquet", Tables: []ManifestTable{{Table: table.String(), Files: []ManifestFile{{Path: "t.parquet", Rows: int64(len(rows))}}}}}
	if err := writeJSON(dir, manifestName, m); err != nil {
		t.Fatal(err)
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Columns that are not there stay zero, columns that fact does not know are passed over.
func TestReadsOtherSchemas(t *testing.T) {
	type row struct {
		Frame  int64    `parquet:"frame_number"`
		Future string   `parquet:"column_of_the_future"`
		TTL    *int32   `parquet:"ip_ttl,optional"`
		Cause  *string  `parquet:"rst_cause,optional"`
		Why    []string `parquet:"rst_evidence,list"`
	}
	ttl, cause := int32(57), "port_closed"
	r := writeTable(t, Packets, row{7, "x", &ttl, &cause, []string{"a", "b"}}, row{8, "y", nil, nil, nil})
	got := collect(t, r.Packets(Select{Columns: []string{"frame_number", "ip_ttl", "rst_cause"}}))
	want := make([]fact.Packet, 2)
	want[0].FrameNumber, want[0].TTL, want[0].Judged = 7, fact.Some(uint8(57)), &fact.Judged{Verdict: fact.Verdict{Cause: cause}}
	want[1].FrameNumber = 8
	same(t, "packets", got, want)
	if got := collect(t, r.Packets(Select{}))[0].Judged.Evidence; !reflect.DeepEqual(got, []string{"a", "b"}) {
		t.Errorf("evidence %q", got)
	}
	missing, err := r.Missing(Packets)
	if err != nil || !slices.Contains(missing, "tcp_flags") || slices.Contains(missing, "ip_ttl") {
		t.Errorf("%v %v", missing, err)
	}
	if _, err := r.Missing(Flows); err == nil {
		t.Error("a table that is not there lacks nothing")
	}
}

// What a row can't hold is an error with file and column, not another value.
func TestReadErrors(t *testing.T) {
	first := func(r *Reader) (err error) {
		for _, err = range r.Packets(Select{}) {
			break
		}
		return err
	}
	type ttl struct {
		TTL int32 `parquet:"ip_ttl"`
	}
	type status struct {
		Status string `parquet:"decode_status"`
	}
	type addr struct {
		Src string `parquet:"ip_src"`
	}
	type float struct {
		TTL float64 `parquet:"ip_ttl"`
	}
	for want, r := range map[string]*Reader{
		"t.parquet: row group 0: column ip_ttl: 256 is out of range": writeTable(t, Packets, ttl{256}),
		"column decode_status: no value \"weird\"":                   writeTable(t, Packets, status{"weird"}),
		"column ip_src: ParseAddr(\"10.0.0\")":                       writeTable(t, Packets, addr{"10.0.0"}),
		"column ip_ttl: values of type DOUBLE":                       writeTable(t, Packets, float{1}),
		"the data set has no table packets":                          writeTable(t, Flows, ttl{1}),
	} {
		if err := first(r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	dir := t.TempDir()
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), manifestName) {
		t.Error(err)
	}
	for _, text := range []string{"{", `{"format":"csv"}`} {
		if err := os.WriteFile(filepath.Join(dir, manifestName), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), dir) {
			t.Error(err)
		}
	}
}

// A damaged file is an error with its name, not a crash.
func TestReadDamagedFiles(t *testing.T) {
	for _, format := range []Format{Parquet, Arrow} {
		dir := filepath.Join(t.TempDir(), "out")
		m := writeSamples(t, Options{Dir: dir, Format: format, Tables: Only(Resets)}, newSample(1, 1, 1, 300))
		name := filepath.Join(dir, m.Table(Resets).Files[0].Path)
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, damage := range []func([]byte) []byte{
			func(b []byte) []byte { return b[:len(b)/2] },
			func(b []byte) []byte { return nil },
			func(b []byte) []byte { clear(b[len(b)/4 : len(b)/2]); return b },
		} {
			if err := os.WriteFile(name, damage(slices.Clone(data)), 0o666); err != nil {
				t.Fatal(err)
			}
			r, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			err = nil
			for _, e := range r.Resets(Select{}) {
				err = e
			}
			if err == nil || !strings.Contains(err.Error(), filepath.Base(name)) {
				t.Errorf("%v: %v", format, err)
			}
		}
	}
}

// Files end at a size, at a row group; their rows follow one another.
func TestFilesRoll(t *testing.T) {
	old := maxFileBytes
	maxFileBytes = 1
	defer func() { maxFileBytes = old }()
	dir := filepath.Join(t.TempDir(), "out")
	rows := make([]fact.JudgedReset, 2*resetGroup+1)
	for i := range rows {
		rows[i].FrameNumber = int64(i + 1)
	}
	d := create(t, Options{Dir: dir, Tables: Only(Resets)})
	w, err := d.Capture("c")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Resets(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(fact.Capture{Capture: "c", Hash: fact.Some("0123")}); err != nil {
		t.Fatal(err)
	}
	m, err := d.Commit()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range m.Table(Resets).Files {
		got = append(got, f.Path)
	}
	if want := []string{"resets/part-c-0123-0000.parquet", "resets/part-c-0123-0001.parquet", "resets/part-c-0123-0002.parquet"}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	n := int64(0)
	for batch, err := range r.Resets(Select{Columns: []string{"frame_number"}}) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range batch {
			if n++; batch[i].FrameNumber != n {
				t.Fatalf("row %d is frame %d", n, batch[i].FrameNumber)
			}
		}
	}
	if n != int64(len(rows)) {
		t.Errorf("%d rows", n)
	}
}
