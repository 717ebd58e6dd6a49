package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"whyrst/export"
	"whyrst/extract"
	"whyrst/extract/fact"
	"whyrst/rules"
)

// judgeCmd judges a data set again.
func judgeCmd() *cobra.Command {
	var dirs []string
	var dry bool
	cmd := &cobra.Command{
		Use:   "judge OUT",
		Short: "Judge the stored resets again, with other rules, without their captures",
		Long: `Judge the stored resets again: a verdict depends on the row in the table resets alone. The verdict
columns of resets, packets and flows are written anew, beside the data set, which is then replaced as a
whole; what changed is printed. The facts stay as they are.

` + exitHelp(),
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			set, err := loadRules(dirs)
			if err != nil {
				return err
			}
			return judge(cmd, args[0], set, dry)
		},
	}
	cmd.Flags().StringArrayVar(&dirs, "rules", nil, "folder with .rule files that add to the built-in rules or replace them by id (repeatable)")
	cmd.Flags().BoolVar(&dry, "dry-run", false, "print what would change and write nothing")
	return cmd
}

// judge compares every stored verdict with that of the rules, and rewrites the data set if one differs.
func judge(cmd *cobra.Command, dir string, set *rules.Set, dry bool) error {
	data, err := openData(dir)
	if err != nil {
		return err
	}
	missing, err := data.Missing(export.Resets)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "whyrst: %s was written by another version; unknown here: %s\n", escape(dir), plural(int64(len(missing)), "fact", "facts"))
	}
	j := judgement{data: data, set: set}
	if err := j.compare(cmd); err != nil {
		return err
	}
	manifest := data.Manifest()
	if !dry && (j.changed > 0 || manifest.RulesVersion != set.Version()) {
		if err := j.rewrite(cmd, dir); err != nil {
			return err
		}
	}
	return j.print(screenOf(cmd.OutOrStdout()), manifest.RulesVersion, dry)
}

// judgement is the second look at a data set.
type judgement struct {
	data *dataSource
	set  *rules.Set
	// resets were judged; of changed ones any verdict column differs, of moves the cause.
	resets, changed int64
	moves           map[[2]string]int64 // from cause to cause
}

// verdicts are those of one capture: of every RST by frame. A capture with a million resets takes about a
// gigabyte here; rotated captures are the way to more.
type verdicts map[int64]*fact.Judged

// again judges the resets of one capture and calls each with the stored row and the new verdict. A RST that is
// not primary follows the primary one, as it did when it was extracted.
func (j *judgement) again(cmd *cobra.Command, capture string, each func(r *fact.JudgedReset, now *fact.Verdict) error) error {
	primary := map[int64]*fact.Verdict{}
	for rows, err := range j.data.Resets(export.Select{Capture: capture}) {
		if err != nil {
			return err
		}
		if err := cmd.Context().Err(); err != nil {
			return err
		}
		for i := range rows {
			r := &rows[i]
			d := j.set.Judge(&r.Reset)
			v := j.set.Explain(&r.Reset, &d)
			now := &v
			if r.Role == fact.RolePrimary {
				primary[r.FlowID] = now
			} else if first := primary[r.FlowID]; first != nil {
				now = extract.Follow(&r.Reset, now, first)
			}
			if err := each(r, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// compare counts what the rules see differently now.
func (j *judgement) compare(cmd *cobra.Command) error {
	j.moves = map[[2]string]int64{}
	for _, c := range j.data.Manifest().Captures {
		err := j.again(cmd, c.Capture, func(r *fact.JudgedReset, now *fact.Verdict) error {
			j.resets++
			if !sameVerdict(&r.Verdict, now) {
				j.changed++
			}
			if r.Cause != now.Cause {
				j.moves[[2]string{r.Cause, now.Cause}]++
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sameVerdict compares every column but the version of the rules.
func sameVerdict(a, b *fact.Verdict) bool {
	x := *a
	x.RulesVersion = b.RulesVersion
	for i := range fact.VerdictColumns {
		c := &fact.VerdictColumns[i]
		switch {
		case c.List != nil:
			l, _ := c.List(&x)
			m, _ := c.List(b)
			if !slices.Equal(l, m) {
				return false
			}
		case c.Str != nil:
			l, known := c.Str(&x)
			m, also := c.Str(b)
			if l != m || known != also {
				return false
			}
		default:
			l, known := c.Int(&x)
			m, also := c.Int(b)
			if l != m || known != also {
				return false
			}
		}
	}
	return true
}

// rewrite writes the data set anew with the verdicts of now.
func (j *judgement) rewrite(cmd *cobra.Command, dir string) error {
	m := j.data.Manifest()
	opt := export.Options{
		Dir: dir, Overwrite: true, WhyrstVersion: versionText(), RulesVersion: j.set.Version(),
	}
	var err error
	if opt.Format, err = export.ParseFormat(m.Format); err != nil {
		return err
	}
	if m.Encoding != "" {
		if opt.Encoding, err = export.ParseEncoding(m.Encoding); err != nil {
			return err
		}
	}
	for _, t := range m.Tables {
		set, err := export.ParseTables(t.Table)
		if err != nil {
			return err
		}
		opt.Tables |= set
	}
	data, err := create(opt)
	if err != nil {
		return err
	}
	defer data.Abort() // nothing once it is committed
	rows := map[string]fact.Capture{}
	if opt.Tables.Has(export.Captures) {
		for batch, err := range j.data.Captures(export.Select{}) {
			if err != nil {
				return err
			}
			for _, c := range batch {
				rows[c.Capture] = c
			}
		}
	}
	for _, c := range m.Captures {
		row, known := rows[c.Capture]
		if !known {
			row = fact.Capture{Capture: c.Capture, Hash: fact.Opt[string]{V: c.Hash, Known: c.Hash != ""}, Status: c.Status}
		}
		if err := j.rewriteCapture(cmd, data, opt.Tables, row); err != nil {
			return err
		}
	}
	_, err = data.Commit()
	return err
}

// rewriteCapture copies the rows of one capture with their new verdicts.
func (j *judgement) rewriteCapture(cmd *cobra.Command, data *export.DataSet, tables export.Tables, row fact.Capture) error {
	w, err := data.Capture(row.Capture)
	if err != nil {
		return err
	}
	now := verdicts{}
	err = j.again(cmd, row.Capture, func(r *fact.JudgedReset, v *fact.Verdict) error {
		now[r.FrameNumber] = &fact.Judged{Role: r.Role, Effect: r.Effect, Verdict: *v}
		return w.Resets([]fact.JudgedReset{{Reset: r.Reset, Verdict: *v}})
	})
	if err != nil {
		return err
	}
	if tables.Has(export.Packets) {
		err = copyRows(cmd, j.data.Packets(export.Select{Capture: row.Capture}), w.Packets, func(p *fact.Packet) {
			p.Judged = now[p.FrameNumber]
		})
	}
	if err == nil && tables.Has(export.Flows) {
		err = copyRows(cmd, j.data.Flows(export.Select{Capture: row.Capture}), w.Flows, func(f *fact.Flow) {
			if f.Judged = nil; f.RstFrame.Known {
				f.Judged = now[f.RstFrame.V]
			}
		})
	}
	if err != nil {
		return err
	}
	return w.Close(row)
}

// copyRows hands rows from a table to another, changed on the way.
func copyRows[R any](cmd *cobra.Command, from func(func([]R, error) bool), to func([]R) error, change func(*R)) error {
	for rows, err := range from {
		if err != nil {
			return err
		}
		if err := cmd.Context().Err(); err != nil {
			return err
		}
		for i := range rows {
			change(&rows[i])
		}
		if err := to(rows); err != nil {
			return err
		}
	}
	return nil
}

// print says what changed.
func (j *judgement) print(s screen, before string, dry bool) error {
	done := "written"
	if dry {
		done = "not written (--dry-run)"
	}
	if j.changed == 0 {
		_, err := fmt.Fprintf(s, "%s judged by rules %s (before %s): nothing changed\n", plural(j.resets, "reset", "resets"), j.set.Version(), escape(before))
		return err
	}
	if _, err := fmt.Fprintf(s, "%s judged by rules %s (before %s): %s changed, %s\n", plural(j.resets, "reset", "resets"),
		j.set.Version(), escape(before), plural(j.changed, "verdict", "verdicts"), done); err != nil {
		return err
	}
	return j.printMoves(s)
}

// printMoves lists which causes became which others, most first.
func (j *judgement) printMoves(s screen) error {
	if len(j.moves) == 0 {
		_, err := io.WriteString(s, "No cause changed: only confidence or words did.\n")
		return err
	}
	t := s.table()
	t.AppendHeader(table.Row{"cause before", "cause now", "resets"})
	for _, m := range sortedMoves(j.moves) {
		t.AppendRow(table.Row{escape(m[0]), escape(m[1]), thousands(j.moves[m])})
	}
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 3, Align: text.AlignRight}})
	_, err := fmt.Fprintf(s, "\n%s\n", t.Render())
	return err
}

// sortedMoves orders by number, then by name.
func sortedMoves(moves map[[2]string]int64) [][2]string {
	return slices.SortedFunc(maps.Keys(moves), func(a, b [2]string) int {
		return cmp.Or(cmp.Compare(moves[b], moves[a]), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
}
