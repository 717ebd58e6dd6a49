package rules

import (
	"fmt"
	"strings"

	"whyrst/rules/predicate"
)

// SQL prints a query over the table resets that judges it anew: for each row capture and frame_number, the truth
// of every rule in a column rule_ID (TRUE, FALSE, NULL), rst_cause and rst_confidence. It agrees with Judge row by
// row; thresholds can be tried out in it without a program.
func (s *Set) SQL(d predicate.Dialect) string {
	w := &strings.Builder{}
	fmt.Fprintf(w, "-- whyrst rules %s: judge the table resets anew.\n", s.version)
	w.WriteString("WITH truths AS (\n  SELECT capture, frame_number")
	for _, r := range s.rules {
		fmt.Fprintf(w, ",\n    (%s) AS rule_%s,\n    %s AS grade_%s", r.When.SQL(d), r.ID, r.gradeSQL(d), r.ID)
		if len(r.Kind) > 1 {
			fmt.Fprintf(w, ",\n    %s AS fallback_%s", r.fallbackSQL(d), r.ID)
		}
	}
	w.WriteString("\n  FROM resets\n), firsts AS (\n  SELECT *,\n    CASE")
	s.winnerSQL(w, d)
	w.WriteString("\n    END AS first_cause,\n    CASE")
	for _, r := range s.rules {
		if r.Step == stepCrossflow {
			fmt.Fprintf(w, "\n      WHEN rule_%s AND grade_%s >= 1 THEN %s", r.ID, r.ID, d.Quote(r.ID))
		}
	}
	w.WriteString("\n      WHEN FALSE THEN '' END AS crossflow_cause\n  FROM truths\n), named AS (\n  SELECT *,\n    CASE WHEN crossflow_cause IS NOT NULL AND (FALSE")
	for _, r := range s.rules {
		if r.Step < stepCrossflow {
			fmt.Fprintf(w, "\n      OR first_cause = %s AND grade_%s = 0", d.Quote(r.ID), r.ID)
		}
	}
	w.WriteString(")\n      THEN crossflow_cause ELSE first_cause END AS rst_cause\n  FROM firsts\n)\nSELECT capture, frame_number")
	for _, r := range s.rules {
		fmt.Fprintf(w, ", rule_%s", r.ID)
	}
	w.WriteString(", rst_cause,\n  CASE CASE rst_cause")
	for _, r := range s.rules {
		fmt.Fprintf(w, "\n    WHEN %s THEN grade_%s", d.Quote(r.ID), r.ID)
	}
	w.WriteString("\n  END WHEN 2 THEN 'certain' WHEN 1 THEN 'likely' ELSE 'possible' END AS rst_confidence\nFROM named\nORDER BY capture, frame_number\n")
	return w.String()
}

// winnerSQL writes the branches that pick the first true specific rule, then the first true fallback.
func (s *Set) winnerSQL(w *strings.Builder, d predicate.Dialect) {
	for _, r := range s.rules {
		switch {
		case len(r.Kind) > 1:
			fmt.Fprintf(w, "\n      WHEN rule_%s AND NOT fallback_%s THEN %s", r.ID, r.ID, d.Quote(r.ID))
		case !r.IsFallback():
			fmt.Fprintf(w, "\n      WHEN rule_%s THEN %s", r.ID, d.Quote(r.ID))
		}
	}
	for _, r := range s.rules {
		if r.IsFallback() { // a specific one was named above
			fmt.Fprintf(w, "\n      WHEN rule_%s THEN %s", r.ID, d.Quote(r.ID))
		}
	}
}

// gradeSQL is 2 for certain, 1 for likely, 0 for possible.
func (r *Rule) gradeSQL(d predicate.Dialect) string {
	if r.Certain == nil && r.Likely == nil {
		return "0"
	}
	s := "CASE"
	if r.Certain != nil {
		s += " WHEN " + r.Certain.SQL(d) + " THEN 2"
	}
	if r.Likely != nil {
		s += " WHEN " + r.Likely.SQL(d) + " THEN 1"
	}
	return s + " ELSE 0 END"
}

// fallbackSQL says whether a rule with conditions on its kind is a fallback.
func (r *Rule) fallbackSQL(d predicate.Dialect) string {
	s := "CASE"
	for _, c := range r.Kind {
		truth := strings.ToUpper(fmt.Sprint(c.Value == "fallback"))
		if c.When == nil {
			return s + " ELSE " + truth + " END"
		}
		s += " WHEN " + c.When.SQL(d) + " THEN " + truth
	}
	panic("rules: a kind without a last word passed the checks")
}
