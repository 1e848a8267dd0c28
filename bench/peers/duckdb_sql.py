"""The shared work with DuckDB: one table of the needed columns with windows over needs, then one query a question."""

import os
import tempfile

import duckdb
from answer import Answer, Clock, order

ask = order()
if ask.format == "xes":
    raise SystemExit("DuckDB reads no XES")

clock = Clock()
with tempfile.TemporaryDirectory(prefix="throughline-duckdb-", dir=os.environ.get("TMPDIR")) as spill:
    base = duckdb.connect()
    base.execute(f"SET threads = {ask.threads}")
    base.execute("SET preserve_insertion_order = true")
    base.execute(f"SET temp_directory = '{spill}'")
    if ask.memory_gib:
        base.execute(f"SET memory_limit = '{ask.memory_gib}GiB'")
    path = ask.file.replace("'", "''")
    if ask.format == "csv":
        source = (
            f"read_csv('{path}', header = true, columns = {{'need': 'VARCHAR', 'at': 'TIMESTAMP', 'activity': 'VARCHAR',"
            " 'worker': 'VARCHAR', 'organisation': 'VARCHAR', 'cost': 'DOUBLE'})"
        )
        at = '"at"'
    else:
        source = f"read_parquet('{path}')"
        at = "\"at\" AT TIME ZONE 'UTC'"
    # Names that repeat as enumerations: DuckDB's own integer codes.
    base.execute(f"CREATE TABLE raw AS SELECT need, epoch({at})::BIGINT AS moment, activity, worker FROM {source}")
    for column in ("activity", "worker"):
        base.execute(f"CREATE TYPE {column}_name AS ENUM (SELECT DISTINCT {column} FROM raw ORDER BY 1)")
        base.execute(f"ALTER TABLE raw ALTER {column} TYPE {column}_name")
    clock.loaded()

    base.execute(
        """CREATE TABLE log AS
           SELECT need, moment, activity, worker, rowid AS place, lag(activity) OVER path AS before,
                  lag(worker) OVER path AS worker_before, moment - lag(moment) OVER path AS gap
           FROM raw WINDOW path AS (PARTITION BY need ORDER BY moment, rowid)"""
    )
    base.execute(
        """CREATE TABLE needs AS
           SELECT max(moment) - min(moment) AS duration, max(moment) AS ended,
                  list(activity ORDER BY moment, place) AS path, count(DISTINCT worker) AS workers
           FROM log GROUP BY need"""
    )
    edges = base.execute(
        """SELECT before::VARCHAR, activity::VARCHAR, count(*), avg(gap), median(gap)
           FROM log WHERE before IS NOT NULL GROUP BY before, activity"""
    ).fetchall()
    base.execute("CREATE TABLE variants AS SELECT path, count(*) AS needs FROM needs GROUP BY path")
    hand_overs = base.execute(
        """SELECT worker_before::VARCHAR, worker::VARCHAR, count(*) FROM log
           WHERE worker_before IS NOT NULL AND worker_before <> worker GROUP BY worker_before, worker"""
    ).fetchall()
    rework = base.execute(
        """SELECT activity::VARCHAR, count(*), sum(times - 1)::BIGINT FROM
           (SELECT need, activity, count(*) AS times FROM log GROUP BY need, activity HAVING count(*) > 1) GROUP BY activity"""
    ).fetchall()
    weeks = base.execute(
        """SELECT strftime(date_trunc('week', make_timestamp(ended * 1000000)), '%Y-%m-%d') AS week,
                  count(*), median(duration) FROM needs GROUP BY week"""
    ).fetchall()
    needs, total, median, workers_sum, workers_max = base.execute(
        "SELECT count(*), sum(duration)::BIGINT, median(duration), sum(workers)::BIGINT, max(workers) FROM needs"
    ).fetchone()
    answer = Answer(
        needs=needs,
        events=base.execute("SELECT count(*) FROM raw").fetchone()[0],
        duration_sum_s=total,
        duration_median_s=median,
        edges=edges,
        variants=base,
        variant_count=base.execute("SELECT count(*) FROM variants").fetchone()[0],
        variant_rows=lambda base: base.execute("SELECT array_to_string(path, chr(31)), needs FROM variants").fetchall(),
        hand_overs=hand_overs,
        rework=rework,
        workers_sum=workers_sum,
        workers_max=workers_max,
        weeks=weeks,
    )
    clock.report(answer, ask.check)
