// Package predicate is the language that rules are written in: comparisons over the columns of one row,
// joined by and, or, not. Facts think, rules compare: there is no arithmetic, no function and no comparison
// of two columns; whoever needs more adds a fact.
//
//	pred     = and { "or" and } .
//	and      = not { "and" not } .
//	not      = "not" not | "(" pred ")" | "always" | "never" | "known" "(" column ")" | column [ test ] .
//	test     = ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) value | "in" "{" value { "," value } "}" | "in" value ".." value .
//	value    = number [ unit ] | word | quoted text .
//
// A column alone is a boolean. A range includes both ends. Words are the values of an enum column. A number
// carries the unit of its column (5s, 50ms, 64KiB, 80%, 3rtt) unless it is 0 or the column counts.
// Line breaks are spaces.
//
// Unknown is a value. A test of an unknown fact is unknown, and so it goes up by Kleene's rules, which are SQL's:
// and is the smallest of its parts, or the largest, not the opposite, with false < unknown < true. known(c)
// alone is never unknown. The printed SQL gives TRUE, FALSE and NULL on exactly the same rows.
//
// An Expr is parsed, checked text: immutable and safe for concurrent use. Bind makes a Predicate of it, which
// evaluates rows without allocation and is as safe as its columns' getters.
//
// Ordering: errors come by position; Columns, Missing and Terms in the order of the text.
//
// Limits: 64 KiB of text, 64 levels of parentheses. Satisfiability is decided exactly up to maxTerms
// alternatives; beyond that a predicate counts as satisfiable.
//
// Not handled:
//   - Text beyond equality (prefix, pattern, case folding).
//   - Order among enum values: list the values.
//   - Address prefixes.
//   - Times, lists and MAC addresses, other than known(c) of the first two.
package predicate
