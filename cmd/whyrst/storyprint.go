package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// print writes the story as a colleague would tell it: what, why we think so, what else it could be, what to do.
func (t *story) print(w io.Writer) error {
	s := screenOf(w)
	var b strings.Builder
	fmt.Fprintf(&b, "%s, tcp.stream %d: client %s, server %s\nFrame %d, %s: RST from the %s%s\n\n",
		escape(t.Capture), t.TCPStream, t.Client, t.Server, t.Frame, cmp.Or(t.Time, "without a time"), t.From, t.further())
	fmt.Fprintf(&b, "%s\n", s.paint(escape(t.Title), text.Bold))
	fmt.Fprintf(&b, "%s%s, %s. Responsible: %s. %s, loss risk %s.\n", s.paint(escape(t.Cause), harmColour(t.Verdict)),
		inBrackets(escape(t.Summary)), t.Confidence, escape(t.Responsible), capital(escape(t.Verdict)), escape(t.LossRisk))
	section := func(title string, lines []string) {
		if len(lines) > 0 {
			fmt.Fprintf(&b, "\n%s\n", s.paint(title, text.Bold))
			for _, l := range lines {
				fmt.Fprintf(&b, "  %s\n", escape(l))
			}
		}
	}
	section("Evidence", t.Evidence)
	t.printPackets(&b, s)
	section("What else it could be", t.others())
	section("Could not be decided, for lack of facts", t.Undecided)
	if t.Settle != "" {
		section("What would settle it", []string{t.Settle})
	}
	if t.Advice != "" {
		section("What to do", []string{t.Advice})
	}
	section("In Wireshark", []string{t.Filter, fmt.Sprintf("frame.number == %d", t.Frame)})
	_, err := io.WriteString(s, b.String())
	return err
}

// inBrackets is what stands behind a cause; nothing for a rule that is not loaded here.
func inBrackets(words string) string {
	if words == "" {
		return ""
	}
	return " (" + words + ")"
}

// further says what a RST that is not the primary one is.
func (t *story) further() string {
	if t.Role == "primary" {
		return ", effect " + t.Effect
	}
	return fmt.Sprintf(", %s of an earlier one, effect %s", strings.ReplaceAll(t.Role, "_", " "), t.Effect)
}

// others lists the runners-up with what tells them apart.
func (t *story) others() []string {
	var out []string
	for _, a := range t.Alternatives {
		line := a.Cause + inBrackets(a.Summary)
		if a.Apart != "" {
			line += ": " + a.Apart
		}
		out = append(out, line)
	}
	return out
}

// printPackets writes the packets around the RST, those that matter marked.
func (t *story) printPackets(b *strings.Builder, s screen) {
	if len(t.Packets) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", s.paint("Packets (time from the RST)", text.Bold))
	tw := s.table()
	if t.Before > 0 {
		tw.AppendRow(table.Row{"", "", "", "", fmt.Sprintf("%s not shown", plural(t.Before, "earlier packet", "earlier packets"))})
	}
	for _, p := range t.Packets {
		mark, arrow, what := "", "server ->", escape(p.What)
		if p.Client {
			arrow = "client ->"
		}
		if len(p.Notes) > 0 {
			mark = s.paint("*", text.FgYellow)
			what += "  <- " + escape(strings.Join(p.Notes, "; "))
		}
		if p.RST {
			mark, what = s.paint("R", harmColour(t.Verdict)), s.paint(what, harmColour(t.Verdict))
		}
		tw.AppendRow(table.Row{mark, p.Frame, p.Time, arrow, what})
	}
	if t.After > 0 {
		tw.AppendRow(table.Row{"", "", "", "", fmt.Sprintf("%s not shown", plural(t.After, "later packet", "later packets"))})
	}
	tw.SetColumnConfigs([]table.ColumnConfig{{Number: 2, Align: text.AlignRight}, {Number: 3, Align: text.AlignRight}})
	fmt.Fprintf(b, "%s\n", tw.Render())
}

// capital writes the first letter large.
func capital(words string) string {
	if words == "" {
		return words
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
