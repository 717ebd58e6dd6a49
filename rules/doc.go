// Package rules says why a connection was reset: it holds the causes, one text file each, and judges the row
// of a reset by them.
//
// A rule is data: a predicate over the columns of fact.Reset (package predicate) and texts that fill in their
// values. A verdict depends on the row alone, so judging live and judging a stored table give the same answer.
// The files in builtin are embedded by their pattern; nothing registers them. Users' directories add rules or
// replace them by name.
//
// A .rule file is "key: value" lines; indented lines continue a value; lines that begin with # are comments;
// the first blank line after a key ends them, and the rest is prose, the Markdown paragraphs of the reference.
// Language prints the whole language with examples; keys.go lists the keys.
//
// Ordering: the rules of a set stand in decision order: step, rank, id. A row's cause is the first rule that is
// true and specific, else the first that is true and a fallback. If that winner comes before step crossflow
// and is only possible, the first true crossflow rule that is at least likely replaces it. Every other true
// rule is an alternative, in the same order.
//
// Ownership: a Set is immutable after Load and safe for concurrent use. Judge does not allocate; a Decision
// is a value. Explain allocates the texts of the verdict that it returns.
//
// Errors: all mistakes of all files at once, as file:line:column (Errors).
//
// Limits: 256 rules in a set (a Decision holds a bit for each), 1 MiB a rule file.
//
// Not handled:
//   - Facts: whatever a predicate can't compare is a missing column of fact.Reset.
//   - Thresholds as variables: a threshold stands in the rule that uses it.
//   - Weights or probabilities: precedence is the order of the rules.
package rules
