package fact

// Enums are small unsigned integers in rows and dictionary strings in tables. Each has String, which gives
// the column's text, and Values, which lists the texts in numeric order for schema and predicate checks.

// enumText returns names[i], or "invalid" for a value no constant names: a broken invariant that shows in
// the output instead of killing a long run.
func enumText(names []string, i uint8) string {
	if int(i) < len(names) {
		return names[i]
	}
	return "invalid"
}
