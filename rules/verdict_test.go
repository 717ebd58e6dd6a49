package rules

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"whyrst/extract/fact"
	"whyrst/rules/predicate"
)

var emit = flag.String("emit", "", "write the SQL agreement corpus of the rules (rows, queries, expected verdicts) as JSON to this file")

// literals finds the numbers and texts that predicates compare columns with: rows made of these and their
// neighbours reach both sides of every threshold.
func literals(rules []*Rule) map[string][]string {
	test := regexp.MustCompile(`([a-z][a-z0-9_]*) (?:==|!=|<=|>=|<|>|in) (\{[^}]*\}|"[^"]*"|\S+)`)
	out := map[string][]string{}
	for _, r := range rules {
		exprs := []*predicate.Expr{r.When, r.Certain, r.Likely}
		for _, c := range r.Kind {
			exprs = append(exprs, c.When)
		}
		for _, e := range exprs {
			if e == nil {
				continue
			}
			for _, m := range test.FindAllStringSubmatch(e.String(), -1) {
				for v := range strings.FieldsFuncSeq(strings.ReplaceAll(m[2], "..", " "), func(c rune) bool { return strings.ContainsRune("{}() ,", c) }) {
					out[m[1]] = append(out[m[1]], v)
				}
			}
		}
	}
	return out
}

// randomRow fills every column with NULL, a small value, or one at a threshold.
func randomRow(rng *rand.Rand, lits map[string][]string) (r fact.Reset) {
	for i := range fact.ResetColumns {
		c := &fact.ResetColumns[i]
		if c.Nullable && rng.IntN(4) == 0 {
			continue
		}
		near := lits[c.Name]
		switch c.Kind {
		case fact.KindBool, fact.KindEnum:
			c.SetInt(&r, rng.Int64N(c.Max+1))
		case fact.KindInt:
			v := rng.Int64N(3)
			if len(near) > 0 && rng.IntN(4) > 0 {
				lit, err := c.Unit.ParseLiteral(near[rng.IntN(len(near))])
				if err != nil {
					panic(err)
				}
				v = lit + rng.Int64N(3) - 1
			}
			c.SetInt(&r, min(max(v, c.Min), c.Max))
		case fact.KindString:
			text := "it's"
			if len(near) > 0 {
				text = strings.Trim(near[rng.IntN(len(near))], `"`)
			}
			c.SetStr(&r, text)
		case fact.KindAddr:
			c.SetAddr(&r, fact.AddrOf([16]byte{0x20, 1, 15: byte(rng.IntN(3))}, 6))
		}
	}
	return r
}

// verdictCorpus has the shape that .ci/tests/predicate_sql_test.py reads, with the whole verdict as a query.
type verdictCorpus struct {
	Columns  []struct{ Name, Type string } `json:"columns"`
	Rows     [][]any                       `json:"rows"`
	Cases    []corpusCase                  `json:"cases"`
	DuckDB   string                        `json:"duckdb"`
	Spark    string                        `json:"spark"`
	Verdicts [][2]string                   `json:"verdicts"` // cause and confidence by row
}

type corpusCase struct {
	Predicate string   `json:"predicate"`
	DuckDB    string   `json:"duckdb"`
	Spark     string   `json:"spark"`
	Expected  []string `json:"expected"`
}

var sqlTypes = map[fact.Kind]string{fact.KindBool: "boolean", fact.KindInt: "bigint", fact.KindEnum: "string",
	fact.KindString: "string", fact.KindAddr: "string"}

// cell is a column's value as a table holds it.
func cell(c *fact.Column[fact.Reset], r *fact.Reset) any {
	if c.Int == nil {
		if b, known := c.Text(r, nil); known {
			return string(b)
		}
		return nil
	}
	v, known := c.Int(r)
	switch {
	case !known:
		return nil
	case c.Kind == fact.KindBool:
		return v != 0
	case c.Kind == fact.KindEnum:
		return c.Values[v]
	}
	return v
}

// buildVerdicts judges random rows.
func buildVerdicts(s *Set, rowCount int) (c verdictCorpus) {
	rng := rand.New(rand.NewPCG(11, 12))
	lits := literals(s.rules)
	var rows []fact.Reset
	for i := range rowCount {
		r := randomRow(rng, lits)
		if i%4 > 0 {
			pastTheGates(&r)
		}
		r.FrameNumber = int64(i + 1)
		r.Capture = "random"
		rows = append(rows, r)
		d := s.Judge(&r)
		c.Verdicts = append(c.Verdicts, [2]string{s.Winner(&d).ID, d.Confidence().String()})
		var cells []any
		for j := range fact.ResetColumns {
			cells = append(cells, cell(&fact.ResetColumns[j], &r))
		}
		c.Rows = append(c.Rows, cells)
	}
	for j := range fact.ResetColumns {
		m := &fact.ResetColumns[j]
		c.Columns = append(c.Columns, struct{ Name, Type string }{m.Name, sqlTypes[m.Kind]})
	}
	for _, r := range s.rules {
		cc := corpusCase{Predicate: r.ID + ": " + r.When.String(), DuckDB: r.When.SQL(predicate.DuckDB), Spark: r.When.SQL(predicate.Spark)}
		p := bind(r.When)
		for i := range rows {
			cc.Expected = append(cc.Expected, p.Eval(&rows[i]).String())
		}
		c.Cases = append(c.Cases, cc)
	}
	c.DuckDB, c.Spark = s.SQL(predicate.DuckDB), s.SQL(predicate.Spark)
	return c
}

// pastTheGates takes away what the first decision steps ask for: rules of a step or two would win nearly every
// random row, and the later ones would never be compared as winners.
func pastTheGates(r *fact.Reset) {
	r.FlagsIllegal, r.MPTCPFastclose, r.MPTCPReason = false, false, fact.Opt[uint8]{}
	r.PayloadKind, r.F5Cause, r.NetscalerCode = fact.PayloadNone, fact.Opt[string]{}, fact.Opt[uint16]{}
	r.Finished, r.OneSided, r.PSeen, r.PayloadConflictFrame = false, false, true, fact.Opt[int64]{}
	r.ProtocolMismatch, r.SynPending = fact.Some(false), false
}

// builtinSet loads what the program embeds.
func builtinSet(t testing.TB) *Set {
	t.Helper()
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The built-in rules and others in every step, with fallbacks under a condition and cross-flow rules, on random
// rows: all outcomes occur, so the corpus that SQL is held against is worth it. With -emit it is written.
func TestVerdictCorpus(t *testing.T) {
	sources, err := builtins()
	if err != nil {
		t.Fatal(err)
	}
	s, errs := parseSources(append(sources, manySources(51)...))
	if errs != nil {
		t.Fatal(errs)
	}
	c := buildVerdicts(s, 2000)
	count := map[string]int{}
	for _, cc := range c.Cases {
		for _, e := range cc.Expected {
			count[e]++
		}
	}
	named := map[[2]string]bool{}
	for _, v := range c.Verdicts {
		named[v] = true
	}
	if count["TRUE"] < 1000 || count["FALSE"] < 1000 || count["NULL"] < 1000 || len(named) < 20 {
		t.Errorf("lopsided: %v, %d different verdicts", count, len(named))
	}
	if *emit == "" {
		return
	}
	text, err := json.Marshal(c)
	if err == nil {
		err = os.WriteFile(*emit, text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// manySources makes n rules over all steps, of predicates as long as the catalogue's longest.
func manySources(n int) (sources []source) {
	whens := []string{
		"rst_form in {reply_ack, rstack_reply} and rst_trigger_kind in {data, pure_ack} and flow_idle_us >= 60s and not flow_fin_s and flow_missing_p == 0 and rst_ttl_delta_abs >= 3",
		"rst_is_reply and flow_exchange_complete and flow_idle_before_close_us >= 1s and (rst_trigger_new_request or rst_trigger_near_fin) and flow_fin_s",
		"not flow_fin_s and rst_trigger_kind == data and flow_rtx_run_s == 0 and (flow_idle_us < 60s or not known(flow_idle_timer) or flow_http_exchanges >= 2)",
		"rst_form == reply_ack and flow_unacked_s == 0 and flow_unacked_p == 0 and flow_all_acked and flow_bytes_s > 64KiB",
		"cross_same_s_aborts >= 3 and cross_s_open_share >= 50% and cross_s_ages_differ",
		"cross_client_aborts >= 3 and (cross_client_open_share >= 50% or rst_md5)",
		"flow_gap_p_us < 1s and not flow_http_exchanges >= 2",
	}
	for i := range n {
		id := fmt.Sprintf("rule_%d", i)
		text := strings.NewReplacer("cause: last", "cause: "+id, "step: last", "step: "+Steps[i%(len(Steps)-1)].Name, "rank: 0",
			fmt.Sprint("rank: ", 100000+i), "kind: fallback", "kind: fallback when flow_fin_p\nkind: specific", "when: always", "when: "+whens[i%len(whens)]+"\ncertain: rst_genuine\nlikely: flow_age_us < 5s").Replace(lastRule)
		sources = append(sources, source{name: id + ".rule", text: text})
	}
	return sources
}

// manyRules makes a set of them and a row on which most of their conjuncts hold: evaluation can't stop early.
func manyRules(t testing.TB, n int) (*Set, fact.Reset) {
	t.Helper()
	s, errs := parseSources(append(manySources(n), source{name: "last.rule", text: lastRule}))
	if errs != nil {
		t.Fatal(errs)
	}
	row, errs := ParseRow("row", `rst_form = reply_ack
rst_is_reply = true
rst_trigger_kind = data
flow_idle_us = 70s
flow_exchange_complete = true
flow_idle_before_close_us = 5s
rst_trigger_new_request = false
flow_http_exchanges = 1
flow_idle_timer = "60"
flow_unacked_s = 0
flow_unacked_p = 0
flow_all_acked = true
flow_bytes_s = 1B
cross_same_s_aborts = 3
cross_s_open_share = 80%`)
	if errs != nil {
		t.Fatal(errs)
	}
	return s, row
}

func TestJudgeDoesNotAllocate(t *testing.T) {
	s := builtinSet(t)
	rng := rand.New(rand.NewPCG(13, 14))
	lits := literals(s.rules)
	for range 50 {
		r := randomRow(rng, lits)
		if n := testing.AllocsPerRun(5, func() { s.Judge(&r) }); n != 0 {
			t.Fatalf("%v allocations", n)
		}
	}
	many, row := manyRules(t, 200)
	if n := testing.AllocsPerRun(5, func() { many.Judge(&row) }); n != 0 {
		t.Fatalf("%v allocations with many rules", n)
	}
}

func BenchmarkJudge75(b *testing.B) {
	s, row := manyRules(b, 75)
	b.ReportAllocs()
	for b.Loop() {
		s.Judge(&row)
	}
}

func BenchmarkJudgeBuiltin(b *testing.B) {
	s := builtinSet(b)
	rng := rand.New(rand.NewPCG(15, 16))
	lits := literals(s.rules)
	rows := make([]fact.Reset, 64)
	for i := range rows {
		rows[i] = randomRow(rng, lits)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		s.Judge(&rows[i&63])
		i++
	}
}

func BenchmarkExplainBuiltin(b *testing.B) {
	s := builtinSet(b)
	r := randomRow(rand.New(rand.NewPCG(17, 18)), literals(s.rules))
	d := s.Judge(&r)
	b.ReportAllocs()
	for b.Loop() {
		s.Explain(&r, &d)
	}
}

// BenchmarkExplainUndecided is the worst row to explain: most rules lack a fact.
func BenchmarkExplainUndecided(b *testing.B) {
	s, _ := manyRules(b, 75)
	r, errs := ParseRow("row", "rst_form = reply_ack\nrst_is_reply = true\nrst_trigger_kind = data\ncross_same_s_aborts = 3\ncross_client_aborts = 3\nflow_bytes_s = 64MiB")
	if errs != nil {
		b.Fatal(errs)
	}
	d := s.Judge(&r)
	if v := s.Explain(&r, &d); len(v.Undecided) < 50 {
		b.Fatal(len(v.Undecided))
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Explain(&r, &d)
	}
}
