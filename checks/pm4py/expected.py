"""What pm4py finds in each log, kept small for tests without Python: `expected/NAME.json`.

`names` are the activities; everything else refers to them by place. `starts`, `ends`: [name, needs]; `edges`: [from, to, count,
mean seconds, median seconds]; `variants`: [[names], needs]; `rework`: [name, needs]; `hand_overs`: how many pairs of workers and
how many hand-overs in all (workers are not named), null where pm4py cannot say; `end_to_end`: [n, mean seconds, median seconds].
A log whose file would be larger than 50 kB is left out. Logs of objects have one file an object type.
"""

import json

import by_pm4py

LARGEST = 50_000


def small(study):
    flow = study["flow"]
    names = sorted(
        {row["name"] for part in ("starts", "ends") for row in flow[part]}
        | {name for row in flow["variants"] for name in row["activities"]}
    )
    place = {name: place for place, name in enumerate(names)}
    hand_overs = flow["hand_overs"]
    end_to_end = study["end_to_end"]
    return {
        "events": study["log"]["events"],
        "needs": study["log"]["needs"],
        "names": names,
        "starts": [[place[row["name"]], row["needs"]] for row in flow["starts"]],
        "ends": [[place[row["name"]], row["needs"]] for row in flow["ends"]],
        "edges": [[place[e["from"]], place[e["to"]], e["count"], e["mean_s"], e["median_s"]] for e in flow["edges"]],
        "variants": [[[place[name] for name in row["activities"]], row["needs"]] for row in flow["variants"]],
        "rework": [[place[row["activity"]], row["needs"]] for row in flow["rework"]],
        "hand_overs": hand_overs and {"pairs": len(hand_overs), "count": sum(row["count"] for row in hand_overs)},
        "end_to_end": [end_to_end["n"], end_to_end["mean_s"], end_to_end["median_s"]],
    }


def write(folder, paths):
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        for kind, log in by_pm4py.read(path):
            text = json.dumps(small(by_pm4py.study(log)), separators=(",", ":"), ensure_ascii=False) + "\n"
            name = path.name + (f".{kind.replace(' ', '_')}" if kind else "")
            if len(text.encode()) < LARGEST:
                (folder / f"{name}.json").write_text(text, encoding="utf-8")
            print(f"{name}: {len(text.encode())} bytes" + ("" if len(text.encode()) < LARGEST else ", left out"))
