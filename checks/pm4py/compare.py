"""Compares `throughline study` with pm4py on every log of $THROUGHLINE_SHARED/logs (or the files named).

`compare.py [FILE...]` prints a line a log and `N passed, M failed` at the end; exit code 1 if any failed. A log of objects
(OCEL) passes if the study equals pm4py's for one of the object types, which is named. `--expected FOLDER` needs no product: it
writes what pm4py finds there, for tests without Python (see `expected.py`).
"""

import pathlib
import sys

import by_pm4py
import expected
import program
from differences import differences

SHOWN = 6


def compare(path):
    """Whether they agree, and a sentence."""
    ours = program.study(path)
    tried = []
    for kind, log in by_pm4py.read(path):
        theirs = by_pm4py.study(log)
        found = differences(ours, theirs)
        of = f" of {kind}" if kind else ""
        if not found:
            flow = theirs["flow"]
            pairs = f"{len(flow['hand_overs'])} pairs of workers" if flow["hand_overs"] is not None else "no workers named"
            return True, (
                f"{theirs['log']['events']} events, {theirs['log']['needs']} needs{of}, {len(flow['edges'])} edges, "
                f"{len(flow['variants'])} variants, {pairs}"
            )
        tried.append((len(found), of, found))
    count, of, found = min(tried)
    return False, f"{count} differences{of}" + "".join(f"\n      {line}" for line in found[:SHOWN])


def main(words):
    if words[:1] == ["--expected"]:
        expected.write(pathlib.Path(words[1]), program.logs())
        return 0
    paths = [pathlib.Path(word) for word in words] or program.logs()
    if not paths:
        print("no logs: set THROUGHLINE_SHARED to the folder that has logs/")
        return 1
    failed = 0
    for path in paths:
        try:
            good, says = compare(path)
        except Exception as problem:  # A log that cannot be compared has failed; the others still count.
            good, says = False, f"{type(problem).__name__}: {problem}"
        failed += not good
        print(f"{'ok  ' if good else 'FAIL'}  {path.name}: {says}", flush=True)
    print(f"{len(paths) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
