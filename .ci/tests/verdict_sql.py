"""The SQL of every rule, run in DuckDB on the resets of a data set, agrees with the stored verdicts row by row.

    python .ci/tests/verdict_sql.py FOLDER WHYRST

FOLDER is a data set in Parquet, WHYRST the program that wrote it (`whyrst rules --json` gives the SQL). For each
row and rule: TRUE where the rule stands in rst_matched, NULL where it stands in rst_undecided, FALSE elsewhere;
and for the winner, its certain and likely predicates give rst_confidence. Needs duckdb from PyPI.
"""

import json
import pathlib
import subprocess
import sys

import duckdb


def main(folder, whyrst):
    rules = json.loads(subprocess.run([whyrst, "rules", "--json"], check=True, capture_output=True, text=True).stdout)
    files = str(pathlib.Path(folder) / "resets" / "*.parquet")
    con = duckdb.connect()
    con.execute(f"CREATE VIEW resets AS SELECT * FROM read_parquet('{files}')")
    rows = con.execute("SELECT capture, frame_number, rst_role, rst_cause, rst_confidence, rst_matched, rst_undecided "
                       "FROM resets ORDER BY capture, frame_number").fetchall()
    if not rows:
        sys.exit(f"{folder}: no resets, so nothing was compared")
    wrong, compared = [], 0
    for rule in rules:
        sql = rule["sql"]["duckdb"]
        grades = [sql.get("certain") or "FALSE", sql.get("likely") or "FALSE"]
        got = con.execute(f"SELECT ({sql['when']}), coalesce(({grades[0]}), FALSE), coalesce(({grades[1]}), FALSE) "
                          "FROM resets ORDER BY capture, frame_number").fetchall()
        for row, (when, certain, likely) in zip(rows, got, strict=True):
            capture, frame, role, cause, confidence, matched, undecided = row
            open_ids = {u.split(":")[0] for u in undecided}
            want = True if rule["id"] in matched else None if rule["id"] in open_ids else False
            compared += 1
            if when is not want:
                wrong.append(f"{capture} frame {frame}: {rule['id']} is {when} in SQL, {want} as stored")
            if cause == rule["id"] and role == "primary":
                grade = "certain" if certain else "likely" if likely else "possible"
                if grade != confidence:
                    wrong.append(f"{capture} frame {frame}: {cause} is {grade} in SQL, {confidence} as stored")
    for line in wrong[:20]:
        print(line)
    print(f"verdicts in DuckDB: {compared - len(wrong)} passed, {len(wrong)} failed ({len(rules)} rules, {len(rows)} resets)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
