"""The shared work with Polars as well as we can write it; each choice below was the fastest of those tried (see README.md).

Only the needed columns are read. Names become integer codes while reading (categories of their own with 8, 16 and 32 bits);
times are whole seconds as integers, by a stated format (guessing costs five times as much). One sort: of the need's code alone
and stable if the rows are in order of time already, which is asked first. Steps within needs come from one shift of whole
columns, not from window functions; needs are then runs of a sorted column, which Polars groups without hashing; paths are
grouped as lists of small integers; all questions go to Polars at once (`collect_all`).
"""

import os

from answer import Answer, Clock, order

ask = order()
os.environ["POLARS_MAX_THREADS"] = str(ask.threads)
import polars as pl  # noqa: E402

if ask.format == "xes":
    raise SystemExit("polars reads no XES")

NEED = pl.Categorical(pl.Categories("need"))
ACTIVITY = pl.Categorical(pl.Categories("activity", physical=pl.UInt8))
WORKER = pl.Categorical(pl.Categories("worker", physical=pl.UInt16))

clock = Clock()
if ask.format == "csv":
    texts = {name: pl.String for name in ("need", "at", "activity", "worker")}
    source = pl.scan_csv(ask.file, schema_overrides=texts)
    at = pl.col("at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us")
else:
    source = pl.scan_parquet(ask.file)
    at = pl.col("at")
log = source.select(
    need=pl.col("need").cast(NEED).to_physical(),
    at=at.cast(pl.Int64) // 1_000_000,
    activity=pl.col("activity").cast(ACTIVITY),
    worker=pl.col("worker").cast(WORKER),
).collect(engine=os.environ.get("ENGINE", "streaming"))


def names(column):
    found = column.unique()
    return dict(zip(found.to_physical(), found.cast(pl.String)))


activities, workers = names(log["activity"]), names(log["worker"])
log = log.with_columns(pl.col("activity").to_physical(), pl.col("worker").to_physical())
clock.loaded()

if log["at"].is_sorted():
    log = log.sort("need", maintain_order=True)
else:
    log = log.sort("need", "at", maintain_order=True)
need, at = pl.col("need"), pl.col("at")
activity, worker = pl.col("activity"), pl.col("worker")
lazy = log.lazy()
steps = lazy.with_columns(
    edge=activity.shift().cast(pl.UInt16) * 256 + activity,
    pair=worker.shift().cast(pl.UInt32) * 65_536 + worker,
    other=worker != worker.shift(),
    gap=at.diff(),
    same=need == need.shift(),
).filter("same")
edges = steps.group_by("edge").agg(pl.len(), mean=pl.col("gap").mean(), median=pl.col("gap").median())
hand_overs = steps.filter("other").group_by("pair").len()
needs = lazy.group_by("need").agg(
    duration=at.last() - at.first(), ended=at.last(), path=activity, workers=worker.n_unique()
)
summary = needs.select(
    pl.len(), total=pl.col("duration").sum(), median=pl.col("duration").median(),
    workers_sum=pl.col("workers").cast(pl.Int64).sum(), workers_max=pl.col("workers").max(),
)  # fmt: skip
variants = needs.group_by("path").len()
# 1970-01-01 was a Thursday: three days after a Monday.
week = (pl.col("ended") // 86_400 + 3) // 7 * 7 - 3
weeks = needs.group_by(week=week).agg(pl.len(), median=pl.col("duration").median())
# Sorted, an activity that comes again in a need stands next to itself.
again = pl.col("key") == pl.col("key").shift()
rework = (
    lazy.select(key=(need.cast(pl.UInt64) * 256 + activity).sort())
    .select("key", again=again, second=again & ~again.shift(fill_value=False))
    .filter("again")
    .group_by(activity=pl.col("key") % 256)
    .agg(needs=pl.col("second").sum(), repeats=pl.len())
)
edges, hand_overs, summary, variants, weeks, rework = pl.collect_all(
    [edges, hand_overs, summary, variants, weeks, rework]
)
found = summary.row(0, named=True)


def path_rows(variants):
    return [("\x1f".join(activities[code] for code in path), count) for path, count in variants.rows()]


answer = Answer(
    needs=found["len"],
    events=log.height,
    duration_sum_s=found["total"],
    duration_median_s=found["median"],
    edges=[(activities[e // 256], activities[e % 256], n, mean, median) for e, n, mean, median in edges.rows()],
    variants=variants,
    variant_count=variants.height,
    variant_rows=path_rows,
    hand_overs=[(workers[pair // 65_536], workers[pair % 65_536], n) for pair, n in hand_overs.rows()],
    rework=[(activities[code], count, repeats) for code, count, repeats in rework.rows()],
    workers_sum=found["workers_sum"],
    workers_max=found["workers_max"],
    weeks=weeks.select(pl.col("week").cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d"), "len", "median").rows(),
)
clock.report(answer, ask.check)
