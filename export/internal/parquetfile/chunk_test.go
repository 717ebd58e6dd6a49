package parquetfile

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"whyrst/export/internal/batch"
	"whyrst/extract/fact"
)

// column makes a column without a row type behind it.
func column(name string, k batch.Kind, kind fact.Kind, null bool) Column {
	return Column{Column: &batch.Column{Meta: fact.Meta{Name: name, Kind: kind}, Vec: k, Null: null}}
}

// numbers64 is a vector of rows that all have values.
func numbers64(values ...int64) *batch.Vec {
	v := &batch.Vec{Rows: len(values), N: len(values), I64: values}
	for range (len(values) + 63) / 64 {
		v.Valid = append(v.Valid, ^uint64(0))
	}
	return v
}

func nulls(rows int) *batch.Vec { return &batch.Vec{Rows: rows, Valid: make([]uint64, (rows+63)/64)} }

// file writes one row group of one column and opens it by parquet-go.
func file(t *testing.T, c Column, vecs ...*batch.Vec) *parquet.File {
	t.Helper()
	columns := []Column{c}
	chunk, s := NewChunk(&columns[0], false), NewScratch()
	rows := 0
	for _, v := range vecs {
		chunk.Append(v, s)
		rows += v.Rows
	}
	var out bytes.Buffer
	f, err := NewFile(&out, columns, "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := f.WriteRowGroup([]Finished{chunk.Finish(s)}, int64(rows)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(nil); err != nil {
		t.Fatal(err)
	}
	p, err := parquet.OpenFile(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// read gives all values as text, NULL as "-".
func read(t *testing.T, f *parquet.File) (out []string) {
	t.Helper()
	pages := f.RowGroups()[0].ColumnChunks()[0].Pages()
	defer pages.Close()
	for {
		page, err := pages.ReadPage()
		if err != nil {
			return out
		}
		values := make([]parquet.Value, page.NumValues())
		n, _ := page.Values().ReadValues(values)
		for _, v := range values[:n] {
			if v.IsNull() {
				out = append(out, "-")
			} else {
				out = append(out, v.String())
			}
		}
	}
}

func meta(f *parquet.File) *format.ColumnMetaData {
	return &f.Metadata().RowGroups[0].Columns[0].MetaData
}

// A column that is NULL, or one value, all along is one page of a few bytes.
func TestConstantColumnsAreFree(t *testing.T) {
	c := column("c", batch.I64, fact.KindInt, true)
	repeat := func(v *batch.Vec) (out []*batch.Vec) {
		for range 32 {
			out = append(out, v)
		}
		return out
	}
	sevens := numbers64(make([]int64, 16384)...)
	for i := range sevens.I64 {
		sevens.I64[i] = 7
	}
	for name, vecs := range map[string][]*batch.Vec{"null": repeat(nulls(16384)), "one value": repeat(sevens)} {
		f := file(t, c, vecs...)
		m := meta(f)
		if m.TotalCompressedSize > 150 || len(f.OffsetIndexes()[0].PageLocations) != 1 {
			t.Errorf("%s: %d bytes, %d pages", name, m.TotalCompressedSize, len(f.OffsetIndexes()[0].PageLocations))
		}
		got := read(t, f)
		if len(got) != 32*16384 || got[0] != got[len(got)-1] {
			t.Errorf("%s: %d values", name, len(got))
		}
	}
}

// Runs end where something else begins, and NULL does not mix with values.
func TestRuns(t *testing.T) {
	c := column("c", batch.I64, fact.KindInt, true)
	c.Ordered = true
	half := nulls(3)
	half.Valid[0], half.N, half.I64 = 0b110, 2, []int64{9, 10}
	f := file(t, c, numbers64(1, 1), numbers64(1), nulls(2), nulls(1), numbers64(1), numbers64(2, 2), half, numbers64(2))
	if got := fmt.Sprint(read(t, f)); got != "[1 1 1 - - - 1 2 2 - 9 10 2]" {
		t.Error(got)
	}
	m := meta(f)
	if m.Statistics.NullCount != 4 || int64Of(m.Statistics.MinValue) != 1 || int64Of(m.Statistics.MaxValue) != 10 {
		t.Errorf("%+v", m.Statistics)
	}
	index := f.ColumnIndexes()[0]
	if got := fmt.Sprint(index.NullPages, index.BoundaryOrder); got != "[false true false false false false] UNORDERED" {
		t.Error(got)
	}
	var first []int64
	for _, p := range f.OffsetIndexes()[0].PageLocations {
		first = append(first, p.FirstRowIndex)
	}
	if got := fmt.Sprint(first); got != "[0 3 6 7 9 12]" {
		t.Error(got)
	}
}

// Whoever sends numbers that collide in the dictionary's hash gets a PLAIN column.
func TestCollisions(t *testing.T) {
	const inverse = 0xF1DE83E19937733D // of spread, modulo 2^64
	if one := uint64(spread); one*inverse != 1 {
		t.Fatal("not the inverse")
	}
	c := column("c", batch.I64, fact.KindInt, false)
	var values []int64
	for i := range 16384 {
		// Products with spread that are small numbers fall into the first slot, whatever the table's size.
		values = append(values, int64(uint64(i/4)*inverse))
	}
	v := numbers64(values...)
	v.Valid = nil
	d := newDict(batch.I64)
	if d.indexes(v, make([]uint16, len(values))) {
		t.Error("all these collisions were searched through")
	}
	f := file(t, c, v)
	got := read(t, f)
	if len(got) != len(values) || got[16383] != fmt.Sprint(values[16383]) || meta(f).Encoding[1] != format.Plain || len(meta(f).Encoding) != 2 {
		t.Errorf("%d values, %v", len(got), meta(f).Encoding)
	}
}

// A dictionary that grows beyond its bound ends; the pages before keep theirs.
func TestDictionaryFallback(t *testing.T) {
	c := column("c", batch.I64, fact.KindInt, false)
	c.Bloom = true
	pages := func(pages int) (vecs []*batch.Vec) {
		for page := range pages {
			values := make([]int64, 12000)
			for i := range values {
				values[i] = int64(page*3000 + i%3000)
			}
			vecs = append(vecs, &batch.Vec{Rows: len(values), N: len(values), I64: values})
		}
		return vecs
	}
	vecs := pages(25)
	f := file(t, c, vecs...)
	stats := map[string]int32{}
	for _, e := range meta(f).EncodingStats {
		stats[e.PageType.String()+" "+e.Encoding.String()] = e.Count
	}
	if stats["DATA_PAGE RLE_DICTIONARY"] == 0 || stats["DATA_PAGE PLAIN"] == 0 || stats["DICTIONARY_PAGE PLAIN"] != 1 {
		t.Errorf("%v", stats)
	}
	got := read(t, f)
	for i, text := range got {
		if want := fmt.Sprint(vecs[i/12000].I64[i%12000]); text != want {
			t.Fatalf("value %d is %s, want %s", i, text, want)
		}
	}
	filter := f.RowGroups()[0].ColumnChunks()[0].BloomFilter()
	for _, x := range []int64{0, 2999, 60_000, 25*3000 - 1} {
		if ok, err := filter.Check(parquet.Int64Value(x)); !ok || err != nil {
			t.Errorf("%d is not in the bloom filter (%v)", x, err)
		}
	}
	misses := 0
	for x := range int64(1000) {
		if ok, _ := filter.Check(parquet.Int64Value(-1 - x)); ok {
			misses++
		}
	}
	if misses > 50 {
		t.Errorf("%d of 1000 other values are in the bloom filter", misses)
	}
	if file(t, c, pages(40)...).RowGroups()[0].ColumnChunks()[0].BloomFilter() != nil {
		t.Error("a bloom filter of too many values")
	}
}

// Bounds of long texts are left out, not cut.
func TestTextBounds(t *testing.T) {
	c := column("c", batch.String, fact.KindString, false)
	text := func(s ...string) *batch.Vec { return &batch.Vec{Rows: len(s), N: len(s), Str: s} }
	m := meta(file(t, c, text("b", "", "c")))
	if string(m.Statistics.MaxValue) != "c" {
		t.Errorf("%+v", m.Statistics)
	}
	m = meta(file(t, c, text("b", string(bytes.Repeat([]byte("z"), 65)))))
	if len(m.Statistics.MaxValue) != 0 || len(m.Statistics.MinValue) != 0 {
		t.Errorf("%+v", m.Statistics)
	}
}
