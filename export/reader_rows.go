package export

import (
	"fmt"
	"iter"
	"net/netip"
	"slices"

	"whyrst/extract/fact"
)

// readRows is the number of rows that a Reader hands out at once.
const readRows = 4096

// setter puts a value into its field.
type setter[R any] struct {
	fact.Meta
	set func(row *R, v *value) error
}

// settersOf makes setters of fact's columns.
func settersOf[R any](columns []fact.Column[R]) []setter[R] {
	out := make([]setter[R], len(columns))
	for i := range columns {
		out[i] = setter[R]{columns[i].Meta, setterOf(&columns[i])}
	}
	return out
}

// judgedSetters make a verdict on the first value that is not NULL.
func judgedSetters[R any](field func(*R) **fact.Judged) []setter[R] {
	inner := settersOf(fact.JudgedColumns)
	out := make([]setter[R], len(inner))
	for i, s := range inner {
		out[i] = setter[R]{s.Meta, func(row *R, v *value) error {
			p := field(row)
			if *p == nil {
				*p = new(fact.Judged)
			}
			return s.set(*p, v)
		}}
	}
	return out
}

// setterOf fits a column's kind. Texts are interned: rows repeat them, and so a batch holds one copy of each.
func setterOf[R any](c *fact.Column[R]) func(*R, *value) error {
	texts := map[string]string{}
	intern := func(b []byte) string {
		s, ok := texts[string(b)]
		if !ok {
			if len(texts) >= readRows {
				clear(texts)
			}
			s = string(b)
			texts[s] = s
		}
		return s
	}
	switch c.Kind {
	case fact.KindBool, fact.KindInt, fact.KindTime:
		return func(r *R, v *value) error {
			if v.num < c.Min || v.num > c.Max {
				return fmt.Errorf("%d is out of range", v.num)
			}
			c.SetInt(r, v.num)
			return nil
		}
	case fact.KindEnum:
		return func(r *R, v *value) error {
			i := slices.Index(c.Values, intern(v.text))
			if i < 0 {
				return fmt.Errorf("no value %q", v.text)
			}
			c.SetInt(r, int64(i))
			return nil
		}
	case fact.KindAddr:
		addrs := map[string]fact.Addr{}
		return func(r *R, v *value) error {
			a, ok := addrs[string(v.text)]
			if !ok {
				ip, err := netip.ParseAddr(string(v.text))
				if err != nil {
					return err
				}
				if len(addrs) >= readRows {
					clear(addrs)
				}
				a = fact.AddrOf(ip.As16(), 6)
				if ip.Is4() {
					a.Version = 4
				}
				addrs[string(v.text)] = a
			}
			c.SetAddr(r, a)
			return nil
		}
	case fact.KindList:
		return func(r *R, v *value) error { c.SetList(r, v.list); return nil }
	}
	return func(r *R, v *value) error { c.SetStr(r, intern(v.text)); return nil }
}

// read iterates over the files of a table. ids tells flow and frame of a row, for what statistics can't decide.
func read[R any](r *Reader, t Table, columns []setter[R], s Select, ids func(*R) (fact.Opt[int64], int64)) iter.Seq2[[]R, error] {
	return func(yield func([]R, error) bool) {
		m := r.manifest.Table(t)
		if m == nil {
			yield(nil, fmt.Errorf("%s: the data set has no table %v", r.dir, t))
			return
		}
		for i := range m.Files {
			f := &m.Files[i]
			if s.Capture != "" && t != Captures && f.Capture != s.Capture || f.Rows == 0 {
				continue
			}
			again, err := readFile(r, f.Path, columns, &s, ids, yield)
			if err != nil {
				yield(nil, err)
				return
			}
			if !again {
				return
			}
		}
	}
}

// readFile hands out the rows of a file; false when no more are wanted.
func readFile[R any](r *Reader, path string, columns []setter[R], s *Select, ids func(*R) (fact.Opt[int64], int64), yield func([]R, error) bool) (bool, error) {
	f, err := r.open(path)
	if err != nil {
		return false, err
	}
	defer f.close()
	picked := pick(f, columns, s)
	rows := make([]R, readRows)
	for g := range f.groups() {
		if !f.may(g, s) {
			continue
		}
		again, err := readGroup(f, g, picked, rows, func(rows []R) bool {
			rows = filter(rows, s, ids)
			return len(rows) == 0 || yield(rows, nil)
		})
		if err != nil {
			return false, fmt.Errorf("%s/%s: row group %d: %w", r.dir, path, g, err)
		}
		if !again {
			return false, nil
		}
	}
	return true, nil
}

// pick leaves the columns that are wanted, or needed to choose rows, and that the file has.
func pick[R any](f tableFile, columns []setter[R], s *Select) (out []setter[R]) {
	for _, c := range columns {
		wanted := s.Columns == nil || slices.Contains(s.Columns, c.Name) ||
			s.Flow.Known && c.Name == "flow_id" ||
			(s.FirstFrame.Known || s.LastFrame.Known) && c.Name == "frame_number"
		if wanted && f.has(c.Name) {
			out = append(out, c)
		}
	}
	return out
}

// readGroup fills rows column by column and hands them out, again and again, until the group ends.
func readGroup[R any](f tableFile, g int, columns []setter[R], rows []R, each func([]R) bool) (again bool, err error) {
	sources := make([]values, 0, len(columns))
	defer func() {
		for _, v := range sources {
			v.close()
		}
	}()
	for _, c := range columns {
		v, err := f.values(g, c.Name)
		if err != nil {
			return false, fmt.Errorf("column %s: %w", c.Name, err)
		}
		sources = append(sources, v)
	}
	for left := f.rows(g); left > 0; {
		n := min(int64(len(rows)), left)
		left -= n
		clear(rows)
		for i, v := range sources {
			if err := fill(v, rows[:n], columns[i].set); err != nil {
				return false, fmt.Errorf("column %s: %w", columns[i].Name, err)
			}
		}
		if !each(rows[:n]) {
			return false, nil
		}
	}
	return true, nil
}

func fill[R any](source values, rows []R, set func(*R, *value) error) error {
	var v value
	for i := range rows {
		if err := source.next(&v); err != nil {
			return err
		}
		if !v.null {
			if err := set(&rows[i], &v); err != nil {
				return err
			}
		}
	}
	return nil
}

// filter moves the rows that s wants to the front.
func filter[R any](rows []R, s *Select, ids func(*R) (fact.Opt[int64], int64)) []R {
	if ids == nil || !s.Flow.Known && !s.FirstFrame.Known && !s.LastFrame.Known {
		return rows
	}
	return slices.DeleteFunc(rows, func(r R) bool {
		flow, frame := ids(&r)
		return s.Flow.Known && s.Flow != flow ||
			s.FirstFrame.Known && frame < s.FirstFrame.V || s.LastFrame.Known && frame > s.LastFrame.V
	})
}
