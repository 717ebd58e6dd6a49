package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"whyrst/export"
	"whyrst/extract/capture"
	"whyrst/extract/fact"
	"whyrst/lua"
)

// annotateFlags are the choices of annotate.
type annotateFlags struct {
	out          string
	onlyAffected bool
	overwrite    bool
	ruleDirs     []string
	reading      readFlags
}

// annotateCmd writes verdicts as packet comments.
func annotateCmd() *cobra.Command {
	var f annotateFlags
	cmd := &cobra.Command{
		Use:   "annotate CAPTURE -o OUT.pcapng",
		Short: "Copy a capture with the verdicts as packet comments, for people without the plugin",
		Long: `Judge a capture and write a copy, as pcapng, whose RSTs carry their cause, evidence and advice as packet
comments; what a RST answers, and what is evidence, says so too. Wireshark shows comments in the tree, in the
expert information and under frame.comment.

Blocks and options of an uncompressed pcapng file are copied as they are. Other formats become pcapng.

` + exitHelp(),
		Example: `  whyrst annotate capture.pcap -o judged.pcapng
  whyrst annotate big.pcapng --only-affected -o resets.pcapng`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	fs := cmd.Flags()
	fs.StringVarP(&f.out, "out", "o", "", "the annotated copy")
	fs.BoolVar(&f.onlyAffected, "only-affected", false, "leave out packets that belong to no connection with a reset")
	fs.BoolVar(&f.overwrite, "overwrite", false, "replace a file that is there")
	fs.StringArrayVar(&f.ruleDirs, "rules", nil, "folder with .rule files (repeatable)")
	f.reading.register(cmd)
	return cmd
}

func (f *annotateFlags) run(cmd *cobra.Command, from string) error {
	switch info, err := os.Stat(from); {
	case from == "-":
		return usage("annotate reads its capture more than once: give a file")
	case err != nil:
		return usage("%w", err)
	case info.IsDir():
		return usage("%s is a folder; annotate takes a capture", from)
	}
	if f.out == "" {
		return usage("-o OUT.pcapng is missing")
	}
	if exists, err := os.Stat(f.out); err == nil && (!f.overwrite || !exists.Mode().IsRegular()) {
		return usage("%s is there already (--overwrite replaces a file)", f.out)
	}
	set, err := loadRules(f.ruleDirs)
	if err != nil {
		return err
	}
	opt, err := f.reading.options(set)
	if err != nil {
		return err
	}
	src := &captureSource{cmd: cmd, path: from, opt: opt}
	a := annotation{comments: map[int64][]string{}}
	flows := map[int64]bool{}
	err = src.resets(export.Select{}, func(r *fact.JudgedReset) {
		flows[r.FlowID] = true
		a.resets++
		lua.Comments(r, func(frame int64, text string) { a.comments[frame] = append(a.comments[frame], text) })
	})
	if err != nil {
		return err
	}
	if f.onlyAffected {
		if a.affected, err = affectedFrames(src, flows); err != nil {
			return err
		}
	}
	if err := a.write(cmd.Context(), from, f.out); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s: %s annotated\n", escape(f.out), plural(int64(a.resets), "reset", "resets"))
	if a.refused > 0 {
		fmt.Fprintf(cmd.OutOrStdout(), "  %s without room for comments (simple packet blocks)\n", plural(a.refused, "packet", "packets"))
	}
	if src.loss() != nil {
		return src.loss()
	}
	return a.damage
}

// affectedFrames marks the frames of connections: a bit for each frame of the capture.
func affectedFrames(src *captureSource, flows map[int64]bool) ([]uint64, error) {
	bits := []uint64{}
	opt := src.opt
	opt.Packets = true
	err := src.read(opt, picker{each: func(p *fact.Packet) {
		for int(p.FrameNumber/64) >= len(bits) {
			bits = append(bits, 0)
		}
		if p.FlowID.Known && flows[p.FlowID.V] {
			bits[p.FrameNumber/64] |= 1 << (p.FrameNumber % 64)
		}
	}})
	return bits, err
}

// annotation is what to write.
type annotation struct {
	comments map[int64][]string
	affected []uint64 // nil: all
	resets   int
	refused  int64
	damage   error
}

// keeps says that a frame stays.
func (a *annotation) keeps(frame int64) bool {
	return a.affected == nil || len(a.comments[frame]) > 0 ||
		int(frame/64) < len(a.affected) && a.affected[frame/64]>>(frame%64)&1 == 1
}

// write makes the copy beside and renames it when it is whole.
func (a *annotation) write(ctx context.Context, from, to string) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(to), ".whyrst-*")
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, temp.Close()); err != nil {
			os.Remove(temp.Name())
		}
	}()
	r, err := capture.Open(from, capture.Options{NoHash: true})
	if err != nil {
		return err
	}
	defer r.Close()
	if info := r.Info(); info.Format == capture.FormatPcapng && info.Compression == capture.Uncompressed {
		err = a.blocks(until{ctx, temp}, from, r)
	} else {
		err = a.convert(until{ctx, temp}, r)
	}
	if err == nil {
		err = temp.Chmod(0o644)
	}
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), to)
}

// until is a writer that ends with a context.
type until struct {
	ctx context.Context
	w   io.Writer
}

func (u until) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.w.Write(p)
}

// blocks copies a pcapng file; r walks along and says which frame a block is.
func (a *annotation) blocks(to io.Writer, from string, r *capture.Reader) error {
	src, err := os.Open(from)
	if err != nil {
		return err
	}
	defer src.Close()
	w := frameWalk{r: r}
	a.refused, err = lua.AnnotatePcapng(to, src, func(offset int64) ([]string, bool) {
		frame := w.at(offset)
		return a.comments[frame], a.keeps(frame)
	})
	if errors.Is(err, lua.ErrDamaged) {
		a.damage, err = lost("%s: %w; what follows was copied as it is", from, err), nil
	}
	return err
}

// frameWalk finds frames by their place in the file, in order.
type frameWalk struct {
	r     *capture.Reader
	batch capture.Batch
	next  int
}

// at is the number of the frame that begins at an offset, 0 if none does.
func (w *frameWalk) at(offset int64) int64 {
	for {
		if w.next == len(w.batch.Frames) {
			if w.next = 0; w.r.ReadBatch(&w.batch) != nil {
				w.batch.Reset()
				return 0
			}
		}
		switch f := &w.batch.Frames[w.next]; {
		case f.Offset > offset:
			return 0
		case f.Offset == offset:
			return f.Number
		}
		w.next++
	}
}

// convert writes any format as pcapng.
func (a *annotation) convert(to io.Writer, r *capture.Reader) error {
	w, err := capture.NewWriter(to, capture.FormatPcapng)
	if err != nil {
		return err
	}
	var batch capture.Batch
	described := 0
	for {
		if err := r.ReadBatch(&batch); err != nil {
			var damage *capture.Error
			if errors.As(err, &damage) {
				a.damage, err = lost("%w", damage), io.EOF
			}
			if err == io.EOF {
				return w.Flush()
			}
			return err
		}
		for _, in := range r.Info().Interfaces[described:] {
			if _, err := w.AddInterface(in); err != nil {
				return err
			}
			described++
		}
		for i := range batch.Frames {
			f := &batch.Frames[i]
			if !a.keeps(f.Number) {
				continue
			}
			if err := w.Write(f, a.comments[f.Number]...); err != nil {
				return err
			}
		}
	}
}
