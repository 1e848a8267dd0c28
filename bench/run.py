#!/usr/bin/env python3
"""Runs the comparison: builds, makes what data are missing, runs everyone in turn, checks that all answers are equal, and writes
results.json and results.md.

    bench/run.py                                        # 1M events, all peers, a few minutes
    bench/run.py --sizes 10m --rounds 5 --threads 1,2
    bench/run.py --sizes 100m --formats csv --peers polars_tuned --rounds 1
    bench/run.py --sizes 1m,3m,10m,30m,100m --everything

Never ends any process but the ones it started, and those only by waiting for them.
"""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
from dataclasses import dataclass

import process
from contestants import ALL, COLUMNS, OURS, PEERS, SCAN
from render import render, size_name

HERE = pathlib.Path(__file__).resolve().parent


@dataclass
class Tools:
    binaries: pathlib.Path
    python: str
    duckdb_gib: float


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [peer.name for peer in PEERS]
    parser.add_argument("--sizes", default="1m", help="events, such as 200k,1m,10m (default 1m)")
    parser.add_argument("--formats", default="csv,parquet,xes")
    parser.add_argument("--peers", default=",".join(names), help="of " + ", ".join(names) + "; or none")
    parser.add_argument("--threads", default="2", help="such as 1,2 (default 2)")
    parser.add_argument("--rounds", type=int, default=5)
    # On a host that takes memory away between programs, the first run of each pays for getting it back, and the second does not.
    parser.add_argument("--twice", action="store_true", help="in its turn each program runs twice, and the second run counts")
    parser.add_argument("--everything", action="store_true", help="instead, all measures on the loaded log, no peers")
    parser.add_argument("--without-ours", action="store_true", help="only the peers, to check them against each other")
    parser.add_argument("--data", type=pathlib.Path, default=HERE / "data")
    parser.add_argument("--python", help="the peers' python; without it bench/setup.sh makes one")
    parser.add_argument("--profile", default="release", choices=["release", "dev"], help="dev: only to check answers")
    parser.add_argument("--duckdb-gib", type=float, default=9, help="DuckDB's memory limit; it spills beyond it")
    parser.add_argument("--results", type=pathlib.Path, default=HERE / "results")
    return parser.parse_args()


def size(text):
    unit = {"k": 1_000, "m": 1_000_000}.get(text[-1].lower(), 1)
    return int(float(text.rstrip("kKmM")) * unit)


def prepare(ask):
    """Builds everything and finds the peers' Python."""
    wanted = ["generate", "scan"] + ([] if ask.without_ours else ["ours"])
    # It takes minutes to build.
    wanted += ["peers-rust"] if not ask.everything and "process_mining" in ask.peers.split(",") else []
    packages = [word for name in wanted for word in ("-p", name)]
    subprocess.run(["cargo", "build", "--profile", ask.profile, *packages], cwd=HERE, check=True)
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE / "target"))
    python = ask.python or subprocess.run(
        [HERE / "setup.sh"], check=True, capture_output=True, text=True
    ).stdout.strip()
    return Tools(target / ("debug" if ask.profile == "dev" else "release"), python, ask.duckdb_gib)


def data(ask, tools, events, kind):
    """The file, made if it is missing."""
    file = ask.data / f"log-{events}.{kind}"
    if not file.exists():
        print(f"making {file.name}", file=sys.stderr)
        subprocess.run(
            [tools.binaries / "generate", "--events", str(events), "--out", ask.data, "--formats", kind], check=True
        )
    return file


def columns_file(tools, source):
    file = source.with_suffix(".throughline")
    if not file.exists():
        process.run([str(tools.binaries / "ours"), "--file", str(source), "--format", "parquet", "--threads", "2", "--to", str(file)])
    return file


def fitting(contestants, events, left_out):
    """Those that can run at this size; the reasons of the others go to `left_out`."""
    fit = []
    for one in contestants:
        needed, free = one.bytes_per_event * events, process.available_bytes()
        if events > one.most_events:
            left_out.append(f"{one.title}: about {needed / 1e9:.0f} GB would be needed, and it is not run above {size_name(one.most_events)} events")
        elif needed > free * 0.9:
            left_out.append(f"{one.title}: about {needed / 1e9:.0f} GB would be needed, {free / 1e9:.0f} GB are free")
        else:
            fit.append(one)
    return fit


def agree(first_name, first, name, report):
    """All digests must be equal; a program that lists not all variants has no hash of them."""
    for key in first.keys() & report.keys():
        if first[key] != report[key]:
            raise SystemExit(f"{name} disagrees with {first_name} on {key}: {report[key]} against {first[key]}")


def compare(ask, tools, events, kind, threads):
    """Everybody on one file, in turn."""
    file = data(ask, tools, events, kind)
    chosen = [peer for peer in PEERS if peer.name in ask.peers.split(",")]
    own = [] if ask.without_ours else [OURS] + ([COLUMNS] if kind == "parquet" else [])
    if COLUMNS in own:
        columns_file(tools, file)
    left_out = []
    takers = fitting([one for one in (*own, *chosen, SCAN) if kind in one.formats], events, left_out)
    reference = None
    for one in takers:
        command = one.command(tools, file, kind, threads)
        report = process.run(command if one is SCAN else [*command, "--check", "yes"])
        if "digest" in report:
            if reference is None:
                reference = (one.name, report["digest"])
            agree(*reference, one.name, report["digest"])
        print(f"  {one.title}: warm-up {report['wall_s']:.2f} s", file=sys.stderr)
    entry = {
        "events": events, "format": kind, "threads": threads, "rounds": ask.rounds, "twice": ask.twice, "bytes": file.stat().st_size,
        "date": datetime.date.today().isoformat(), "command": "bench/run.py " + " ".join(sys.argv[1:]),
        "load": [process.load()], "left_out": left_out, "digest": reference and reference[1],
        "titles": {one.name: one.title for one in takers}, "runs": {one.name: [] for one in takers},
    }  # fmt: skip
    for _ in range(ask.rounds):
        for one in takers:
            command = one.command(tools, file, kind, threads)
            if ask.twice:
                process.run(command)
            report = process.run(command)
            if "digest" in report:
                agree(*reference, one.name, report.pop("digest"))
            entry["runs"][one.name].append(report)
    entry["load"].append(process.load())
    return entry


def everything(ask, tools, events, threads):
    """All measures on the loaded log."""
    file = columns_file(tools, data(ask, tools, events, "parquet"))
    command = [str(tools.binaries / "ours"), "--file", str(file), "--format", "columns", "--threads", str(threads)]
    entry = {"events": events, "threads": threads, "date": datetime.date.today().isoformat(), "load": [process.load()]}
    process.run([*command, "--everything", "yes"])
    entry["runs"] = [process.run([*command, "--everything", "yes"]) for _ in range(ask.rounds)]
    return entry


def versions(tools):
    code = "import polars, duckdb, pm4py; print('VERSIONS', polars.__version__, duckdb.__version__, pm4py.__version__)"
    said = subprocess.run([tools.python, "-c", code], check=True, capture_output=True, text=True).stdout
    found = next(line for line in said.splitlines() if line.startswith("VERSIONS")).split()[1:]
    return "Polars {}, DuckDB {}, pm4py {}, process_mining 0.6.2".format(*found)


def main():
    ask = options()
    tools = prepare(ask)
    store = ask.results.with_suffix(".json")
    results = json.loads(store.read_text()) if store.exists() else {"shared": {}, "everything": {}}
    results |= {"machine": process.machine(), "versions": versions(tools)}
    for events in map(size, ask.sizes.split(",")):
        for threads in map(int, ask.threads.split(",")):
            if ask.everything:
                results["everything"][f"{events} {threads}"] = everything(ask, tools, events, threads)
            for kind in [] if ask.everything else ask.formats.split(","):
                print(f"{size_name(events)} events, {kind}, threads {threads}", file=sys.stderr)
                results["shared"][f"{events} {kind} {threads}" + (" twice" if ask.twice else "")] = compare(ask, tools, events, kind, threads)
            if ask.profile == "release":
                store.write_text(json.dumps(results, indent=1) + "\n")
                ask.results.with_suffix(".md").write_text(render(results))
    print(render(results))


if __name__ == "__main__":
    try:
        main()
    except process.Failed as problem:
        sys.exit(f"run.py: {problem}")
