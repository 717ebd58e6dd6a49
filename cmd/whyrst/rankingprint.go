package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// rankingJSON is the ranking for other programs.
type rankingJSON struct {
	Connections int64            `json:"connections_reset"`
	Further     int64            `json:"further_resets"`
	ByVerdict   map[string]int64 `json:"by_verdict"`
	Causes      []*group         `json:"causes"`
}

// namesShown is how many servers and clients stand in a group.
const namesShown = 3

// json orders the ranking for output.
func (k *ranking) json() rankingJSON {
	out := rankingJSON{Connections: k.connections, Further: k.further, ByVerdict: k.byHarm(), Causes: k.sorted()}
	for _, g := range out.Causes {
		g.Servers.rank(namesShown)
		g.Hosts.rank(namesShown)
		g.Clients.rank(namesShown)
	}
	return out
}

// print writes the ranking as a note; from is what to write behind "whyrst explain".
func (k *ranking) print(w io.Writer, from string) error {
	s := screenOf(w)
	j := k.json()
	var b strings.Builder
	fmt.Fprintf(&b, "%s reset", plural(j.Connections, "connection was", "connections were"))
	for _, harm := range harms {
		if n := j.ByVerdict[harm]; n > 0 {
			fmt.Fprintf(&b, ", %s %s", thousands(n), s.paint(harm, harmColour(harm)))
		}
	}
	b.WriteString(".\n")
	if j.Further > 0 {
		fmt.Fprintf(&b, "%s the story of one of them.\n", plural(j.Further, "further RST repeats", "further RSTs repeat"))
	}
	last := ""
	for _, g := range j.Causes {
		if g.Harm != last {
			fmt.Fprintf(&b, "\n%s\n", s.paint(strings.ToUpper(g.Harm), text.Bold, harmColour(g.Harm)))
			last = g.Harm
		}
		g.print(&b, s, from)
	}
	_, err := io.WriteString(s, b.String())
	return err
}

// print writes one cause: how often, who, an example and what to do.
func (g *group) print(b *strings.Builder, s screen, from string) {
	fmt.Fprintf(b, "\n  %s: %s, %s responsible (%s)\n", s.paint(escape(g.Cause), text.Bold),
		plural(g.Connections, "connection", "connections"), escape(g.Responsible), grades(g.Confidence))
	if risk := g.LossRisk["certain"] + g.LossRisk["likely"]; risk > 0 {
		fmt.Fprintf(b, "    data was lost in %s of them, certainly or likely\n", thousands(risk))
	}
	servers := &g.Servers
	if g.Servers.Distinct > 2*namesShown && g.Servers.Distinct > 2*g.Hosts.Distinct {
		servers = &g.Hosts // a list of ports says less than the few hosts that they are on
	}
	fmt.Fprintf(b, "    servers  %s\n    clients  %s\n", servers.line(), g.Clients.line())
	fmt.Fprintf(b, "    %s\n", escape(g.Example.Title))
	if g.Harm != "benign" && g.Example.Advice != "" {
		fmt.Fprintf(b, "    %s\n", escape(g.Example.Advice))
	}
	fmt.Fprintf(b, "    example  whyrst explain %s%s --frame %d\n", from, g.Example.capture(from), g.Example.Frame)
}

// capture is the flag that picks the capture of an example.
func (e *example) capture(from string) string {
	if strings.HasSuffix(from, shellQuote(e.Capture)) {
		return ""
	}
	return " --capture " + shellQuote(escape(e.Capture))
}

// grades writes the confidences from the surest: "12 certain, 3 likely".
func grades(counts map[string]int64) string {
	var parts []string
	for _, c := range []string{"certain", "likely", "possible"} {
		if counts[c] > 0 {
			parts = append(parts, thousands(counts[c])+" "+c)
		}
	}
	return strings.Join(parts, ", ")
}

// line writes the most frequent names and how many there are beside.
func (t *top) line() string {
	var parts []string
	for _, n := range t.Most {
		parts = append(parts, fmt.Sprintf("%s (%s)", escape(n.Name), thousands(n.Connections)))
	}
	if rest := t.Distinct - int64(len(t.Most)); rest > 0 {
		more := plural(rest, "other", "others")
		if t.Distinct >= maxNames {
			more += " or more"
		}
		parts = append(parts, more)
	}
	return strings.Join(parts, ", ")
}
