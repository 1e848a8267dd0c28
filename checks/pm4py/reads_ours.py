"""Checks that what `throughline convert` writes is the log it was made of: for pm4py, and for `throughline study` itself.

For every log of $THROUGHLINE_SHARED/logs (or the files named) and each form: pm4py reads XES, OCEL 2.0 JSON, Parquet and CSV and
finds the same events, needs, edges with times, starts, ends, variants and rework as in the original; and the study of each file
(our own columns too) is, byte for byte, the study of the original, but for names of files and what is said about reading them.
Prints a line a log and `N passed, M failed`; exit code 1 if any failed.
"""

import json
import pathlib
import sys
import tempfile

import by_pm4py
import pandas as pd
import pm4py
import program
from differences import differences

FOR_PM4PY = ("xes", "jsonocel", "parquet", "csv")
FORMS = (*FOR_PM4PY, "throughline")
# What a study says of the files and of their rows, not of what happened.
ABOUT_READING = ("version", "files", "notes")
SHOWN = 3


def read(path, with_ends):
    """What we wrote, as a log of cases; with starts and ends of work where the original has both."""
    if path.suffix == ".xes":
        return named(pm4py.read_xes(str(path)), "case:concept:name", "concept:name", "time:timestamp", with_ends)
    if path.suffix == ".jsonocel":
        objects = pm4py.read_ocel2_json(str(path))
        kinds = pm4py.ocel_get_object_types(objects)
        flat = pm4py.ocel_flattening(objects, "need" if "need" in kinds else kinds[0])
        return named(flat, "case:concept:name", "concept:name", "time:timestamp", with_ends)
    frame = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype={"need": str})
    return named(frame, "need", "activity", "at", with_ends)


def named(frame, need, activity, at, with_ends):
    """Only the columns that are looked at, under pm4py's names and in time order; ties in the order of the file."""
    log = pd.DataFrame({by_pm4py.NEED: frame[need].astype(str), by_pm4py.ACTIVITY: frame[activity]})
    log[by_pm4py.AT] = pd.to_datetime(frame[at], utc=True, format="mixed")
    if with_ends:
        log[by_pm4py.START] = log[by_pm4py.AT]
        log[by_pm4py.AT] = pd.to_datetime(frame["until"], utc=True, format="mixed")
    return pm4py.format_dataframe(log)


def for_pm4py(log):
    """Without hand-overs: how workers are named is the formats' own."""
    found = by_pm4py.study(log)
    found["flow"]["hand_overs"] = None
    found["flow"]["variant_count"] = len(found["flow"]["variants"])
    return found


def for_us(path, *words):
    """The parts of the study that are of the log, each as it stands in the JSON."""
    study = json.loads(program.run("study", path, "--json", "-", *words))
    study["log"].pop("refused", None)
    parts = {}
    for key, part in study.items():
        if key in ABOUT_READING:
            continue
        nested = part.items() if isinstance(part, dict) else [("", part)]
        parts |= {f"{key}.{name}": json.dumps(value, ensure_ascii=False) for name, value in nested}
    return parts


def check(path, folder):
    """What is wrong with each form, none if nothing."""
    key = folder / "key"
    key.write_bytes(b"a key only for checks")
    logs = [log for _, log in by_pm4py.read(path)]
    with_ends = any(by_pm4py.START in log.columns for log in logs)
    originals = [for_pm4py(log) for log in logs]
    ours = for_us(path, "--key", key)
    wrong = []
    for form in FORMS:
        out = folder / f"log.{form}"
        found = []
        try:
            program.run("convert", path, out, "--key", key)
            again = for_us(out)
            names = sorted(ours.keys() | again.keys())
            found += [f"study: {name} is another" for name in names if ours.get(name) != again.get(name)]
            if form in FOR_PM4PY:
                written = for_pm4py(read(out, with_ends))
                found += min((differences(written, original) for original in originals), key=len)
        except Exception as problem:  # One form that fails must not hide the others.
            found.append(f"{type(problem).__name__}: {problem}")
        wrong += [f"{form}: {line}" for line in found[:SHOWN]]
    return wrong


def main(words):
    paths = [pathlib.Path(word) for word in words] or program.logs()
    if not paths:
        print("no logs: set THROUGHLINE_SHARED to the folder that has logs/")
        return 1
    failed = 0
    for path in paths:
        with tempfile.TemporaryDirectory() as folder:
            wrong = check(path, pathlib.Path(folder))
        failed += bool(wrong)
        print(f"{'FAIL' if wrong else 'ok  '}  {path.name}" + "".join(f"\n      {line}" for line in wrong), flush=True)
    print(f"{len(paths) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
