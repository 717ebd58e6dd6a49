"""Reads every table of a Parquet data set by PySpark in local mode, as read_pyarrow.py does, with the vectorised
reader and without it, and asks for single values, which Spark answers by statistics, page index, dictionaries and
bloom filters.

Usage: read_spark.py FOLDER
"""

import os
import sys

os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")

from pyspark.sql import SparkSession, functions as F

from dataset import DataSet

NAMES = {"boolean": "bool", "int": "int32", "bigint": "int64", "timestamp": "timestamp", "string": "string", "array<string>": "list"}
LOOKUPS = ("flow_id", "tcp_stream", "ip_src", "client_ip", "server_ip", "server_port", "frame_number", "community_id")


def summarise(frame, columns):
    exprs = []
    for name, kind in columns:
        c = F.col(f"`{name}`")
        if kind == "list":
            exprs += [F.count(c), F.coalesce(F.sum(F.when(c.isNotNull(), F.size(c))), F.lit(0)), F.max(F.array_max(c))]
        else:
            v = F.unix_micros(c) if kind == "timestamp" else c
            exprs += [F.count(c), F.min(v), F.max(v)]
    row = list(frame.agg(*[e.alias(f"a{i}") for i, e in enumerate(exprs)]).collect()[0])
    return {name: row[3 * i:3 * i + 3] for i, (name, _) in enumerate(columns)}


def check_lookups(data, frame, table, columns):
    for name, _ in columns:
        if name not in LOOKUPS:
            continue
        c = F.col(name)
        # Nothing can be skipped for a hash.
        for (v,) in frame.filter(c.isNotNull()).select(name).distinct().orderBy(F.hash(c)).limit(2).collect():
            found, there = frame.filter(c == v).count(), frame.filter(F.xxhash64(c.cast("string")) == F.xxhash64(F.lit(str(v)))).count()
            data.check(found == there > 0, f"{table}.{name} = {v!r}: found {found}, there are {there}")


def main():
    data = DataSet(sys.argv[1])
    spark = (SparkSession.builder.master("local[2]").appName("read")
             .config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC")
             .config("spark.sql.shuffle.partitions", "2").config("spark.sql.codegen.wholeStage", "false")
             .getOrCreate())
    spark.sparkContext.setLogLevel("ERROR")
    summaries = {}
    for table in data.tables:
        by_rows = None
        for vectorised in ("false", "true"):
            spark.conf.set("spark.sql.parquet.enableVectorizedReader", vectorised)
            spark.conf.set("spark.sql.parquet.enableNestedColumnVectorizedReader", vectorised)
            frame = spark.read.parquet(*data.paths(table))
            columns = [(n, NAMES.get(t, t)) for n, t in frame.dtypes]
            summaries[table] = summarise(frame, columns)
            data.judge(table, frame.count(), columns, summaries[table])
            data.check(by_rows in (None, summaries[table]), f"{table}: the vectorised reader reads something else")
            by_rows = summaries[table]
        check_lookups(data, frame, table, columns)
    spark.stop()
    data.finish(summaries)


main()
