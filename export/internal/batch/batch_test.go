package batch

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"whyrst/extract/fact"
)

// known reads bit i of a bitmap; a column that can't be NULL has none.
func known(c *Column, v *Vec, i int) bool {
	return !c.Null || v.Valid[i>>6]>>(i&63)&1 == 1
}

// number is value k of v as a number.
func number(c *Column, v *Vec, k int) int64 {
	switch c.Vec {
	case Bool:
		return int64(v.Bits[k>>6] >> (k & 63) & 1)
	case U8:
		return int64(v.U8[k])
	case U16:
		return int64(v.U16[k])
	case U32:
		return int64(v.U32[k])
	case I32:
		return int64(v.I32[k])
	default:
		return v.I64[k]
	}
}

// checkLayout fills rows through fact's setters, gathers them in batches of odd sizes and compares with fact's getters.
func checkLayout[R any](t *testing.T, columns []fact.Column[R]) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	rows := make([]R, 333)
	for i := range columns {
		c := &columns[i]
		for j := range rows {
			if c.Nullable && r.IntN(2) == 0 {
				continue
			}
			switch {
			case c.SetInt != nil:
				c.SetInt(&rows[j], []int64{c.Min, c.Max, max(c.Min, min(c.Max, r.Int64()))}[r.IntN(3)])
			case c.SetStr != nil && c.Kind == fact.KindMAC:
				c.SetStr(&rows[j], fact.MAC{1, 2, 3, 4, 5, byte(j)}.String())
			case c.SetStr != nil:
				c.SetStr(&rows[j], string(rune('a'+j%20)))
			case c.SetAddr != nil:
				c.SetAddr(&rows[j], fact.AddrOf([16]byte{byte(j), 15: 9}, uint8(j%3*2+2)&6))
			case c.SetList != nil:
				c.SetList(&rows[j], make([]string, j%3))
			}
		}
	}
	l := NewLayout(columns)
	b := New(l)
	for i := 0; i < len(rows); {
		n := min(1+r.IntN(150), len(rows)-i)
		Append(b, rows[i:i+n])
		i += n
	}
	for i := range columns {
		compare(t, &columns[i], l, b, rows)
	}
}

func compare[R any](t *testing.T, c *fact.Column[R], l *Layout, b *Batch, rows []R) {
	t.Helper()
	at := l.Lookup(c.Name)
	col, v := &l.Columns[at], &b.Vecs[at]
	k, str := 0, 0
	for j := range rows {
		has := known(col, v, j)
		ok := false
		switch {
		case c.Int != nil:
			var want int64
			want, ok = c.Int(&rows[j])
			if ok && has && number(col, v, k) != want {
				t.Fatalf("%s row %d: %d, want %d", c.Name, j, number(col, v, k), want)
			}
		case c.Addr != nil:
			want, _ := c.Addr(&rows[j])
			if ok = want.Version != 0; ok && has && v.Addr[k].Fact() != want {
				t.Fatalf("%s row %d: %v, want %v", c.Name, j, v.Addr[k].Fact(), want)
			}
		case c.Kind == fact.KindMAC:
			var want []byte
			want, ok = c.Text(&rows[j], nil)
			if ok && has && UnpackMAC(v.U64[k]).String() != string(want) {
				t.Fatalf("%s row %d: %x, want %s", c.Name, j, v.U64[k], want)
			}
		case c.Str != nil:
			var want string
			want, ok = c.Str(&rows[j])
			if ok && has && v.Str[k] != want {
				t.Fatalf("%s row %d: %s, want %s", c.Name, j, v.Str[k], want)
			}
		case c.List != nil:
			var want []string
			want, ok = c.List(&rows[j])
			if got := v.Str[str : str+int(v.Len[k])]; !reflect.DeepEqual(append([]string{}, got...), append([]string{}, want...)) {
				t.Fatalf("%s row %d: %q, want %q", c.Name, j, got, want)
			}
			str += len(want)
		}
		if ok != has {
			t.Fatalf("%s row %d: known %v, want %v", c.Name, j, has, ok)
		}
		if has {
			k++
		}
	}
	if v.N != k || v.Rows != len(rows) {
		t.Errorf("%s: %d values of %d rows, want %d of %d", c.Name, v.N, v.Rows, k, len(rows))
	}
}

func TestGather(t *testing.T) {
	checkLayout(t, fact.PacketColumns)
	checkLayout(t, fact.FlowColumns)
	checkLayout(t, fact.JudgedResetColumns)
	checkLayout(t, fact.CaptureColumns)
}

func TestTime(t *testing.T) {
	rows := []fact.Packet{{}, {}, {}}
	rows[0].TsNs, rows[2].TsNs = fact.Some(int64(1999)), fact.Some(int64(-1))
	b := New(NewLayout(fact.PacketColumns))
	Append(b, rows[:1])
	Append(b, rows[1:])
	ts := b.Layout.Lookup("ts")
	if b.Layout.Columns[ts+1].Name != "ts_ns" {
		t.Error("ts does not stand before ts_ns")
	}
	v := b.Vecs[ts]
	if !reflect.DeepEqual(v.I64, []int64{1, -1}) || v.Valid[0] != 0b101 || v.Rows != 3 {
		t.Errorf("%+v", v)
	}
}

func TestSparse(t *testing.T) {
	b := New(NewSparse(fact.JudgedColumns))
	rows := make([]fact.Judged, 70)
	var at []int32
	for i := range rows {
		rows[i].Cause = "x"
		at = append(at, int32(i*3+1))
	}
	rows[69].Settle = fact.Some("y")
	AppendAt(b, rows[:1], at[:1])
	AppendAt(b, rows[1:], at[1:])
	b.SetRows(1000)
	cause, settle := &b.Vecs[b.Layout.Lookup("rst_cause")], &b.Vecs[b.Layout.Lookup("rst_settle")]
	if cause.N != 70 || cause.Rows != 1000 || settle.N != 1 {
		t.Errorf("%d causes, %d settled", cause.N, settle.N)
	}
	for i := range 1000 {
		if want := i%3 == 1 && i < 210; known(&Column{Null: true}, cause, i) != want {
			t.Errorf("row %d: known %v", i, !want)
		}
	}
	if !known(&Column{Null: true}, settle, 208) {
		t.Error("the last row's value is not there")
	}
	b.Reset()
	if b.SetRows(5); b.Vecs[0].Valid[0] != 0 || b.Vecs[0].N != 0 {
		t.Error("reset left something")
	}
}

// Rows are picked without allocation once the batch has its size.
func TestAllocations(t *testing.T) {
	b := New(NewLayout(fact.PacketColumns))
	rows := make([]fact.Packet, 1000)
	Append(b, rows)
	if n := testing.AllocsPerRun(10, func() { b.Reset(); Append(b, rows) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
