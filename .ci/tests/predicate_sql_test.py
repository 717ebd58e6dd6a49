"""Predicates mean in SQL what they mean in Go, NULL included.

Go writes random predicates, random rows and what its evaluator says; DuckDB, and Spark with --spark, evaluate
the printed SQL over the same rows.

    python .ci/tests/predicate_sql_test.py [--spark] [CORPUS.json]

needs duckdb (and pyspark) from PyPI. Without CORPUS.json it runs
`go test ./rules/predicate -run TestAgreementCorpus -emit FILE` in the current module to make one.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

TRUTH = {True: "TRUE", False: "FALSE", None: "NULL"}


def corpus(path):
    if path:
        with open(path, encoding="utf-8") as f:
            return json.load(f)
    with tempfile.TemporaryDirectory() as tmp:
        out = os.path.join(tmp, "corpus.json")
        subprocess.run(
            ["go", "test", "-count=1", "./rules/predicate", "-run", "TestAgreementCorpus", "-emit", out],
            check=True, stdout=subprocess.DEVNULL)
        with open(out, encoding="utf-8") as f:
            return json.load(f)


def batches(cases, size=100):
    for i in range(0, len(cases), size):
        yield i, cases[i:i + size]


def by_duckdb(c):
    import duckdb
    con = duckdb.connect()
    types = {"boolean": "BOOLEAN", "bigint": "BIGINT", "string": "VARCHAR"}
    cols = ", ".join(f'{col["Name"]} {types[col["Type"]]}' for col in c["columns"])
    con.execute(f"CREATE TABLE t (n INTEGER, {cols})")
    marks = ", ".join("?" * (len(c["columns"]) + 1))
    con.executemany(f"INSERT INTO t VALUES ({marks})", [[n] + r for n, r in enumerate(c["rows"])])
    for start, part in batches(c["cases"]):
        exprs = ", ".join(f'({case["duckdb"]}) AS p{i}' for i, case in enumerate(part))
        yield start, con.execute(f"SELECT {exprs} FROM t ORDER BY n").fetchall()


def by_spark(c):
    from pyspark.sql import SparkSession
    from pyspark.sql import types as T
    spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    types = {"boolean": T.BooleanType(), "bigint": T.LongType(), "string": T.StringType()}
    schema = T.StructType([T.StructField("n", T.IntegerType())] +
                          [T.StructField(col["Name"], types[col["Type"]]) for col in c["columns"]])
    df = spark.createDataFrame([[n] + r for n, r in enumerate(c["rows"])], schema).coalesce(1).cache()
    for start, part in batches(c["cases"]):
        yield start, df.orderBy("n").selectExpr(*[f'({case["spark"]}) AS p{i}' for i, case in enumerate(part)]).collect()
    spark.stop()


def check(name, c, results):
    wrong = seen = 0
    for start, rows in results:
        for n, row in enumerate(rows):
            for i, value in enumerate(row):
                case = c["cases"][start + i]
                seen += 1
                if TRUTH[value] != case["expected"][n]:
                    wrong += 1
                    if wrong <= 10:
                        print(f'{name}: row {n} {c["rows"][n]}: {case["predicate"]} is {case["expected"][n]}, '
                              f'its SQL {TRUTH[value]}', file=sys.stderr)
    want = len(c["cases"]) * len(c["rows"])
    print(f"{name}: {seen} outcomes of {len(c['cases'])} predicates on {len(c['rows'])} rows, {wrong} differ")
    return wrong == 0 and seen == want and want > 0


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--spark", action="store_true", help="ask Spark too")
    ap.add_argument("corpus", nargs="?")
    args = ap.parse_args()
    c = corpus(args.corpus)
    ok = check("duckdb", c, by_duckdb(c))
    if args.spark:
        ok = check("spark", c, by_spark(c)) and ok
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
