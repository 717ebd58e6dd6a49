package export

import (
	"fmt"
	"iter"
	"slices"

	"whyrst/extract/fact"
)

// readRows is the number of rows that a Reader hands out at once.
const readRows = 4096

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
		wanted := false
		if err := guard(func() error { wanted = f.may(g, s); return nil }); err != nil {
			return false, fmt.Errorf("%s/%s: row group %d: %w", r.dir, path, g, err)
		}
		if !wanted {
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
	left := int64(0)
	err = guard(func() error {
		left = f.rows(g)
		for _, c := range columns {
			v, err := f.values(g, c.Name)
			if err != nil {
				return fmt.Errorf("column %s: %w", c.Name, err)
			}
			sources = append(sources, v)
		}
		return nil
	})
	for err == nil && left > 0 {
		n := min(int64(len(rows)), left)
		left -= n
		clear(rows)
		err = guard(func() error {
			for i, v := range sources {
				if err := fill(v, rows[:n], columns[i].set); err != nil {
					return fmt.Errorf("column %s: %w", columns[i].Name, err)
				}
			}
			return nil
		})
		if err == nil && !each(rows[:n]) {
			return false, nil
		}
	}
	return err == nil, err
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
