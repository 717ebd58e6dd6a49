package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"whyrst/rules"
	"whyrst/rules/predicate"
)

// rulesCmd lists the causes; its subcommands show and check them.
func rulesCmd() *cobra.Command {
	var dirs []string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the causes that whyrst knows",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			set, err := loadRules(dirs)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), ruleDocs(set.Rules()))
			}
			return listRules(screenOf(cmd.OutOrStdout()), set)
		},
	}
	cmd.PersistentFlags().StringArrayVar(&dirs, "rules", nil, "folder with .rule files that add to the built-in rules or replace them by id (repeatable)")
	cmd.PersistentFlags().BoolVar(&asJSON, "json", false, "print JSON, with each predicate as SQL for DuckDB and Spark")
	cmd.AddCommand(rulesShowCmd(&dirs, &asJSON), rulesCheckCmd(&dirs), rulesLanguageCmd())
	return cmd
}

// rulesLanguageCmd prints how to write a rule.
func rulesLanguageCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "language",
		Short: "Print how rules are written, with three worked examples",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return rules.WriteLanguage(cmd.OutOrStdout()) },
	}
}

// rulesShowCmd prints one rule as a reader of verdicts wants it.
func rulesShowCmd(dirs *[]string, asJSON *bool) *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "Show one cause: what it is, its predicate, what it is mistaken for, what to do",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			set, err := loadRules(*dirs)
			if err != nil {
				return err
			}
			r := set.Rule(args[0])
			if r == nil {
				return usage("no rule %q%s", args[0], suggestion(args[0], set))
			}
			if *asJSON {
				return writeJSON(cmd.OutOrStdout(), ruleDoc(r))
			}
			return showRule(screenOf(cmd.OutOrStdout()), r)
		},
	}
}

// rulesCheckCmd reports every mistake of a folder of rules.
func rulesCheckCmd(dirs *[]string) *cobra.Command {
	return &cobra.Command{
		Use:   "check DIR...",
		Short: "Check a folder of .rule files: every mistake with file:line:column",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			set, err := loadRules(append(*dirs, args...))
			if err != nil {
				return err
			}
			own := 0
			for _, r := range set.Rules() {
				if !r.Builtin {
					own++
				}
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s, %s with the built-in ones, version %s\n",
				plural(int64(own), "rule of yours", "rules of yours"), plural(int64(len(set.Rules())), "rule", "rules"), set.Version())
			return err
		},
	}
}

// loadRules reads the built-in rules and those of the user's folders. A mistake in them is the caller's.
func loadRules(dirs []string) (*rules.Set, error) {
	set, err := rules.Load(dirs...)
	if err == nil {
		return set, nil
	}
	var mistakes rules.Errors
	if errors.As(err, &mistakes) && len(mistakes) > 1 {
		err = fmt.Errorf("%s in the rules\n%w", plural(int64(len(mistakes)), "mistake", "mistakes"), err)
	}
	return nil, &failure{exitUsage, err}
}

// suggestion names the id that was probably meant.
func suggestion(id string, set *rules.Set) string {
	var ids []string
	for _, r := range set.Rules() {
		ids = append(ids, r.ID)
	}
	if near := predicate.Nearest(id, ids); near != "" {
		return "; did you mean " + near + "?"
	}
	return "; 'whyrst rules' lists them"
}

// listRules prints one line a cause, by family, in decision order within each.
func listRules(s screen, set *rules.Set) error {
	t := s.table()
	t.AppendHeader(table.Row{"cause", "family", "at best", "what it means"})
	for _, family := range rules.Families {
		for _, r := range set.Rules() {
			if r.Family == family {
				t.AppendRow(table.Row{s.paint(r.ID, text.Bold), r.Family, r.BestConfidence(), escape(r.Summary)})
			}
		}
	}
	_, err := fmt.Fprintf(s, "%s\n\n%s, version %s. More on one: whyrst rules show ID\n",
		t.Render(), plural(int64(len(set.Rules())), "rule", "rules"), set.Version())
	return err
}

// showRule prints a rule in the order in which a reader asks: what, how sure, instead of what, what to do.
func showRule(s screen, r *rules.Rule) error {
	var b strings.Builder
	head := func(title string) { fmt.Fprintf(&b, "\n%s\n", s.paint(title, text.Bold)) }
	fmt.Fprintf(&b, "%s: %s\n\n%s\n", s.paint(r.ID, text.Bold), escape(r.Summary), escapeLines(r.Prose))
	head("When")
	fmt.Fprintf(&b, "  %s\n  family %s, step %s, at best %s\n", r.When, r.Family, rules.Steps[r.Step].Name, r.BestConfidence())
	for _, c := range []struct {
		name string
		when *predicate.Expr
	}{{"certain", r.Certain}, {"likely", r.Likely}} {
		if c.when != nil {
			fmt.Fprintf(&b, "  %s: %s\n", c.name, c.when)
		}
	}
	if len(r.Vs) > 0 {
		head("Not to be taken for")
		for _, v := range r.Vs {
			fmt.Fprintf(&b, "  %s: %s\n", v.ID, escape(v.Fact))
		}
	}
	if len(r.Settle) > 0 {
		head("What settles it")
		for _, l := range r.Settle {
			fmt.Fprintf(&b, "  %s\n", escape(l.Text.Source))
		}
	}
	head("What to do")
	for _, l := range r.Advice {
		fmt.Fprintf(&b, "  %s\n", escape(l.Text.Source))
	}
	if len(r.See) > 0 {
		head("See")
		for _, ref := range r.See {
			fmt.Fprintf(&b, "  %s\n", escape(ref))
		}
	}
	head("SQL over resets")
	fmt.Fprintf(&b, "  SELECT * FROM resets WHERE %s\n", r.When.SQL(predicate.DuckDB))
	_, err := io.WriteString(s, b.String())
	return err
}

// ruleJSON is a rule as other programs read it.
type ruleJSON struct {
	ID             string `json:"id"`
	Summary        string `json:"summary"`
	Family         string `json:"family"`
	Step           string `json:"step"`
	Rank           int    `json:"rank"`
	Fallback       bool   `json:"fallback"`
	BestConfidence string `json:"best_confidence"`
	Builtin        bool   `json:"builtin"`
	When           string `json:"when"`
	// SQL maps a dialect to the predicates in it.
	SQL   map[string]ruleSQL `json:"sql"`
	See   []string           `json:"see,omitempty"`
	Prose string             `json:"prose"`
}

// ruleSQL is a rule's predicates in one dialect; the grades are empty where the rule never reaches them.
type ruleSQL struct {
	When    string `json:"when"`
	Certain string `json:"certain,omitempty"`
	Likely  string `json:"likely,omitempty"`
}

func ruleDocs(all []*rules.Rule) []ruleJSON {
	out := make([]ruleJSON, len(all))
	for i, r := range all {
		out[i] = ruleDoc(r)
	}
	return out
}

func ruleDoc(r *rules.Rule) ruleJSON {
	sql := func(d predicate.Dialect) ruleSQL {
		s := ruleSQL{When: r.When.SQL(d)}
		if r.Certain != nil {
			s.Certain = r.Certain.SQL(d)
		}
		if r.Likely != nil {
			s.Likely = r.Likely.SQL(d)
		}
		return s
	}
	return ruleJSON{
		ID: r.ID, Summary: r.Summary, Family: r.Family, Step: rules.Steps[r.Step].Name, Rank: r.Rank,
		Fallback: r.IsFallback(), BestConfidence: r.BestConfidence(), Builtin: r.Builtin, When: r.When.String(),
		SQL: map[string]ruleSQL{"duckdb": sql(predicate.DuckDB), "spark": sql(predicate.Spark)},
		See: r.See, Prose: r.Prose,
	}
}

// writeJSON prints a value for machines, indented for people.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
