"""What pm4py finds in a log, with its default settings, in the shape of `throughline study --json`.

Run alone (`by_pm4py.py FILE...`) it prints that JSON; `compare.py` sets it beside the product's.
"""

import json
import pathlib
import sys
import tempfile
import warnings
import zipfile

warnings.filterwarnings("ignore")

import pandas as pd  # noqa: E402
import pm4py  # noqa: E402
from pm4py.util import constants  # noqa: E402

constants.SHOW_PROGRESS_BAR = False

NEED, ACTIVITY, AT, WORKER = "case:concept:name", "concept:name", "time:timestamp", "org:resource"
START = "start_timestamp"
# The service's zone: what Throughline takes for times that do not say theirs.
ZONE = "Europe/London"

# Endings that mean a date says when something happened; what stands before is what happened. Other date columns of a wide
# table (deadlines, planned dates, dates of birth) are no events.
EVENT_DATES = ("_date", "_datetime", "_at", "_on")
NO_EVENTS = ("due", "deadline", "planned", "target", "expected", "birth", "expiry", "valid")


def name_of(path):
    """The name without endings."""
    name = pathlib.Path(path).name
    return name.removesuffix(".gz").removesuffix(".zip")


def read(path):
    """The logs in a file, as pm4py's users would read them: (name of the object type or none, frame)."""
    path, name = pathlib.Path(path), name_of(path)
    if path.suffix == ".zip":
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as packed:
            members = [member for member in packed.namelist() if not member.startswith("__MACOSX/")]
            return [log for member in members for log in read(packed.extract(member, folder))]
    if name.endswith(".xes"):
        return [(None, pm4py.read_xes(str(path)))]
    if name.endswith((".jsonocel", ".xmlocel", ".sqlite")):
        reader = {".jsonocel": pm4py.read_ocel2_json, ".xmlocel": pm4py.read_ocel2_xml, ".sqlite": pm4py.read_ocel2_sqlite}
        objects = reader[pathlib.Path(name).suffix](str(path))
        kinds = sorted(pm4py.ocel_get_object_types(objects))
        # Flattening leaves the events of a case apart, and then `get_variants` of pm4py 2.7.23 takes events of other cases into a
        # variant (("Insert Invoice", "Insert Invoice"), a step that its own graph has not). `format_dataframe` sorts by case.
        return [(kind, pm4py.format_dataframe(pm4py.ocel_flattening(objects, kind))) for kind in kinds]
    frame = pd.read_parquet(path) if name.endswith(".parquet") else pd.read_csv(path, sep=None, engine="python")
    if NEED not in frame.columns:
        return [(None, long(frame))]
    if START in frame.columns:
        frame[START] = pd.to_datetime(frame[START], utc=True, format="mixed")
    frame[AT] = in_zone(pd.to_datetime(frame[AT], utc=not is_civil(frame[AT]), format="mixed"))
    return [(None, pm4py.format_dataframe(frame))]


def is_civil(times):
    """Whether these times say no zone."""
    first = times.dropna().iloc[0]
    return pd.to_datetime(first).tzinfo is None


def in_zone(times):
    """Times that say no zone are the service's (pm4py takes them for UTC, so that waits across a change of clocks are an hour
    out: receipt.parquet against receipt.csv). Skipped times go forward, repeated ones are the first, as in Throughline."""
    if times.dt.tz is not None:
        return times
    first = pd.Series(True, index=times.index).to_numpy()
    return times.dt.tz_localize(ZONE, ambiguous=first, nonexistent="shift_forward").dt.tz_convert("UTC")


def long(frame):
    """A wide table (a row a need, a column a date) as events. A need's id is the first column with a value of its own in each
    row; events of a row come in order of time, ties in the order of the columns."""
    need = next(column for column in frame.columns if frame[column].is_unique and frame[column].notna().all())
    events = []
    for column in frame.columns:
        word = next((ending for ending in EVENT_DATES if column.lower().endswith(ending)), None)
        if word is None or any(part in column.lower() for part in NO_EVENTS):
            continue
        at = pd.to_datetime(frame[column], utc=True, errors="coerce")
        if at.notna().any():
            activity = column[: -len(word)].replace("_", " ")
            events.append(pd.DataFrame({NEED: frame[need].astype(str), ACTIVITY: activity, AT: at}).dropna())
    return pm4py.format_dataframe(pd.concat(events, ignore_index=True).sort_values([NEED, AT], kind="stable"))


def study(log):
    """What `throughline study --json` should say of this log, as far as pm4py can tell."""
    dfg, starts, ends = pm4py.discover_dfg(log)
    performance, _, _ = pm4py.discover_performance_dfg(log)
    if START in log.columns:
        durations = durations_of(log)
        # pm4py orders edges by the start of work, but starts, ends and variants by its end, so that its variants have steps that
        # its graph has not. Throughline has one order, by the start: what is compared is pm4py's own answer for that order.
        log = pm4py.format_dataframe(started(log))
        _, starts, ends = pm4py.discover_dfg(log)
    else:
        durations = pd.Series(pm4py.get_all_case_durations(log))
    edges = [
        {"from": a, "to": b, "count": int(count)}
        | {f"{key}_s": float(performance[a, b][key]) for key in ("mean", "median") if (a, b) in performance}
        for (a, b), count in dfg.items()
    ]
    return {
        "log": {"events": len(log), "needs": int(log[NEED].nunique())},
        "flow": {
            "starts": [{"name": name, "needs": int(needs)} for name, needs in sorted(starts.items())],
            "ends": [{"name": name, "needs": int(needs)} for name, needs in sorted(ends.items())],
            "edges": sorted(edges, key=lambda edge: (edge["from"], edge["to"])),
            "variants": [
                {"activities": list(path), "needs": int(needs)} for path, needs in sorted(pm4py.get_variants(log).items())
            ],
            "rework": [
                {"activity": name, "needs": int(needs)}
                for name, needs in sorted(pm4py.get_rework_cases_per_activity(log).items())
            ],
            "hand_overs": hand_overs(log),
        },
        "end_to_end": {
            "n": len(durations),
            "mean_s": float(durations.mean()),
            "median_s": float(durations.median()),
        },
    }


def started(log):
    """The log whose events happen when their work starts."""
    plain = log.drop(columns=[AT]).rename(columns={START: AT})
    # pm4py keeps there that the log has a column of starts.
    plain.attrs = {}
    return plain


def durations_of(log):
    """From the start of the first work to the end of the last, by pandas: `get_all_case_durations` of pm4py 2.7.23 fails (KeyError)
    on a log with starts and ends."""
    by_need = log.groupby(NEED)
    return (by_need[AT].max() - by_need[START].min()).dt.total_seconds()


def hand_overs(log):
    """pm4py's hand-over-of-work network before it divides by the number of steps, without hand-overs to oneself. `None` where
    the log names no workers. Where some are missing pm4py fails (TypeError), and the same is counted by pandas."""
    if WORKER not in log.columns or not log[WORKER].notna().any():
        return None
    try:
        network = pm4py.discover_handover_of_work_network(log)
    except TypeError:
        # pm4py cannot sort names and missing names together.
        return hand_overs_by_pandas(log)
    steps = len(log) - log[NEED].nunique()
    return [
        {"from": a, "to": b, "count": round(share * steps)}
        for (a, b), share in sorted(network.connections.items())
        if a != b
    ]


def hand_overs_by_pandas(log):
    """Directly following events of one need by two workers who are both named and different."""
    ordered = log.sort_values([NEED, AT], kind="stable")
    after = ordered.shift(-1)
    both = (ordered[NEED] == after[NEED]) & ordered[WORKER].notna() & after[WORKER].notna()
    pairs = pd.DataFrame({"from": ordered[WORKER], "to": after[WORKER]})[both & (ordered[WORKER] != after[WORKER])]
    counts = pairs.astype(str).value_counts().sort_index()
    return [{"from": a, "to": b, "count": int(count)} for (a, b), count in counts.items()]


if __name__ == "__main__":
    for path in sys.argv[1:]:
        for kind, log in read(path):
            print(json.dumps({"file": pathlib.Path(path).name, "object_type": kind} | study(log)))
