package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"whyrst/export"
	"whyrst/extract"
	"whyrst/extract/fact"
	"whyrst/extract/flow/idle"
	"whyrst/rules"
)

// extractFlags are the choices of extract as the user wrote them.
type extractFlags struct {
	out, format, encoding, tables string
	overwrite, checksums          bool
	ruleDirs                      []string
	reading                       readFlags
	workers                       int
}

// readFlags are the choices of every command that reads captures.
type readFlags struct {
	idleTimers string
	linger     time.Duration
	maxFlows   int
}

// extractCmd is the main road: captures in, tables out.
func extractCmd() *cobra.Command {
	var f extractFlags
	cmd := &cobra.Command{
		Use:   "extract -o OUT CAPTURE...",
		Short: "Read captures, judge their resets and write tables",
		Long: `Read captures (pcap, pcapng, snoop; gzip, zstd, lz4, xz, bzip2 by content; - is standard input), give
every RST a cause, and write a data set: a folder with the tables packets, flows, resets and captures.

The data set appears under its name whole or not at all. A broken capture in a batch does not stop the
others; the captures table says what was lost, and the exit code is 3.

An Arrow stream of one table goes to standard output: --format arrow-stream --tables resets CAPTURE...
(an - behind other captures then stands for standard output, as -o - does).

` + exitHelp(),
		Example: `  whyrst extract -o out capture.pcapng
  zcat old.pcap.gz | whyrst extract -o out -
  whyrst extract --format arrow-stream --tables resets capture.pcap | python3 -c '...'`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	fs := cmd.Flags()
	fs.StringVarP(&f.out, "out", "o", "", "folder of the data set; - for standard output with --format arrow-stream")
	fs.StringVar(&f.format, "format", "parquet", "parquet, arrow (IPC files) or arrow-stream")
	fs.StringVar(&f.encoding, "encoding", "portable", "encodings of Parquet pages: portable, or modern (smaller, newer readers)")
	fs.StringVar(&f.tables, "tables", "", "tables to write, with commas: packets,flows,resets,captures (default all)")
	fs.BoolVar(&f.overwrite, "overwrite", false, "replace a data set that is there, once the new one is whole")
	fs.BoolVar(&f.checksums, "checksums", false, "verify TCP checksums; reads every payload byte")
	fs.StringArrayVar(&f.ruleDirs, "rules", nil, "folder with .rule files that add to the built-in rules or replace them by id (repeatable)")
	fs.IntVar(&f.workers, "workers", 0, "encoders at work at once (default one for each processor)")
	f.reading.register(cmd)
	return cmd
}

// register adds the flags of reading to a command.
func (f *readFlags) register(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.idleTimers, "idle-timers", "", "file of known idle timers to add, one a line: name | seconds | source")
	fs.DurationVar(&f.linger, "linger", 0, "how long after a RST, in capture time, evidence is collected (default 2s)")
	fs.IntVar(&f.maxFlows, "max-flows", 0, "connections held in memory at once (default 1 million)")
}

// run checks the choices, then does the work.
func (f *extractFlags) run(cmd *cobra.Command, args []string) error {
	began := time.Now()
	target, args, err := f.target(cmd.OutOrStdout(), args)
	if err != nil {
		return err
	}
	set, err := loadRules(f.ruleDirs)
	if err != nil {
		return err
	}
	opt, err := f.reading.options(set)
	if err != nil {
		return err
	}
	if err := checkInputs(cmd.InOrStdin(), args); err != nil {
		return err
	}
	tables := target.Tables
	if tables == 0 {
		tables = export.AllTables
	}
	opt.Packets, opt.Flows, opt.Resets = tables.Has(export.Packets), tables.Has(export.Flows), tables.Has(export.Resets)
	opt.VerifyChecksum = f.checksums
	target.RulesVersion = set.Version()
	var causes tally
	opt.OnReset = func(r *fact.JudgedReset) { causes.add(&r.Reset, &r.Verdict) }
	sum, manifest, err := write(cmd, args, opt, target)
	if err != nil {
		return err
	}
	m := summary{captures: sum.Captures, causes: &causes, took: time.Since(began)}
	to := cmd.OutOrStdout()
	if target.Format == export.ArrowStream {
		to = cmd.ErrOrStderr()
	} else {
		m.written(target.Dir, manifest)
	}
	if err := m.print(to); err != nil {
		return err
	}
	return lossOf(&sum)
}

// target says where the tables go; the inputs come back without an - that stood for standard output.
func (f *extractFlags) target(stdout io.Writer, args []string) (opt export.Options, inputs []string, err error) {
	opt = export.Options{Overwrite: f.overwrite, Workers: f.workers, WhyrstVersion: versionText()}
	if opt.Format, err = export.ParseFormat(f.format); err != nil {
		return opt, nil, usage("--format: %w", err)
	}
	if opt.Encoding, err = export.ParseEncoding(f.encoding); err != nil {
		return opt, nil, usage("--encoding: %w", err)
	}
	if f.tables != "" {
		if opt.Tables, err = export.ParseTables(f.tables); err != nil {
			return opt, nil, usage("--tables: %w", err)
		}
	}
	if opt.Format != export.ArrowStream {
		if f.out == "" || f.out == "-" {
			return opt, nil, usage("-o OUT is missing: the folder for the tables (only --format arrow-stream goes to standard output)")
		}
		opt.Dir = f.out
		return opt, args, nil
	}
	if f.out != "" && f.out != "-" {
		return opt, nil, usage("--format arrow-stream goes to standard output: use -o -, or > %s", f.out)
	}
	if len(opt.Tables.List()) != 1 {
		return opt, nil, usage("--format arrow-stream takes one table: --tables resets, for example")
	}
	if screenOf(stdout).terminal {
		return opt, nil, usage("--format arrow-stream writes no text: send standard output to a file or a program")
	}
	if f.out == "" && len(args) > 1 && args[len(args)-1] == "-" {
		args = args[:len(args)-1]
	}
	opt.Stream = stdout
	return opt, args, nil
}

// options are those of the pipeline, without its tables.
func (f *readFlags) options(set *rules.Set) (extract.Options, error) {
	opt := extract.Options{
		Linger: f.linger, MaxFlows: f.maxFlows,
		WhyrstVersion: versionText(), SchemaVersion: export.SchemaVersion,
		Judge: func(r *fact.Reset) *fact.Verdict {
			d := set.Judge(r)
			v := set.Explain(r, &d)
			return &v
		},
	}
	if f.linger < 0 || f.maxFlows < 0 {
		return opt, usage("--linger and --max-flows can't be negative")
	}
	if f.idleTimers == "" {
		return opt, nil
	}
	file, err := os.Open(f.idleTimers)
	if err != nil {
		return opt, usage("--idle-timers: %w", err)
	}
	defer file.Close()
	timers, err := idle.Read(f.idleTimers, file)
	if err != nil {
		return opt, usage("--idle-timers: %w", err)
	}
	opt.Timers = idle.Builtin().With(timers)
	return opt, nil
}

// checkInputs refuses what can't be meant before any work is done.
func checkInputs(stdin io.Reader, args []string) error {
	dashes := 0
	for _, a := range args {
		if a == "-" {
			dashes++
			continue
		}
		if info, err := os.Stat(a); err == nil && info.IsDir() {
			return usage("%s is a folder; name the captures in it", a)
		}
	}
	if dashes > 1 {
		return usage("- stands for standard input and can be given once")
	}
	if dashes == 1 && screenOf(asWriter(stdin)).terminal {
		return usage("standard input is a terminal: pipe a capture into it")
	}
	return nil
}

// asWriter lets a file be asked whether it is a terminal.
func asWriter(r io.Reader) io.Writer {
	w, _ := r.(io.Writer)
	return w
}

// sink lets the pipeline write into a data set: its captures are the same thing under another name.
type sink struct{ *export.DataSet }

func (s sink) Capture(name string) (extract.CaptureSink, error) {
	w, err := s.DataSet.Capture(name)
	if err != nil {
		return nil, err
	}
	return w, nil
}

// write runs the pipeline into a data set, which stands under its name afterwards or not at all.
func write(cmd *cobra.Command, inputs []string, opt extract.Options, to export.Options) (extract.Summary, export.Manifest, error) {
	data, err := create(to)
	if err != nil {
		return extract.Summary{}, export.Manifest{}, err
	}
	sum, err := runWatched(cmd, inputs, opt, sink{data})
	if err == nil && sum.Failed == len(inputs) {
		err = fmt.Errorf("nothing could be read: %w", errors.Join(sum.Errors...))
	}
	if err != nil {
		return sum, export.Manifest{}, errors.Join(err, data.Abort())
	}
	manifest, err := data.Commit()
	if err != nil {
		return sum, manifest, errors.Join(err, data.Abort())
	}
	return sum, manifest, nil
}

// create begins a data set. What stands in its way is the caller's to remove, a broken disk is not.
func create(to export.Options) (*export.DataSet, error) {
	data, err := export.Create(to)
	var system *fs.PathError
	switch {
	case err == nil || errors.As(err, &system):
		return data, err
	case !to.Overwrite && to.Dir != "":
		return nil, usage("%w (--overwrite)", err)
	}
	return nil, usage("%w", err)
}

// grace is how long an interrupted run may take to end by itself: reading from a terminal or a pipe that
// nobody writes to does not end at all.
const grace = 3 * time.Second

// runWatched runs the pipeline with progress on standard error, and comes back soon after an interrupt.
func runWatched(cmd *cobra.Command, inputs []string, opt extract.Options, to extract.Sink) (extract.Summary, error) {
	type outcome struct {
		sum extract.Summary
		err error
	}
	ctx := cmd.Context()
	var read atomic.Int64
	opt.Progress = &read
	bar := newProgress(cmd.ErrOrStderr())
	defer bar.done()
	total := storedBytes(inputs)
	ended := make(chan outcome, 1)
	go func() {
		sum, err := extract.Run(ctx, inputs, opt, to)
		ended <- outcome{sum, err}
	}()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	var late <-chan time.Time
	interrupted := ctx.Done()
	for {
		select {
		case o := <-ended:
			return o.sum, o.err
		case <-tick.C:
			bar.update(read.Load(), total)
		case <-interrupted:
			interrupted, late = nil, time.After(grace)
		case <-late:
			return extract.Summary{}, context.Canceled
		}
	}
}

// storedBytes sums the sizes of the inputs; -1 if one of them has none.
func storedBytes(inputs []string) int64 {
	var sum int64
	for _, in := range inputs {
		info, err := os.Stat(in)
		if in == "-" || err == nil && !info.Mode().IsRegular() {
			return -1
		}
		if err == nil {
			sum += info.Size()
		}
	}
	return sum
}

// lossOf is the error of a run that delivered what it could: each capture that lost something, and where.
func lossOf(sum *extract.Summary) error {
	if sum.Damaged+sum.Failed == 0 {
		return nil
	}
	const shown = 20
	var lines []string
	for i := range sum.Captures {
		c := &sum.Captures[i]
		switch {
		case c.Status == "ok":
		case len(lines) == shown:
			lines = append(lines, "and more: see the captures table")
		case len(lines) > shown:
		case c.Error.Known:
			lines = append(lines, c.Error.V)
		default:
			lines = append(lines, c.Path+": lost bytes "+strings.Join(c.LossRanges[:min(3, len(c.LossRanges))], "; "))
		}
	}
	return lost("something was lost in %d of %s; everything else is delivered\n%s",
		sum.Damaged+sum.Failed, plural(int64(len(sum.Captures)), "capture", "captures"), strings.Join(lines, "\n"))
}

// written adds what stands on disk and what to do with it.
func (m *summary) written(dir string, manifest export.Manifest) {
	for _, t := range manifest.Tables {
		size := tableSize{path: filepath.Join(dir, t.Table), rows: t.Rows}
		for _, f := range t.Files {
			size.bytes += f.Bytes
		}
		m.tables = append(m.tables, size)
	}
	if m.causes.primary > 0 {
		m.next = append(m.next, "whyrst explain "+shellQuote(dir))
	}
}

// shellQuote makes a word that a POSIX shell takes as it is.
func shellQuote(word string) string {
	plain := word != ""
	for _, r := range word {
		plain = plain && (r == '/' || r == '.' || r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}
	if plain && word[0] != '-' {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
