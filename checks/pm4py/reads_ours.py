"""Checks that pm4py reads what `throughline convert` writes, and finds in it what it finds in the original.

For every log of $THROUGHLINE_SHARED/logs (or the files named) and each of XES, OCEL 2.0 JSON, Parquet and CSV: counts of events
and needs, edges with times, starts, ends and variants. Prints a line a log and `N passed, M failed`; exit code 1 if any failed.
"""

import pathlib
import sys
import tempfile

import by_pm4py
import pandas as pd
import pm4py
import program
from differences import differences

FORMATS = ("xes", "jsonocel", "parquet", "csv")


def read(path):
    """What we wrote, as a log of cases."""
    if path.suffix == ".xes":
        return pm4py.read_xes(str(path))
    if path.suffix == ".jsonocel":
        objects = pm4py.read_ocel2_json(str(path))
        kinds = pm4py.ocel_get_object_types(objects)
        return pm4py.ocel_flattening(objects, "need" if "need" in kinds else kinds[0])
    frame = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype={"need": str})
    frame["at"] = pd.to_datetime(frame["at"], utc=True, format="mixed")
    frame = frame[["need", "activity", "at"]].astype({"need": str})
    return pm4py.format_dataframe(frame, case_id="need", activity_key="activity", timestamp_key="at")


def study(log):
    """Without hand-overs: how workers are named is the formats' own."""
    found = by_pm4py.study(log)
    found["flow"]["hand_overs"] = None
    found["flow"]["variant_count"] = len(found["flow"]["variants"])
    return found


def check(path):
    """What is wrong with each format, none if nothing."""
    originals = [study(log) for _, log in by_pm4py.read(path)]
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in FORMATS:
            out = pathlib.Path(folder) / f"log.{kind}"
            try:
                program.run("convert", path, out)
                ours = study(read(out))
                found = min((differences(ours, original) for original in originals), key=len)
            except Exception as problem:  # One format that fails must not hide the others.
                found = [f"{type(problem).__name__}: {problem}"]
            wrong += [f"{kind}: {line}" for line in found[:3]]
    return wrong


def main(words):
    paths = [pathlib.Path(word) for word in words] or program.logs()
    failed = 0
    for path in paths:
        wrong = check(path)
        failed += bool(wrong)
        print(f"{'FAIL' if wrong else 'ok  '}  {path.name}" + "".join(f"\n      {line}" for line in wrong), flush=True)
    print(f"{len(paths) - failed} passed, {failed} failed")
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
