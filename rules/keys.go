package rules

import (
	"slices"

	"whyrst/rules/predicate"
)

// keyDoc is a key of rule files.
type keyDoc struct {
	name     string
	required bool
	repeats  bool
	doc      string
}

// keyList is every key, in the order that files keep and the language reference prints.
var keyList = []keyDoc{
	{"cause", true, false, "the id, equal to the file name"},
	{"summary", true, false, "the title in lists: short and without values"},
	{"title", true, true, "template, one sentence with the values; of several lines the first that holds is used, and summary if none does"},
	{"family", true, false, "the group: setup, abort, reply, idle, protocol, forgery, capture or user"},
	{"step", true, false, "the decision step: rules of an earlier step are asked first"},
	{"rank", true, false, "a whole number that orders the rules of a step, lower first, each number once"},
	{"kind", true, true, "specific, or fallback: a rule that any later specific one replaces; takes conditions"},
	{"when", true, false, "predicate: the rule is true where it is"},
	{"certain", false, false, "predicate: the confidence is certain where it is true"},
	{"likely", false, false, "predicate: the confidence is likely where it is true and certain is not; else it is possible"},
	{"responsible", true, true, "sender or peer (of the RST), client, server, middlebox, scanner, path, both, capture or unknown; takes conditions"},
	{"verdict", true, true, "benign, suspicious or harmful; takes conditions"},
	{"loss", true, true, "risk of lost data: none, possible, likely, certain, unknown, or by_facts for the column rst_loss_facts; takes conditions"},
	{"evidence", true, true, "template, then optionally \"@ column\" that holds a frame number; left out where a value or the frame is unknown"},
	{"alternatives", false, true, "ids that stay possible wherever this cause is named, with commas between; takes conditions"},
	{"vs", false, true, "other_id: what separates it, in words"},
	{"settle", false, true, "template, what would settle the matter; of several lines the first that holds is used"},
	{"advice", true, true, "template, what to do next; all lines that hold are joined; one at least has no condition and no value that can be unknown"},
	{"see", false, true, "a reference: RFC section, kernel function, paper"},
}

// keyDocs finds the documentation of a key; empty for what is no key.
var keyDocs = func() map[string]string {
	m := map[string]string{}
	for _, k := range keyList {
		m[k.name] = k.doc
	}
	return m
}()

func keyNames() []string {
	names := make([]string, len(keyList))
	for i, k := range keyList {
		names[i] = k.name
	}
	return names
}

// nearestKey is the key that was probably meant.
func nearestKey(word string) string { return predicate.Nearest(word, keyNames()) }

// repeats says whether a key may stand more than once.
func repeats(name string) bool {
	return slices.ContainsFunc(keyList, func(k keyDoc) bool { return k.name == name && k.repeats })
}
