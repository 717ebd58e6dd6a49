package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"whyrst/export"
	"whyrst/extract"
	"whyrst/extract/fact"
)

// extractFlags are the choices of extract as the user wrote them.
type extractFlags struct {
	out, format, encoding, tables string
	overwrite, checksums          bool
	ruleDirs                      []string
	reading                       readFlags
	workers                       int
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

// written adds what stands on disk and what to do with it.
func (m *summary) written(dir string, manifest export.Manifest) {
	for _, t := range manifest.Tables {
		size := tableSize{path: filepath.Join(dir, t.Table), rows: t.Rows}
		for _, f := range t.Files {
			size.bytes += f.Bytes
		}
		m.tables = append(m.tables, size)
	}
	if m.causes.primary == 0 || manifest.Table(export.Resets) == nil {
		return
	}
	capture := "CAPTURE"
	if len(m.captures) == 1 && m.captures[0].Path != "-" {
		capture = shellQuote(m.captures[0].Path)
	}
	m.next = []string{
		"whyrst explain " + shellQuote(dir),
		"whyrst wireshark " + shellQuote(dir) + " --install && wireshark -C whyrst " + capture,
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
