"""Reads every file of a data set by pyarrow and compares with schema.json, the manifest and Parquet's statistics.

Usage: read_pyarrow.py FOLDER. Prints a summary of every column; exit code 1 and reasons if something is wrong.
"""

import sys

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
import pyarrow.parquet as pq

from dataset import DataSet


def type_name(t):
    if pa.types.is_dictionary(t):
        t = t.value_type
    if pa.types.is_list(t):
        return "list" if pa.types.is_string(t.value_type) else str(t)
    if t == pa.timestamp("us", "UTC"):
        return "timestamp"
    return str(t)


def summarise(column):
    t = column.type
    known = len(column) - column.null_count
    if pa.types.is_list(t):
        flat = pc.list_flatten(column)
        return [known, len(flat), pc.max(flat).as_py()]
    if pa.types.is_dictionary(t):
        column = column.cast(t.value_type)
    if pa.types.is_timestamp(t):
        column = column.cast(pa.int64())
    if pa.types.is_string(column.type):
        for chunk in column.chunks:
            chunk.validate(full=True)
            assert not pc.any(pc.match_substring(chunk, "\0")).as_py(), "NUL in text"
    ends = pc.min_max(column)
    return [known, ends["min"].as_py(), ends["max"].as_py()]


def check_statistics(data, path, table):
    """The bounds and NULL counts in the footer are those of the values."""
    f = pq.ParquetFile(path)
    for g in range(f.metadata.num_row_groups):
        values = f.read_row_group(g)
        for i in range(f.metadata.num_columns):
            meta = f.metadata.row_group(g).column(i)
            name = meta.path_in_schema.split(".")[0]
            s = meta.statistics
            column = values[name]
            if pa.types.is_list(column.type):
                continue
            data.check(s.null_count == column.null_count, f"{path} {name}: {s.null_count} NULLs in statistics, {column.null_count} in values")
            if s.has_min_max:
                ends = pc.min_max(column)
                got = [s.min, s.max]
                data.check(got == [ends["min"].as_py(), ends["max"].as_py()], f"{path} {name}: statistics {got}, values {ends}")
            else:
                known = column.drop_null()
                long = pa.types.is_string(column.type) and len(known) and pc.max(pc.binary_length(known)).as_py() > 64
                data.check(len(known) == 0 or long or pc.all(pc.equal(known, "")).as_py(), f"{path} {name}: no bounds")


def read(data, table):
    parts = []
    for f, path in zip(data.tables[table]["files"], data.paths(table)):
        if data.format == "parquet":
            part = pq.read_table(path)
            check_statistics(data, path, table)
            metadata = pq.ParquetFile(path).metadata.metadata
            data.check(metadata[b"whyrst.schema_version"].decode() == data.schema["schema_version"], f"{path}: schema version")
        else:
            part = pa.ipc.open_file(path).read_all()
        data.check(part.num_rows == f["rows"], f"{path}: {part.num_rows} rows, manifest says {f['rows']}")
        for c in data.columns[table]:
            data.check(part.schema.field(c["name"]).nullable == c["nullable"], f"{path} {c['name']}: nullable differs from schema.json")
        parts.append(part)
    return pa.concat_tables([p.unify_dictionaries() for p in parts])


def main():
    data = DataSet(sys.argv[1])
    summaries = {}
    for table in data.tables:
        rows = read(data, table)
        summaries[table] = {n: summarise(rows[n]) for n in rows.column_names}
        data.judge(table, rows.num_rows, [(f.name, type_name(f.type)) for f in rows.schema], summaries[table])
    data.finish(summaries)


main()
