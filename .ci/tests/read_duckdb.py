"""Reads every table of a Parquet data set by DuckDB, as read_pyarrow.py does, and asks for single values, which
DuckDB answers by statistics and bloom filters.

Usage: read_duckdb.py FOLDER
"""

import sys

import duckdb

from dataset import DataSet

NAMES = {"BOOLEAN": "bool", "INTEGER": "int32", "BIGINT": "int64", "TIMESTAMP WITH TIME ZONE": "timestamp", "VARCHAR": "string", "VARCHAR[]": "list"}


def summarise(db, table, columns):
    out, exprs = {}, []
    for name, kind in columns:
        c = f'"{name}"'
        if kind == "list":
            exprs += [f"count({c})", f"coalesce(sum(len({c})), 0)::BIGINT", f"max(list_aggregate({c}, 'max'))"]
        else:
            v = f"epoch_us({c})" if kind == "timestamp" else c
            exprs += [f"count({c})", f"min({v})", f"max({v})"]
    row = db.sql(f"SELECT {', '.join(exprs)} FROM {table}").fetchall()[0]
    for i, (name, _) in enumerate(columns):
        out[name] = list(row[3 * i:3 * i + 3])
    return out


def check_lookups(data, db, table, columns):
    """A value asked for is found as often as its hash, for which nothing can be skipped."""
    for name, _ in columns:
        if name not in ("flow_id", "tcp_stream", "ip_src", "client_ip", "server_ip", "server_port", "frame_number", "community_id"):
            continue
        neutral = f'hash("{name}"::VARCHAR) = hash($1::VARCHAR)'
        for (v,) in db.sql(f'SELECT DISTINCT "{name}" v FROM {table} WHERE v IS NOT NULL ORDER BY hash(v) LIMIT 5').fetchall():
            found = db.execute(f'SELECT count(*) FROM {table} WHERE "{name}" = $1', [v]).fetchall()[0]
            there = db.execute(f"SELECT count(*) FROM {table} WHERE {neutral}", [v]).fetchall()[0]
            data.check(found == there and there[0] > 0, f"{table}.{name} = {v!r}: found {found}, there are {there}")


def main():
    data = DataSet(sys.argv[1])
    db = duckdb.connect()
    db.execute("SET TimeZone = 'UTC'")
    summaries = {}
    for table in data.tables:
        files = ", ".join("'" + p.replace("'", "''") + "'" for p in data.paths(table))
        db.execute(f"CREATE VIEW {table} AS FROM read_parquet([{files}])")
        described = db.sql(f"DESCRIBE {table}").fetchall()
        columns = [(d[0], NAMES.get(d[1], d[1])) for d in described]
        rows = db.sql(f"SELECT count(*) FROM {table}").fetchall()[0][0]
        summaries[table] = summarise(db, table, columns)
        data.judge(table, rows, columns, summaries[table])
        check_lookups(data, db, table, columns)
    data.finish(summaries)


main()
