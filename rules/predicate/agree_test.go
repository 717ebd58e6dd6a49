package predicate

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"whyrst/extract/fact"
)

var emit = flag.String("emit", "", "write the SQL agreement corpus (rows, predicates, expected truths) as JSON to this file")

// corpus is what the SQL engines are held against: .ci/tests/predicate_sql_test.py reads it.
type corpus struct {
	// Columns are the table's columns with portable SQL types.
	Columns []corpusColumn `json:"columns"`
	// Rows are the values in column order; null is NULL.
	Rows [][]any `json:"rows"`
	// Cases are the predicates.
	Cases []corpusCase `json:"cases"`
}

type corpusColumn struct{ Name, Type string }

type corpusCase struct {
	Predicate string `json:"predicate"`
	DuckDB    string `json:"duckdb"`
	Spark     string `json:"spark"`
	// Expected is TRUE, FALSE or NULL for each row.
	Expected []string `json:"expected"`
}

var sqlTypes = map[fact.Kind]string{fact.KindBool: "boolean", fact.KindInt: "bigint", fact.KindEnum: "string",
	fact.KindString: "string", fact.KindAddr: "string"}

// cell is a column's value as a table holds it.
func cell(c *fact.Column[row], r *row) any {
	switch c.Kind {
	case fact.KindBool, fact.KindInt, fact.KindEnum:
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
	if b, known := c.Text(r, nil); known {
		return string(b)
	}
	return nil
}

// build makes a corpus of random predicates on random rows. Columns that no comparison can name stay out.
func build(seed uint64, predicates, rowCount int) corpus {
	rng := rand.New(rand.NewPCG(seed, 9))
	all := rows()
	var sample []row
	for range rowCount {
		sample = append(sample, pick(rng, all))
	}
	var c corpus
	for i := range rowCols {
		if typ, ok := sqlTypes[rowCols[i].Kind]; ok {
			c.Columns = append(c.Columns, corpusColumn{rowCols[i].Name, typ})
		}
	}
	for i := range sample {
		var cells []any
		for j := range rowCols {
			if _, ok := sqlTypes[rowCols[j].Kind]; ok {
				cells = append(cells, cell(&rowCols[j], &sample[i]))
			}
		}
		c.Rows = append(c.Rows, cells)
	}
	for len(c.Cases) < predicates {
		e, errs := schema.Parse(random(rng, 3))
		if errs != nil {
			panic(fmt.Sprint("random predicate does not parse: ", errs))
		}
		if names := e.Columns(); contains(names, "ts") || contains(names, "signs") {
			continue
		}
		p := Bind(e, rowCols)
		cc := corpusCase{Predicate: e.String(), DuckDB: e.SQL(DuckDB), Spark: e.SQL(Spark)}
		for i := range sample {
			cc.Expected = append(cc.Expected, p.Eval(&sample[i]).String())
		}
		c.Cases = append(c.Cases, cc)
	}
	return c
}

func contains(list []string, s string) bool { return len(appendNew(list, s)) == len(list) }

// The corpus that SQL is held against is worth it: each truth value is frequent. With -emit it is written.
func TestAgreementCorpus(t *testing.T) {
	c := build(1, 3000, 64)
	count := map[string]int{}
	for _, cc := range c.Cases {
		for _, e := range cc.Expected {
			count[e]++
		}
	}
	total := len(c.Cases) * len(c.Rows)
	for _, v := range []string{"TRUE", "FALSE", "NULL"} {
		if count[v]*10 < total {
			t.Errorf("only %d of %d outcomes are %s", count[v], total, v)
		}
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

func TestSQL(t *testing.T) {
	for _, tc := range []struct{ src, duckdb, spark string }{
		{"fin and not (reply or ttl > 3)", "fin AND NOT (reply OR ttl > 3)", ""},
		{"not not fin", "NOT (NOT (fin))", ""},
		{"form in {abort, in} or form != reply_ack", "form IN ('abort', 'in') OR form <> 'reply_ack'", ""},
		{"idle_us in 50ms..5s and known(ttl)", "idle_us BETWEEN 50000 AND 5000000 AND ttl IS NOT NULL", ""},
		{"(fin and reply) or always", "(fin AND reply) OR TRUE", ""},
		{"never", "FALSE", ""},
		{`name == "it's"`, "name = 'it''s'", `name = 'it\'s'`},
		{`name == "a\\b"`, `name = 'a\b'`, `name = 'a\\b'`},
		{`ip == "2001:DB8::1"`, "ip = '2001:db8::1'", ""},
	} {
		e := mustParse(t, tc.src)
		if tc.spark == "" {
			tc.spark = tc.duckdb
		}
		if d, s := e.SQL(DuckDB), e.SQL(Spark); d != tc.duckdb || s != tc.spark {
			t.Errorf("%s:\n\t%s\n\t%s\nwant\n\t%s\n\t%s", tc.src, d, s, tc.duckdb, tc.spark)
		}
	}
}
