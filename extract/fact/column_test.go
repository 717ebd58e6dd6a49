package fact

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// checkColumns holds every column of a row type to Validate and to a round trip through its setters.
func checkColumns[R any](t *testing.T, name string, cols []Column[R]) {
	t.Helper()
	if len(cols) == 0 {
		t.Fatalf("%s has no columns", name)
	}
	for _, err := range Validate(cols) {
		t.Errorf("%s: %v", name, err)
	}
	for i := range cols {
		c := &cols[i]
		var zero, set R
		if got := known(c, &zero); got == c.Nullable {
			t.Errorf("%s.%s: a zero row is known=%v, the column is nullable=%v", name, c.Name, got, c.Nullable)
		}
		if !roundTrip(c, &set) {
			t.Errorf("%s.%s: what the setter wrote, the getter does not read", name, c.Name)
		}
		if n := testing.AllocsPerRun(10, func() { known(c, &set) }); n != 0 {
			t.Errorf("%s.%s: reading allocates %v times", name, c.Name, n)
		}
	}
}

// scratch keeps known free of allocations of its own.
var scratch = make([]byte, 0, 256)

// known reads the column through whatever getter its kind has.
func known[R any](c *Column[R], r *R) bool {
	var ok bool
	switch c.Kind {
	case KindBool, KindInt, KindEnum, KindTime:
		_, ok = c.Int(r)
	case KindList:
		_, ok = c.List(r)
	default:
		_, ok = c.Text(r, scratch[:0])
	}
	return ok
}

// roundTrip sets an extreme value and reads it back.
func roundTrip[R any](c *Column[R], r *R) bool {
	switch c.Kind {
	case KindBool, KindInt, KindEnum, KindTime:
		c.SetInt(r, c.Min)
		low, _ := c.Int(r)
		c.SetInt(r, c.Max)
		high, ok := c.Int(r)
		return ok && low == c.Min && high == c.Max && low < high
	case KindList:
		c.SetList(r, []string{"a", "b"})
		v, ok := c.List(r)
		return ok && slices.Equal(v, []string{"a", "b"})
	case KindString:
		c.SetStr(r, "text")
		v, ok := c.Str(r)
		b, ok2 := c.Text(r, []byte("+"))
		return ok && ok2 && v == "text" && string(b) == "+text"
	case KindMAC:
		c.SetStr(r, "02:00:0a:00:00:ff")
		c.SetStr(r, "02-00-0a-00-00-ff")
		b, ok := c.Text(r, nil)
		return ok && string(b) == "02:00:0a:00:00:ff"
	}
	v6 := AddrOf([16]byte{0x20, 1, 0xd, 0xb8, 15: 1}, 6)
	c.SetAddr(r, v6)
	v, ok := c.Addr(r)
	b, ok2 := c.Text(r, nil)
	return ok && ok2 && v == v6 && string(b) == "2001:db8::1"
}

func TestColumns(t *testing.T) {
	checkColumns(t, "Packet", PacketColumns)
	checkColumns(t, "Flow", FlowColumns)
	checkColumns(t, "Reset", ResetColumns)
	checkColumns(t, "Capture", CaptureColumns)
	checkColumns(t, "Verdict", VerdictColumns)
}

// A column name means one thing in all tables: same kind, unit and width.
func TestColumnNamesAgreeAcrossTables(t *testing.T) {
	first := map[string]Meta{}
	see := func(m Meta) {
		o, ok := first[m.Name]
		if !ok {
			first[m.Name] = m
			return
		}
		if o.Kind != m.Kind || o.Unit != m.Unit || !slices.Equal(o.Values, m.Values) {
			t.Errorf("%s is %v %v as %s and %v %v as %s", m.Name, o.Kind, o.Unit, o.Field, m.Kind, m.Unit, m.Field)
		}
	}
	for i := range PacketColumns {
		see(PacketColumns[i].Meta)
	}
	for i := range FlowColumns {
		see(FlowColumns[i].Meta)
	}
	for i := range ResetColumns {
		see(ResetColumns[i].Meta)
	}
	for i := range VerdictColumns {
		see(VerdictColumns[i].Meta)
	}
}

func TestValidateComplains(t *testing.T) {
	type r struct{}
	good := Meta{Name: "flow_idle_us", Field: "IdleUs", Doc: "IdleUs is idle time.", Kind: KindInt, Unit: UnitUs, Bits: 64, Min: math.MinInt64, Max: math.MaxInt64}
	with := func(change func(*Meta)) Column[r] {
		m := good
		change(&m)
		return Column[r]{Meta: m}
	}
	for _, tc := range []struct {
		want string
		cols []Column[r]
	}{
		{"", []Column[r]{with(func(*Meta) {})}},
		{"lower_snake_case", []Column[r]{with(func(m *Meta) { m.Name = "Idle_us" })}},
		{"no doc comment", []Column[r]{with(func(m *Meta) { m.Doc = "" })}},
		{"Unknown when", []Column[r]{with(func(m *Meta) { m.Nullable = true })}},
		{"go together", []Column[r]{with(func(m *Meta) { m.Unit = UnitBytes })}},
		{"go together", []Column[r]{with(func(m *Meta) { m.Name = "flow_idle" })}},
		{"enum without values", []Column[r]{with(func(m *Meta) { m.Kind, m.Unit = KindEnum, UnitNone })}},
		{"only integers", []Column[r]{with(func(m *Meta) { m.Kind = KindBool })}},
		{"taken", []Column[r]{with(func(*Meta) {}), with(func(*Meta) {})}},
	} {
		errs := Validate(tc.cols)
		if tc.want == "" && len(errs) > 0 || tc.want != "" && (len(errs) != 1 || !strings.Contains(errs[0].Error(), tc.want)) {
			t.Errorf("want %q, got %v", tc.want, errs)
		}
	}
}

func TestDescription(t *testing.T) {
	m := Meta{Name: "flow_idle_us", Field: "ResetBytes.IdleUs", Doc: "IdleUs is idle time."}
	if got := m.Description(); got != "flow_idle_us is idle time." {
		t.Error(got)
	}
}
