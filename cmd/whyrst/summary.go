package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"whyrst/extract/fact"
)

// causeCount is how often a cause was found, with whom it lies.
type causeCount struct {
	cause, responsible, harm string
	confidence               [3]int64 // by fact.Confidence
	resets                   int64    // of connections: primary resets
}

// tally counts verdicts as they are given. It may be used from several goroutines.
type tally struct {
	mu      sync.Mutex
	causes  map[[2]string]*causeCount
	primary int64
	further int64
}

// add counts one verdict. Only a primary RST stands for a connection: the others repeat its story.
func (t *tally) add(r *fact.Reset, v *fact.Verdict) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r.Role != fact.RolePrimary {
		t.further++
		return
	}
	t.primary++
	key := [2]string{v.Cause, v.Responsible}
	c := t.causes[key]
	if c == nil {
		c = &causeCount{cause: v.Cause, responsible: v.Responsible, harm: v.Harm}
		if t.causes == nil {
			t.causes = map[[2]string]*causeCount{}
		}
		t.causes[key] = c
	}
	c.resets++
	c.confidence[v.Confidence]++
	c.harm = worse(c.harm, v.Harm)
}

// harms orders verdicts from bad to good.
var harms = []string{"harmful", "suspicious", "benign"}

// worse is the worse of two verdicts.
func worse(a, b string) string {
	if slices.Index(harms, b) < slices.Index(harms, a) {
		return b
	}
	return a
}

// sorted lists the causes by count, most first.
func (t *tally) sorted() []*causeCount {
	out := make([]*causeCount, 0, len(t.causes))
	for _, c := range t.causes {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *causeCount) int {
		return cmp.Or(cmp.Compare(b.resets, a.resets), cmp.Compare(a.cause, b.cause), cmp.Compare(a.responsible, b.responsible))
	})
	return out
}

// summary is what a person wants to know after extract.
type summary struct {
	captures []fact.Capture
	causes   *tally
	took     time.Duration
	tables   []tableSize // empty for a stream
	next     []string    // commands to type
}

// tableSize is a table as it was written.
type tableSize struct {
	path  string
	rows  int64
	bytes int64
}

// print writes the summary.
func (m *summary) print(w io.Writer) error {
	s := screenOf(w)
	var b strings.Builder
	m.counts(&b)
	m.printCauses(&b, s)
	m.losses(&b, s)
	if len(m.tables) > 0 {
		b.WriteByte('\n')
		t := s.table()
		for _, x := range m.tables {
			t.AppendRow(table.Row{escape(x.path), plural(x.rows, "row ", "rows"), size(x.bytes)})
		}
		t.SetColumnConfigs([]table.ColumnConfig{{Number: 2, Align: text.AlignRight}, {Number: 3, Align: text.AlignRight}})
		fmt.Fprintf(&b, "%s\n", t.Render())
	}
	if len(m.next) > 0 {
		fmt.Fprintf(&b, "\nNext:\n  %s\n", s.paint(strings.Join(m.next, "\n  "), text.Bold))
	}
	_, err := io.WriteString(s, b.String())
	return err
}

// counts is the first line: how much was read, how fast.
func (m *summary) counts(b *strings.Builder) {
	var frames, tcp, flows, resets int64
	for i := range m.captures {
		c := &m.captures[i]
		frames, tcp, flows, resets = frames+c.Frames, tcp+c.FramesTCP, flows+c.Flows, resets+c.Resets
	}
	fmt.Fprintf(b, "%s, %s (%s TCP), %s, %s; %s reset\n",
		plural(int64(len(m.captures)), "capture", "captures"), plural(frames, "packet", "packets"), thousands(tcp),
		plural(flows, "connection", "connections"), plural(resets, "reset", "resets"),
		plural(m.causes.primary, "connection was", "connections were"))
	seconds := m.took.Seconds()
	if seconds > 0 {
		fmt.Fprintf(b, "%.2f s, %s packets/s\n", seconds, thousands(int64(float64(frames)/seconds)))
	}
}

// printCauses is the table of causes with their bars.
func (m *summary) printCauses(b *strings.Builder, s screen) {
	causes := m.causes.sorted()
	if len(causes) == 0 {
		return
	}
	t := s.table()
	t.AppendHeader(table.Row{"cause", "responsible", "connections", "certain", ""})
	for _, c := range causes {
		t.AppendRow(table.Row{
			s.paint(escape(c.cause), harmColour(c.harm)), escape(c.responsible), thousands(c.resets),
			thousands(c.confidence[fact.Certain]), s.paint(bar(c.resets, causes[0].resets, 20), harmColour(c.harm)),
		})
	}
	t.SetColumnConfigs([]table.ColumnConfig{{Number: 3, Align: text.AlignRight}, {Number: 4, Align: text.AlignRight}})
	fmt.Fprintf(b, "\n%s\n", t.Render())
}

// harmColour is the colour of a verdict: apart in brightness too, for those who can't tell red from green.
func harmColour(harm string) text.Color {
	switch harm {
	case "harmful":
		return text.FgHiRed
	case "suspicious":
		return text.FgYellow
	}
	return text.FgCyan
}

// losses says what was lost: the error at the end names the places, here stands how much.
func (m *summary) losses(b *strings.Builder, s screen) {
	var damaged, bytes, evicted int64
	for i := range m.captures {
		c := &m.captures[i]
		bytes, evicted = bytes+c.LostBytes, evicted+c.FlowsEvicted
		if c.Status != "ok" {
			damaged++
		}
	}
	if damaged > 0 {
		fmt.Fprintf(b, "\n%s of %s, %s that could not be read\n", s.paint("Lost: something", text.Bold, text.FgHiRed),
			plural(damaged, "capture", "captures"), plural(bytes, "byte", "bytes"))
	}
	if evicted > 0 {
		fmt.Fprintf(b, "\n%s left memory before the end (--max-flows)\n", plural(evicted, "connection", "connections"))
	}
}
