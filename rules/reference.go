package rules

import (
	"fmt"
	"io"
	"strings"

	"whyrst/extract/fact"
	"whyrst/rules/predicate"
)

// WriteReference prints the catalogue as Markdown: a table of all causes by family, then each.
func (s *Set) WriteReference(w io.Writer) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "# Causes\n\n%d causes, rule set %s.\n", len(s.rules), s.version)
	b.WriteString("\n| cause | what it is | family | responsible | verdict | best confidence |\n|---|---|---|---|---|---|\n")
	s.byFamily(func(r *Rule) {
		fmt.Fprintf(b, "| [%s](#%s) | %s | %s | %s | %s | %s |\n", r.ID, r.ID, cellText(r.Summary), r.Family,
			strings.Join(choiceValues(r.Responsible), ", "), strings.Join(choiceValues(r.Verdict), ", "), r.BestConfidence())
	})
	s.byFamily(func(r *Rule) {
		b.WriteString("\n")
		r.markdown(b)
	})
	_, err := io.WriteString(w, b.String())
	return err
}

// byFamily calls f for the rules by family, in decision order within it.
func (s *Set) byFamily(f func(*Rule)) {
	for _, family := range Families {
		for _, r := range s.rules {
			if r.Family == family {
				f(r)
			}
		}
	}
}

// choiceValues lists the different values in order.
func choiceValues(list []Choice) (out []string) {
	seen := map[string]bool{}
	for _, c := range list {
		if !seen[c.Value] {
			out = append(out, c.Value)
		}
		seen[c.Value] = true
	}
	return out
}

// cellText keeps a text in its table cell.
func cellText(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\n", " "), "|", `\|`)
}

// WriteMarkdown prints one rule: what it is, how it is recognised, what it says.
func (r *Rule) WriteMarkdown(w io.Writer) error {
	b := &strings.Builder{}
	r.markdown(b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Rule) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "## %s\n\n**%s**\n\n%s\n\n", r.ID, r.Summary, r.Prose)
	fmt.Fprintf(b, "Family %s, step %s, rank %d, %s.", r.Family, Steps[r.Step].Name, r.Rank, choiceText(r.Kind))
	if !r.Builtin {
		fmt.Fprintf(b, " From `%s`.", r.File)
	}
	b.WriteString("\n\n```\nwhen    " + r.When.String())
	for _, c := range []struct {
		word string
		expr *predicate.Expr
	}{{"certain", r.Certain}, {"likely ", r.Likely}} {
		if c.expr != nil {
			fmt.Fprintf(b, "\n%s %s", c.word, c.expr)
		}
	}
	b.WriteString("\n```\n\n")
	fmt.Fprintf(b, "- Responsible: %s\n- Verdict: %s\n- Risk of lost data: %s\n", choiceText(r.Responsible), choiceText(r.Verdict), choiceText(r.Loss))
	writeLines(b, "Evidence", r.Evidence)
	writeLines(b, "Advice", r.Advice)
	if len(r.Alternatives) > 0 {
		fmt.Fprintf(b, "- Always possible too: %s\n", choiceText(r.Alternatives))
	}
	for _, v := range r.Vs {
		fmt.Fprintf(b, "- Not [%s](#%s): %s\n", v.ID, v.ID, v.Fact)
	}
	writeLines(b, "What would settle it", r.Settle)
	if len(r.See) > 0 {
		fmt.Fprintf(b, "- See: %s\n", strings.Join(r.See, "; "))
	}
}

// choiceText prints choices with their conditions.
func choiceText(list []Choice) string {
	parts := make([]string, len(list))
	for i, c := range list {
		parts[i] = c.Value
		if c.When != nil {
			parts[i] += fmt.Sprintf(" when `%s`", c.When)
		}
	}
	return strings.Join(parts, ", else ")
}

// writeLines prints texts with their frames and conditions.
func writeLines(b *strings.Builder, what string, lines []Line) {
	for _, l := range lines {
		fmt.Fprintf(b, "- %s: %s", what, l.Text.Source)
		if l.Frame != "" {
			fmt.Fprintf(b, " (frame: `%s`)", l.Frame)
		}
		if l.When != nil {
			fmt.Fprintf(b, ", when `%s`", l.When)
		}
		b.WriteString("\n")
	}
}

// WriteColumns prints the columns that predicates and texts may name, as Markdown tables by their group.
func WriteColumns(w io.Writer) error {
	b := &strings.Builder{}
	b.WriteString("# Columns\n\nFacts about a reset, as rules and the table `resets` name them. S is the sender of the RST, P its peer.\n")
	group := ""
	for i := range fact.ResetColumns {
		m := &fact.ResetColumns[i].Meta
		if g, _, _ := strings.Cut(strings.TrimPrefix(m.Field, "Reset"), "."); g != group {
			group = g
			fmt.Fprintf(b, "\n## %s\n\n| column | type | what it is | source |\n|---|---|---|---|\n", g)
		}
		source := m.Source
		if m.Wireshark != "" {
			source = strings.TrimPrefix(source+"; Wireshark "+m.Wireshark, "; ")
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", m.Name, typeText(m), cellText(m.Description()), cellText(source))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// typeText names a column's type, unit and whether it may be unknown.
func typeText(m *fact.Meta) string {
	s := m.Kind.String()
	switch {
	case m.Kind == fact.KindEnum:
		s = strings.Join(m.Values, " ")
	case m.Unit != fact.UnitNone:
		s += ", " + m.Unit.String()
	}
	if m.Nullable {
		s += " or unknown"
	}
	return s
}
