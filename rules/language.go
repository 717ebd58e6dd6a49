package rules

import (
	"embed"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"whyrst/extract/fact"
)

//go:embed examples
var exampleFiles embed.FS

// exampleNames are the worked examples in the order of the reference.
var exampleNames = []string{"own_balancer_idle", "nightly_backup", "probe_dropped_by_tap"}

// WriteLanguage prints how rules are written, as Markdown: the file, the predicates, the texts, and three worked
// examples that are judged while printing.
func WriteLanguage(w io.Writer) error {
	b := &strings.Builder{}
	b.WriteString(languageFile)
	b.WriteString("| key | | what |\n|---|---|---|\n")
	for _, k := range keyList {
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", k.name, keyUse(k), cellText(k.doc))
	}
	b.WriteString("\nThe decision steps, in order:\n\n| step | what belongs there |\n|---|---|\n")
	for _, s := range Steps {
		fmt.Fprintf(b, "| `%s` | %s |\n", s.Name, s.Doc)
	}
	b.WriteString(languagePredicates)
	writeUnits(b)
	b.WriteString(languageTexts)
	for _, name := range slices.Sorted(maps.Keys(words)) {
		fmt.Fprintf(b, "| `{%s}` | %s |\n", name, words[name])
	}
	b.WriteString("\n## Three worked examples\n")
	for i, name := range exampleNames {
		if err := writeExample(b, i+1, name); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func keyUse(k keyDoc) string {
	s := "optional"
	if k.required {
		s = "required"
	}
	if k.repeats {
		s += ", may repeat"
	}
	return s
}

// writeUnits prints how numbers of each unit are written.
func writeUnits(b *strings.Builder) {
	b.WriteString("| columns in | are compared with |\n|---|---|\n")
	for u := fact.UnitUs; u.String() != "invalid"; u++ {
		if s := u.Suffixes(); len(s) > 0 {
			fmt.Fprintf(b, "| %s | a number and one of %s; 0 stands alone |\n", u, strings.Join(s, ", "))
		} else {
			fmt.Fprintf(b, "| %s | a whole number, decimal or 0x |\n", u)
		}
	}
}

// writeExample prints a rule, the facts of a reset, and what the rule makes of them.
func writeExample(b *strings.Builder, n int, name string) error {
	rule, err := exampleFiles.ReadFile("examples/" + name + ".rule")
	if err != nil {
		return err
	}
	row, err := exampleFiles.ReadFile("examples/" + name + ".row")
	if err != nil {
		return err
	}
	sources, err := builtins()
	if err != nil {
		return err
	}
	set, errs := parseSources(append(sources, source{name: name + ".rule", text: string(rule)}))
	if len(errs) > 0 {
		return errs
	}
	r, errs := ParseRow(name+".row", string(row))
	if len(errs) > 0 {
		return errs
	}
	fmt.Fprintf(b, "\n### %d. %s\n\n`%s.rule`:\n\n```\n%s```\n\nFacts of a reset:\n\n```\n%s```\n\n", n, set.Rule(name).Summary, name, rule, row)
	set.describe(b, name, &r)
	return nil
}

// describe says test by test what a rule makes of a row.
func (s *Set) describe(b *strings.Builder, id string, r *fact.Reset) {
	truth, terms := s.Why(id, r)
	fmt.Fprintf(b, "The rule is %s, because:\n\n", strings.ToLower(strings.Replace(truth.String(), "NULL", "undecided", 1)))
	for _, t := range terms {
		fmt.Fprintf(b, "- `%s`: `%s` is %s\n", t.Test, t.Column, t.Value)
	}
	d := s.Judge(r)
	v := s.Explain(r, &d)
	if v.Cause == id {
		fmt.Fprintf(b, "\nThe verdict is `%s`, %s: \"%s\"\n\n", v.Cause, v.Confidence, v.Title)
		for _, e := range v.Evidence {
			fmt.Fprintf(b, "- %s\n", e)
		}
		return
	}
	for _, u := range v.Undecided {
		if strings.HasPrefix(u, id+":") {
			fmt.Fprintf(b, "\n`rst_undecided` holds \"%s\".\n", u)
		}
	}
}

const languageFile = `# Rules

A rule is a text file, ID.rule. It says by a predicate over the facts of a reset when a cause applies, and what to
say about it. Rules in a directory given with ` + "`--rules DIR`" + ` add causes, or replace built-in ones of the same id;
` + "`whyrst rules check DIR`" + ` reports every mistake with its place.

## The file

Lines are "key: value". An indented line continues the value above it. A line that begins with # is a comment. The
first blank line ends the keys; what follows is prose in Markdown: what this cause is. "Takes conditions" means
that a key may stand several times as "VALUE when PREDICATE": the first that holds counts, and the last has no
condition.

`

const languagePredicates = `
The first rule that is true and specific names the cause, in the order of step and rank; if there is none, the
first that is true and a fallback. If the winner comes before step crossflow and is only possible, a true crossflow
rule that is at least likely replaces it. All other true rules become alternatives.

## Predicates

A predicate compares columns with values and joins the comparisons with and, or, not and parentheses:

` + "```" + `
rst_form in {reply_ack, rstack_reply} and flow_idle_us >= 60s and not flow_fin_s
` + "```" + `

- A boolean column stands alone: ` + "`flow_fin_s`, `not flow_fin_s`" + `.
- ` + "`== != < <= > >=`" + ` compare a number; ` + "`in {1, 2}`" + ` takes a set, ` + "`in 1..5`" + ` a range with both ends.
- An enum has ` + "`==`, `!=` and `in {a, b}`" + `; text and addresses too, in quotes: ` + "`client_ip == \"192.0.2.1\"`" + `.
- ` + "`known(c)`" + ` says whether a fact is known; ` + "`always`" + ` and ` + "`never`" + ` are what they say.
- and binds tighter than or.
- There is no arithmetic and no comparison of two columns: that would be a fact that is missing.

A comparison with an unknown fact is unknown, and so is what depends on it: ` + "`and`" + ` is false if a part is false, else
unknown if a part is unknown; ` + "`or`" + ` is true if a part is true, else unknown if a part is unknown. This is SQL's NULL. A
rule that is unknown is undecided: it names no cause, and the verdict lists it with the missing facts.

A predicate that no reset can make true, and a condition that contradicts the rule's own when, are errors.

Numbers carry the unit of their column, so that a wrong guess is an error instead of a wrong verdict:

`

const languageTexts = `
## Texts

A text fills in values: ` + "`{flow_idle_us}`" + ` becomes "1.25 s". A title, evidence or advice whose value is unknown is left
out. A condition stands in brackets at the end; evidence may name the column of the frame that shows it before that:

` + "```" + `
evidence: {flow_bytes_p:byte|bytes} came @ flow_last_data_frame_p [when flow_bytes_p > 0]
` + "```" + `

Formats: ` + "`{c:ms}`, `{c:us}`, `{c:s}`" + ` fix the unit of a duration; ` + "`{c:packet|packets}`" + ` adds the noun to a number,
` + "`{c:with|without}`" + ` words a boolean; ` + "`{c:raw}`, `{c:hex}`, `{c:signed}`" + ` print a number plainly, in hexadecimal, with its
sign. "{{" is a brace. Besides columns there are:

| word | what |
|---|---|
`
