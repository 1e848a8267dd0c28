"""The shared work with pm4py's own functions where it has them, pandas where it has not (extra executions, workers per need,
weekly medians)."""

import os

from answer import Answer, Clock, order

ask = order()
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(ask.threads)
import pandas as pd  # noqa: E402
import pm4py  # noqa: E402
from pm4py.algo.organizational_mining.sna.variants.pandas import handover  # noqa: E402
from pm4py.util import constants  # noqa: E402

constants.SHOW_PROGRESS_BAR = False
NEED, ACTIVITY, AT, WORKER = "case:concept:name", "concept:name", "time:timestamp", "org:resource"

clock = Clock()
if ask.format == "xes":
    log = pm4py.read_xes(ask.file)
else:
    log = pd.read_csv(ask.file) if ask.format == "csv" else pd.read_parquet(ask.file)
    log["at"] = pd.to_datetime(log["at"], utc=True)
    log = pm4py.format_dataframe(log, case_id="need", activity_key="activity", timestamp_key="at")
    log[WORKER] = log["worker"]
clock.loaded()

dfg, _, _ = pm4py.discover_dfg(log)
performance, _, _ = pm4py.discover_performance_dfg(log)
variants = pm4py.get_variants(log)
durations = pd.Series(pm4py.get_all_case_durations(log))
# The function behind `discover_handover_of_work_network` divides by the number of steps; its counts are wanted here. It counts
# steps by the same worker too.
network = handover.apply(log)
steps = len(log) - len(durations)
hand_overs = [(a, b, round(share * steps)) for (a, b), share in network.connections.items() if a != b]
ordered = log.sort_values([NEED, AT], kind="stable")
executions = ordered.groupby([NEED, ACTIVITY]).size()
executions = executions[executions > 1]
rework_needs = pm4py.get_rework_cases_per_activity(log)
rework_repeats = (executions - 1).groupby(level=1).sum()
workers = ordered.groupby(NEED)[WORKER].nunique()
spans = ordered.groupby(NEED)[AT].agg(["first", "last"])
spans["duration"] = (spans["last"] - spans["first"]).dt.total_seconds()
last = spans["last"].dt.tz_convert(None)
spans["week"] = (last - pd.to_timedelta(last.dt.day_of_week, unit="D")).dt.strftime("%Y-%m-%d")
weeks = spans.groupby("week")["duration"].agg(["size", "median"])
answer = Answer(
    needs=len(durations),
    events=len(log),
    duration_sum_s=round(durations.sum()),
    duration_median_s=durations.median(),
    edges=[(a, b, n, performance[a, b]["mean"], performance[a, b]["median"]) for (a, b), n in dfg.items()],
    variants=variants,
    variant_count=len(variants),
    variant_rows=lambda found: [("\x1f".join(path), n) for path, n in found.items()],
    hand_overs=hand_overs,
    rework=[(name, rework_needs[name], repeats) for name, repeats in rework_repeats.items()],
    workers_sum=workers.sum(),
    workers_max=workers.max(),
    weeks=[(week, row["size"], row["median"]) for week, row in weeks.iterrows()],
)
clock.report(answer, ask.check)
