"""results.json as results.md."""

from statistics import median

HEAD = """# Results of the comparison

Written by `bench/run.py` from `results.json`; how to repeat it and how the peers were tuned: `README.md`.

Everything below is whole-process time (start-up and printing included) on warm files, programs taking turns (A B C A B C …)
after a warm-up in which all digests were compared: every program listed gave the same answer. Figures are medians, in brackets
the least and the most. A ratio is the median of the ratios within each round, peer by Throughline; above 1 Throughline is
faster, or leaner. Load is the machine's one-minute load average before the first and after the last round: above the number of
threads used, other work took part of the cores, and CPU time says more than wall time.

Where it says "each twice in its turn", every program runs twice in a row (A A B B A A B B …) and the second run counts: on a virtual
machine whose host takes memory away between programs, the first run of each pays for having it back. Both ways are shown.
"""


def size_name(events):
    for unit, name in ((1_000_000, "M"), (1_000, "k")):
        if events >= unit:
            return f"{events / unit:g}{name}"
    return str(events)


def spread(values, digits=2):
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def pick(runs, key):
    return [run[key] for run in runs]


def ratio(theirs, ours, key):
    return median(their[key] / our[key] for their, our in zip(theirs, ours) if our[key] > 0)


def shared_table(entry):
    runs, ours = entry["runs"], entry["runs"].get("ours")
    scan = median(pick(runs["scan"], "load_s")) if "scan" in runs else None
    lines = [
        f"\n### {size_name(entry['events'])} events, {entry['format']}, {entry['threads']} thread{'s' * (entry['threads'] > 1)}"
        f"{', each twice in its turn, the second counts' * bool(entry.get('twice'))}\n",
        f"{entry['date']}; {entry['rounds']} rounds; load {entry['load'][0]:.1f} to {entry['load'][1]:.1f}; "
        f"{entry['bytes'] / 1e6:,.0f} MB; `{entry['command']}`\n",
        "| program | wall s | CPU s | load s | compute s | peak MB | wall, times ours | CPU, times ours | memory, times ours | times the scan |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, title in entry["titles"].items():
        if name not in runs:
            continue
        own = runs[name]
        for run in own:
            run["cpu_s"] = run["user_s"] + run["sys_s"]
        cells = [title, spread(pick(own, "wall_s")), spread(pick(own, "cpu_s"))]
        cells += [f"{median(pick(own, 'load_s')):.2f}", f"{median(pick(own, 'compute_s')):.2f}"]
        cells.append(f"{median(pick(own, 'peak_mb')):,.0f}")
        if ours and name not in ("ours", "scan"):
            for run in ours:
                run["cpu_s"] = run["user_s"] + run["sys_s"]
            cells += [f"{ratio(own, ours, key):.1f}" for key in ("wall_s", "cpu_s", "peak_mb")]
        else:
            cells += ["", "", ""]
        cells.append(f"{median(pick(own, 'wall_s')) / scan:.1f}" if scan and name != "scan" else "")
        lines.append("| " + " | ".join(cells) + " |")
    lines += [f"\nLeft out: {reason}." for reason in entry["left_out"]]
    return lines


def everything_table(entries):
    lines = [
        "\n## All measures on a log that is loaded\n",
        "| events | threads | all measures s | one organisation's needs s | second half s | load s | peak MB | date, load |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for entry in sorted(entries, key=lambda entry: (entry["threads"], entry["events"])):
        runs = entry["runs"]
        slices = [[run["sliced"][name] for run in runs] for name in ("organisation", "second_half")]
        cells = [size_name(entry["events"]), str(entry["threads"]), spread(pick(runs, "compute_s"), 3)]
        cells += [f"{spread(pick(own, 's'), 3)}, {size_name(own[0]['events'])} events" for own in slices]
        cells += [f"{median(pick(runs, 'load_s')):.3f}", f"{median(pick(runs, 'peak_mb')):,.0f}"]
        cells.append(f"{entry['date']}, {entry['load'][0]:.1f}")
        lines.append("| " + " | ".join(cells) + " |")
    dearest = max(entries, key=lambda entry: entry["events"])["runs"][0]["measures"]
    shown = sorted(dearest.items(), key=lambda item: -item[1])[:8]
    lines.append("\nDearest at the largest size: " + ", ".join(f"`{name}` {took:.3f} s" for name, took in shown) + ".")
    return lines


def render(results):
    lines = [HEAD, f"Machine: {results['machine']}. {results['versions']}.", "\n## The shared work"]
    order = {"csv": 0, "parquet": 1, "xes": 2}
    shared = sorted(results["shared"].values(), key=lambda e: (e["events"], order[e["format"]], e["threads"]))
    for entry in shared:
        lines += shared_table(entry)
    if results["everything"]:
        lines += everything_table(list(results["everything"].values()))
    return "\n".join(lines) + "\n"
