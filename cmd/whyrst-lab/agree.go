package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"whyrst/extract/fact"
)

// count is how often a field was compared and how often both sides said the same.
type count struct {
	compared, equal int64
	first           []string // the first differences, "file frame 7: ours 3, tshark 4"
	files           map[string]int64
}

// agreement is what a comparison found, over one capture or many.
type agreement struct {
	limit  int // differences kept a field
	file   string
	files  int
	frames int64
	fields []count // parallel to the package's fields
	flags  []flagCount
	// streams compares what belongs to a connection: completeness and initial RTT.
	completeness, initialRTT count
	// oursOnly and theirsOnly are frames that one side takes for TCP and the other does not.
	oursOnly, theirsOnly count
	rows                 count // frames that one side has and the other has not
}

// flagCount is one analysis flag's occurrences: on our side, on tshark's, on both.
type flagCount struct {
	ours, theirs, both int64
	first              []string
}

func newAgreement(limit int) *agreement {
	return &agreement{limit: limit, fields: make([]count, len(fields)), flags: make([]flagCount, len(analysisFlags))}
}

// differ notes that both sides said different things.
func (a *agreement) differ(c *count, format string, args ...any) {
	if len(c.first) < a.limit {
		c.first = append(c.first, a.file+" "+fmt.Sprintf(format, args...))
	}
	if c.files == nil {
		c.files = map[string]int64{}
	}
	c.files[a.file]++
}

// frame compares one frame.
func (a *agreement) frame(p *fact.Packet, l *line) {
	a.frames++
	theirTCP := l.path.tcp && len(l.values["tcp.flags"]) > 0
	switch {
	case p.Stream.Known && !theirTCP:
		a.differ(&a.oursOnly, "frame %d: tshark stops at %s", p.FrameNumber, strings.Join(l.path.layers, ":"))
	case !p.Stream.Known && theirTCP:
		a.differ(&a.theirsOnly, "frame %d: we stop at %s (%s), tshark has %s",
			p.FrameNumber, p.Layers, p.Status, strings.Join(l.path.layers, ":"))
	}
	theirIP := l.path.ip+l.path.ip6 > 0
	shared := [...]bool{
		everyFrame: true,
		ethFrames:  p.EthSrc.Known && len(l.values["eth.src"]) > 0,
		ipFrames:   p.IPVersion.Known && theirIP,
		tcpFrames:  p.Stream.Known && theirTCP,
	}
	for i := range fields {
		if !shared[fields[i].in] {
			continue
		}
		a.field(i, p, l)
	}
	if shared[tcpFrames] {
		a.analysis(p, l)
	}
}

// field compares one field of one frame.
func (a *agreement) field(i int, p *fact.Packet, l *line) {
	f, c := &fields[i], &a.fields[i]
	theirs := f.theirs(l)
	if theirs == null && f.optional {
		return
	}
	mine := f.mine(p)
	if mine == null && (theirs == null || f.silent && theirs == "0") {
		return // nothing said, nothing agreed
	}
	c.compared++
	if mine == theirs {
		c.equal++
		return
	}
	a.differ(c, "frame %d: ours %s, tshark %s", p.FrameNumber, mine, theirs)
}

// analysis compares the analysis flags of one frame.
func (a *agreement) analysis(p *fact.Packet, l *line) {
	for i, flag := range analysisFlags {
		mine := p.Analysis.Known && p.Analysis.V&flag.bit != 0
		_, theirs := l.value(flag.ws)
		c := &a.flags[i]
		if mine {
			c.ours++
		}
		if theirs {
			c.theirs++
		}
		if mine && theirs {
			c.both++
		}
		if mine != theirs && len(c.first) < a.limit {
			side := "tshark alone"
			if mine {
				side = "ours alone"
			}
			c.first = append(c.first, fmt.Sprintf("%s frame %d: %s", a.file, p.FrameNumber, side))
		}
	}
}

// newTable starts a table whose header stays as written: column names are lower-case.
func newTable() table.Writer {
	t := table.NewWriter()
	style := table.StyleLight
	style.Format = table.FormatOptions{}
	t.SetStyle(style)
	return t
}

// share is a percentage that never rounds a difference away.
func share(equal, all int64) string {
	if all == 0 {
		return null
	}
	if equal == all {
		return "100 %"
	}
	return strconv.FormatFloat(math.Floor(float64(equal)/float64(all)*1e5)/1e3, 'f', 3, 64) + " %"
}

// print writes the shares and the first differences.
func (a *agreement) print(w io.Writer) {
	fmt.Fprintf(w, "%d captures, %d frames\n\n", a.files, a.frames)
	t := newTable()
	t.AppendHeader(table.Row{"column", "tshark", "compared", "differ", "agree", "files that differ"})
	row := func(name, ws string, c *count) {
		t.AppendRow(table.Row{name, ws, c.compared, c.compared - c.equal, share(c.equal, c.compared), len(c.files)})
	}
	for i := range fields {
		row(fields[i].column, fields[i].ws, &a.fields[i])
	}
	row("tcp_completeness", "tcp.completeness of the stream, two passes", &a.completeness)
	row("tcp_initial_rtt_us", "tcp.analysis.initial_rtt, last of the stream", &a.initialRTT)
	fmt.Fprintln(w, t.Render())

	t = newTable()
	t.AppendHeader(table.Row{"analysis flag", "ours", "tshark", "both", "precision", "recall"})
	for i, flag := range analysisFlags {
		c := &a.flags[i]
		t.AppendRow(table.Row{flag.ws, c.ours, c.theirs, c.both, share(c.both, c.ours), share(c.both, c.theirs)})
	}
	fmt.Fprintf(w, "\n%s\n", t.Render())
	a.printDifferences(w)
}

// printDifferences lists the first differences of each field.
func (a *agreement) printDifferences(w io.Writer) {
	list := func(name string, first []string) {
		if len(first) > 0 {
			fmt.Fprintf(w, "\n%s\n  %s\n", name, strings.Join(first, "\n  "))
		}
	}
	list("frames that only one side has", a.rows.first)
	list("TCP for whyrst alone", a.oursOnly.first)
	list("TCP for tshark alone", a.theirsOnly.first)
	for i := range fields {
		list(fields[i].column, a.fields[i].first)
	}
	list("tcp_completeness", a.completeness.first)
	list("tcp_initial_rtt_us", a.initialRTT.first)
	for i, flag := range analysisFlags {
		list(flag.ws, a.flags[i].first)
	}
}
