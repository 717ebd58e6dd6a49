package lua

import (
	"bufio"
	_ "embed"
	"io"
	"slices"

	"whyrst/rules"
)

// Plugin is whyrst.lua, the same for every data set.
//
//go:embed plugin/whyrst.lua
var Plugin []byte

// WriteCatalogue writes the causes of a rule set for the plugin, a line each: C, cause, family, summary, and the
// verdicts (harmful, suspicious, benign) that the rule can give.
func WriteCatalogue(w io.Writer, set *rules.Set) error {
	out := bufio.NewWriter(w)
	r := row{}
	for _, rule := range set.Rules() {
		var verdicts []string
		for _, c := range rule.Verdict {
			if !slices.Contains(verdicts, c.Value) {
				verdicts = append(verdicts, c.Value)
			}
		}
		r.begin("C")
		r.text(rule.ID)
		r.text(rule.Family)
		r.text(rule.Summary)
		r.list(verdicts)
		r.end()
	}
	if _, err := out.Write(r.b); err != nil {
		return err
	}
	return out.Flush()
}
