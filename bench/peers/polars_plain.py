"""The shared work with Polars, as its guide would have it written: read everything, sort, shift over needs, group."""

import os

from answer import Answer, Clock, order

ask = order()
os.environ["POLARS_MAX_THREADS"] = str(ask.threads)
import polars as pl  # noqa: E402

if ask.format == "xes":
    raise SystemExit("polars reads no XES")

clock = Clock()
if ask.format == "csv":
    # `try_parse_dates` would cost four times as much, so the form is said.
    log = pl.read_csv(ask.file).with_columns(pl.col("at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ"))
else:
    log = pl.read_parquet(ask.file)
clock.loaded()

log = log.sort("need", "at", maintain_order=True).with_columns(
    before=pl.col("activity").shift().over("need"),
    worker_before=pl.col("worker").shift().over("need"),
    gap=pl.col("at").diff().over("need").dt.total_seconds(),
)
needs = log.group_by("need").agg(
    duration=(pl.col("at").last() - pl.col("at").first()).dt.total_seconds(),
    week=pl.col("at").last().dt.truncate("1w"),
    path=pl.col("activity").str.join("\x1f"),
    workers=pl.col("worker").n_unique(),
)
edges = (
    log.filter(pl.col("before").is_not_null())
    .group_by("before", "activity")
    .agg(count=pl.len(), mean=pl.col("gap").mean(), median=pl.col("gap").median())
)
variants = needs.group_by("path").len()
hand_overs = log.filter(pl.col("worker_before") != pl.col("worker")).group_by("worker_before", "worker").len()
rework = (
    log.group_by("need", "activity")
    .len()
    .filter(pl.col("len") > 1)
    .group_by("activity")
    .agg(needs=pl.len(), repeats=(pl.col("len") - 1).sum())
)
weeks = needs.group_by("week").agg(count=pl.len(), median=pl.col("duration").median())
answer = Answer(
    needs=needs.height,
    events=log.height,
    duration_sum_s=needs["duration"].sum(),
    duration_median_s=needs["duration"].median(),
    edges=edges.rows(),
    variants=variants,
    variant_count=variants.height,
    variant_rows=lambda frame: frame.rows(),
    hand_overs=hand_overs.rows(),
    rework=rework.rows(),
    workers_sum=needs["workers"].sum(),
    workers_max=needs["workers"].max(),
    weeks=weeks.select(pl.col("week").dt.strftime("%Y-%m-%d"), "count", "median").rows(),
)
clock.report(answer, ask.check)
