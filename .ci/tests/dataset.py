"""What the readers of a data set have in common: its manifest and schema, and how their findings are judged.

A reader makes, for every table, a summary {column: [known values, lowest, highest]} with values as text or
numbers (times as microseconds, lists as [known, elements, highest element]). Summaries of all readers must be
equal: read_pyarrow.py FOLDER, read_duckdb.py FOLDER and read_spark.py FOLDER print the same lines.
"""

import json
import pathlib
import sys

TYPES = {"bool", "int32", "int64", "timestamp", "string", "list"}


class DataSet:
    def __init__(self, folder):
        self.dir = pathlib.Path(folder)
        self.manifest = json.loads((self.dir / "whyrst.json").read_text("utf-8"))
        self.schema = json.loads((self.dir / "schema.json").read_text("utf-8"))
        self.format = self.manifest["format"]
        self.problems = []
        self.tables = {t["table"]: t for t in self.manifest["tables"]}
        self.columns = {t["table"]: t["columns"] for t in self.schema["tables"]}
        self.check(self.tables.keys() == self.columns.keys(), "schema.json and whyrst.json differ in tables")
        for table in self.tables.values():
            listed = sorted(f["path"] for f in table["files"])
            there = sorted(str(p.relative_to(self.dir)) for p in (self.dir / table["table"]).iterdir())
            self.check(listed == there, f"{table['table']}: files {there}, manifest lists {listed}")
            self.check(table["rows"] == sum(f["rows"] for f in table["files"]), f"{table['table']}: rows do not add up")
            for f in table["files"]:
                self.check((self.dir / f["path"]).stat().st_size == f["bytes"], f"{f['path']}: size differs from the manifest")
        for columns in self.columns.values():
            for c in columns:
                self.check(c["type"] in TYPES and c["description"], f"{c['name']}: {c}")

    def check(self, ok, problem):
        if not ok:
            self.problems.append(problem)

    def paths(self, table):
        return [str(self.dir / f["path"]) for f in self.tables[table]["files"]]

    def judge(self, table, rows, types, summary):
        """types: the reader's type of each column in order, as schema.json names it."""
        want = [(c["name"], c["type"]) for c in self.columns[table]]
        self.check(types == want, f"{table}: columns {types}, want {want}")
        self.check(rows == self.tables[table]["rows"], f"{table}: {rows} rows, want {self.tables[table]['rows']}")
        for c in self.columns[table]:
            known, low, high = summary[c["name"]]
            self.check(known == rows or c["nullable"], f"{table}.{c['name']}: NULL, but it is not nullable")
            if c["kind"] == "enum":
                for v in (low, high):
                    self.check(v is None or v in c["values"], f"{table}.{c['name']}: {v!r} is not one of {c['values']}")
        if rows:
            bounds = [[f.get(k) for f in self.tables[table]["files"] if f.get(k) is not None] for k in ("min_ts_ns", "max_ts_ns")]
            want = [min(bounds[0], default=None), max(bounds[1], default=None)]
            self.check(summary["ts_ns"][1:] == want, f"{table}: ts_ns {summary['ts_ns'][1:]}, manifest says {want}")

    def finish(self, summaries):
        for table in self.tables:
            for c in self.columns[table]:
                print(json.dumps([table, c["name"], *summaries[table][c["name"]]], ensure_ascii=True))
        for p in self.problems:
            print(p, file=sys.stderr)
        sys.exit(1 if self.problems else 0)
