"""Predicates and verdicts mean in SQL what they mean in Go, NULL included.

Go writes random rows and what it says of them: random predicates over a small table, then every built-in rule
and the whole verdict over rows of resets. DuckDB, and Spark with --spark, evaluate the printed SQL over the
same rows.

    python .ci/tests/predicate_sql_test.py [--spark] [CORPUS.json ...]

needs duckdb (and pyspark) from PyPI, and runs in the module's root. Without CORPUS.json it makes both:
`go test ./rules/predicate -run TestAgreementCorpus -emit FILE` and `go test ./rules -run TestVerdictCorpus -emit FILE`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

TRUTH = {True: "TRUE", False: "FALSE", None: "NULL"}


def corpora(paths):
    for path in paths:
        with open(path, encoding="utf-8") as f:
            yield path, json.load(f)
    if paths:
        return
    for package, test in (("./rules/predicate", "TestAgreementCorpus"), ("./rules", "TestVerdictCorpus")):
        with tempfile.TemporaryDirectory() as tmp:
            out = os.path.join(tmp, "corpus.json")
            subprocess.run(["go", "test", "-count=1", package, "-run", test, "-emit", out],
                           check=True, stdout=subprocess.DEVNULL)
            with open(out, encoding="utf-8") as f:
                yield test, json.load(f)


def batches(cases, size=100):
    for i in range(0, len(cases), size):
        yield i, cases[i:i + size]


class DuckDB:
    name = "duckdb"

    def __init__(self, c):
        import duckdb
        self.con = duckdb.connect()
        types = {"boolean": "BOOLEAN", "bigint": "BIGINT", "string": "VARCHAR"}
        cols = ", ".join(f'{col["Name"]} {types[col["Type"]]}' for col in c["columns"])
        self.con.execute(f"CREATE TABLE resets (n INTEGER, {cols})")
        marks = ", ".join("?" * (len(c["columns"]) + 1))
        self.con.executemany(f"INSERT INTO resets VALUES ({marks})", [[n] + r for n, r in enumerate(c["rows"])])

    def select(self, exprs):
        return self.con.execute(f"SELECT {', '.join(exprs)} FROM resets ORDER BY n").fetchall()

    def query(self, sql):
        rel = self.con.execute(sql)
        names = [d[0] for d in rel.description]
        return [dict(zip(names, row)) for row in rel.fetchall()]


class Spark:
    name = "spark"

    def __init__(self, c):
        from pyspark.sql import SparkSession
        from pyspark.sql import types as T
        self.spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
        types = {"boolean": T.BooleanType(), "bigint": T.LongType(), "string": T.StringType()}
        schema = T.StructType([T.StructField("n", T.IntegerType())] +
                              [T.StructField(col["Name"], types[col["Type"]]) for col in c["columns"]])
        self.df = self.spark.createDataFrame([[n] + r for n, r in enumerate(c["rows"])], schema).coalesce(1).cache()
        self.df.createOrReplaceTempView("resets")

    def select(self, exprs):
        return self.df.orderBy("n").selectExpr(*exprs).collect()

    def query(self, sql):
        return [row.asDict() for row in self.spark.sql(sql).collect()]


def check_cases(engine, c, report):
    for start, part in batches(c["cases"]):
        exprs = [f'({case[engine.name]}) AS p{i}' for i, case in enumerate(part)]
        for n, row in enumerate(engine.select(exprs)):
            for i, value in enumerate(row):
                case = c["cases"][start + i]
                report(TRUTH[value] == case["expected"][n],
                       f'row {n}: {case["predicate"]} is {case["expected"][n]}, its SQL {TRUTH[value]}')


def check_verdicts(engine, c, report):
    ids = [case["predicate"].split(":")[0] for case in c["cases"]]
    for n, row in enumerate(engine.query(c[engine.name])):
        got = [row["rst_cause"], row["rst_confidence"]]
        report(got == c["verdicts"][n], f'row {n}: verdict {c["verdicts"][n]}, its SQL {got}')
        for case, rule in zip(c["cases"], ids):
            report(TRUTH[row[f"rule_{rule}"]] == case["expected"][n], f"row {n}: rule_{rule}")


def check(name, engine, c):
    seen = wrong = 0

    def report(ok, message):
        nonlocal seen, wrong
        seen += 1
        if not ok:
            wrong += 1
            if wrong <= 10:
                print(f"{name}, {engine.name}: {message}", file=sys.stderr)

    rows, cases = len(c["rows"]), len(c["cases"])
    want = rows * cases
    check_cases(engine, c, report)
    if "verdicts" in c:
        want += rows * (cases + 1)
        check_verdicts(engine, c, report)
    print(f"{name}, {engine.name}: {cases} predicates on {rows} rows, {seen} outcomes, {wrong} differ", flush=True)
    return wrong == 0 and seen == want and want > 0


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--spark", action="store_true", help="ask Spark too")
    ap.add_argument("corpus", nargs="*")
    args = ap.parse_args()
    results = [check(name, engine(c), c)
               for name, c in corpora(args.corpus)
               for engine in ([DuckDB, Spark] if args.spark else [DuckDB])]
    sys.exit(0 if results and all(results) else 1)


if __name__ == "__main__":
    main()
