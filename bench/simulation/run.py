#!/usr/bin/env python3
"""Simulates one plan with Throughline and with peers in the same run: how many events in a second of processor time, how much memory,
and whether they agree on what would happen. Writes results.json and results.md.

    bench/simulation/run.py                      # all of it: network (b), its speed, others/*.toml, and what stands below
    bench/simulation/run.py --only agreement
    bench/simulation/run.py --only networks      # networks drawn from seeds (networks.py), beside the peers that know all of them
    bench/simulation/run.py --only decision      # decision.toml: how long a full decision takes, and what the stopping rule saves
"""

import argparse
import datetime
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
import networks as drawn  # noqa: E402
import process  # noqa: E402


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--throughline", default=ROOT / "target/release/throughline", help="the command (default: the release build)")
    parser.add_argument("--network", default=ROOT / "target/release/examples/network", help="network (b) alone, for its speed")
    parser.add_argument("--nexosim", default=HERE / "nexosim/target/release/network")
    parser.add_argument("--python", help="the peers' Python; without it one is made in target/")
    parser.add_argument("--only", choices=["agreement", "networks", "speed", "decision"])
    parser.add_argument("--plans", help="such as network,shifts (default: network and all of others/)")
    parser.add_argument("--peers", default="simpy,ciw", help="of simpy,ciw, for agreement (default: both)")
    parser.add_argument("--ours", type=int, default=200, help="replications of ours")
    parser.add_argument("--simpy", type=int, default=20, help="replications of SimPy's")
    parser.add_argument("--ciw", type=int, default=32, help="replications of Ciw's, of --ciw-weeks weeks")
    parser.add_argument("--ciw-weeks", type=int, default=4, help="Ciw takes two minutes for a year, so it gets less of one")
    parser.add_argument("--networks", type=int, default=24, help="how many networks are drawn")
    parser.add_argument("--first-network", type=int, default=0, help="the seed of the first")
    parser.add_argument("--peer-networks", type=int, default=60, help="replications of a peer's of each of them")
    parser.add_argument("--futures", type=int, default=48, help="of the 500 of a full decision; its time is told from theirs")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median and the spread are shown")
    return parser.parse_args()


def peers_python():
    venv = ROOT / "target/simulation-venv"
    if not (venv / "bin/python").exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
    return str(venv / "bin/python")


def plan_for(weeks, plan, folder):
    """The plan, or a copy of it that is so many weeks long."""
    if weeks is None:
        return plan
    lines = [f"weeks = {weeks}" if line.startswith("weeks") else line for line in plan.read_text().splitlines()]
    copy = pathlib.Path(folder) / plan.name
    copy.write_text("\n".join(lines))
    return copy


def of_ours(told):
    """Every figure as (mean, standard error, replications), named as the peers name it."""
    found = {}

    def add(about, figures, names):
        for name in names:
            value = figures.get(name)
            if value and value["standard_error"] is not None:
                found[f"{about}: {name}"] = (value["mean"], value["standard_error"], value["n"])

    needs = ["opened", "met", "gave_up", "open_at_end", "repeats_per_need", "hand_overs_per_need", "chases_per_need"]
    needs += [f"end_to_end_hours_{name}" for name in ("mean", "median", "p90")]
    add("whole", told["whole"], needs)
    for one in told["classes"]:
        add(one["name"], one, needs)
    for station in told["stations"]:
        add(station["name"], station, ["arrivals", "visits_per_need", "left", "wait_hours_mean", "waiting_mean", "utilisation"])
        for one in station["classes"]:
            add(f"{station['name']}, {one['name']}", one, ["arrivals", "wait_hours_mean"])
    return found


def of_theirs(runs):
    found = {}
    for name in runs[0]:
        values = [run[name] for run in runs if name in run]
        if len(values) > 1:
            found[name] = (statistics.mean(values), statistics.stdev(values) / math.sqrt(len(values)), len(values))
    return found


# Our median and ninth decile come from a distribution kept to a tenth of a percent, and so may be off by half of it.
KEPT_TO = 0.0005


def compared(ours, theirs):
    """Of each figure both, their difference in standard errors of it, and with how many degrees of freedom (Welch and Satterthwaite)."""
    rows = []
    for name in sorted(ours.keys() & theirs.keys()):
        (mean, error, n), (their_mean, their_error, their_n) = ours[name], theirs[name]
        coarse = KEPT_TO * mean if name.endswith(("median", "p90")) else 0.0
        of_both = math.hypot(error, their_error, coarse)
        # Where all replications of both are alike, hardly more than the last digit can differ.
        if of_both <= 1e-9 * abs(their_mean):
            continue
        spread = error**4 / (n - 1) + their_error**4 / (their_n - 1)
        rows.append([name, mean, error, their_mean, their_error, (mean - their_mean) / of_both, of_both**4 / spread if spread else math.inf])
    return rows


def deviate(t, degrees):
    """The normal deviate that is as far out as a Student's t. Source: Wallace 1959, good to a few thousandths."""
    if math.isinf(degrees):
        return t
    far = (8 * degrees + 1) / (8 * degrees + 3) * math.sqrt(degrees * math.log1p(t * t / degrees))
    return math.copysign(far, t)


def both(ask, plan, peer, replications):
    """Ours and a peer's of a plan, compared."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "ours.json"
        command = [ask.throughline, "plan", plan, "--replicate", str(ask.ours), "--threads", "1", "--json", out]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ours = of_ours(json.loads(out.read_text()))
    report = process.run([ask.python, str(HERE / f"peers/in_{peer}.py"), str(plan), str(replications), "1"])
    return compared(ours, of_theirs(report["runs"]))


def of_networks(ask):
    """Every network that is drawn, beside every peer that knows all of it."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(ask.first_network, ask.first_network + ask.networks):
            plan, peers = drawn.written(seed, folder)
            for peer in (peer for peer in peers if peer in ask.peers.split(",")):
                rows = both(ask, plan, peer, ask.peer_networks)
                off = [(deviate(t, degrees), name) for name, *_, t, degrees in rows]
                most = max(off, key=lambda one: abs(one[0]))
                found.append({
                    "seed": seed, "peer": peer, "what": drawn.told(seed), "ours": ask.ours, "theirs": ask.peer_networks, "figures": len(rows),
                    "beyond_95": sum(abs(z) > 1.96 for z, _ in off), "squares": sum(z * z for z, _ in off), "most": most[0], "of": most[1],
                })  # fmt: skip
                print(f"network {seed}, {peer}: {len(rows)} figures, most {most[0]:+.2f} ({most[1]})", file=sys.stderr)
    return found


def bound(networks):
    """How far out one of so many figures may be: by chance alone any is in one of a hundred such runs, whatever goes with what (Bonferroni)."""
    figures = sum(one["figures"] for one in networks)
    return statistics.NormalDist().inv_cdf(1 - 0.01 / 2 / figures)


def agreement(ask, plan, peer, replications, weeks=None):
    with tempfile.TemporaryDirectory() as folder:
        rows = [row[:-1] for row in both(ask, plan_for(weeks, plan, folder), peer, replications)]
    off = [abs(row[-1]) for row in rows]
    found = {
        "plan": plan.name, "peer": peer, "weeks": weeks, "ours": ask.ours, "theirs": replications, "figures": len(rows),
        "within": sum(z <= 3.5 for z in off) / len(off), "most": max(off), "rms": math.sqrt(statistics.mean(z * z for z in off)), "rows": rows,
    }  # fmt: skip
    agrees = found["within"] >= 0.97 and found["most"] <= 6
    print(f"{plan.name}, {peer}: {len(rows)} figures, {found['within']:.1%} within 3.5, most {found['most']:.2f}", file=sys.stderr)
    return found | {"agrees": agrees}


def speed(ask):
    """Every program some times, in turn, so that a loaded minute meets all of them."""
    script = lambda name, *words: [ask.python, str(HERE / f"peers/in_{name}.py"), str(HERE / "network.toml"), *words]  # noqa: E731
    programs = {
        "Throughline, 1 thread": [str(ask.network), "40", "1"],
        "Throughline, 2 threads": [str(ask.network), "40", "2"],
        "NeXosim 1.0.0": [str(ask.nexosim), "4"],
        "SimPy 4.1.2": script("simpy", "1", "1"),
        "Ciw 3.2.7, 4 weeks": script("ciw", "1", "1", "4"),
    }
    if not pathlib.Path(ask.nexosim).exists():
        del programs["NeXosim 1.0.0"]
    found = {name: [] for name in programs}
    for _ in range(ask.rounds):
        for name, command in programs.items():
            report = process.run(command)
            report.pop("runs", None)
            found[name].append(report | {"cpu_s": report["user_s"] + report["sys_s"], "load": process.load()})
    for name, runs in found.items():
        print(f"{name}: {statistics.median(a_second(runs)) / 1e6:.3f} M events a CPU second", file=sys.stderr)
    return found


# Of all the futures of a full decision.
FULL = 500
# Of each of the two courses of the world so many futures are looked at besides, for the table of regret.
OF_COURSES = 2 * 16
# Half of the 95 % interval of the difference between the best two, in pounds for each need met, at which the stopping rule is content.
CONTENT = 0.5


def decision(ask):
    """The same plan with a part of its futures and without the stopping rule, and with it."""
    plan = HERE / "decision.toml"
    found = {}
    ways = {"without the stopping rule": f"outer = {ask.futures}", "with it": f"outer = 32\nstop = {{ half_width = {CONTENT}, cap = {FULL} }}"}
    with tempfile.TemporaryDirectory() as folder:
        copy, out = pathlib.Path(folder) / plan.name, pathlib.Path(folder) / "answer.json"
        for way, outer in ways.items():
            copy.write_text(plan.read_text().replace(f"outer = {FULL}", outer))
            _, account = process.timed([str(ask.throughline), "plan", str(copy), "--threads", "2", "--json", str(out)])
            futures = json.loads(out.read_text())["futures"]
            found[way] = account | {"futures": futures, "cpu_s": account["user_s"] + account["sys_s"], "load": process.load()}
            print(f"{way}: {futures} futures in {account['wall_s']:.0f} s", file=sys.stderr)
    return found


def of_decision(found, run):
    part, ruled = found["without the stopping rule"], found["with it"]
    times = (FULL + OF_COURSES) / (part["futures"] + OF_COURSES)
    lines = ["## A full decision", "", f"`{run['command']}`, {run['date']}: decision.toml, network (b) under nine arrangements for five years, two threads.", ""]
    lines += ["| | futures of two replications (and 32 of courses of the world) | seconds of the processor | seconds by the clock | peak memory, MB | load |", "|---|---|---|---|---|---|"]
    for way, one in found.items():
        lines.append(f"| {way} | {one['futures']} | {one['cpu_s']:.0f} | {one['wall_s']:.0f} | {one['peak_mb']:.0f} | {one['load']:.1f} |")
    full = [f"{part[key] * times / 60:.0f}" for key in ("cpu_s", "wall_s")]
    saved = 1 - ruled["futures"] / FULL
    return lines + [
        "",
        f"All {FULL} futures would come to {full[0]} minutes of the processor, {full[1]} by the clock, at what these took. The stopping rule (£{CONTENT:.2f} for each need met, "
        f"of the best two) looks at {ruled['futures']} in place of {FULL}: it saves {saved:.0%}.",
        "",
    ]


def a_second(runs):
    return [run["events"] / run["cpu_s"] for run in runs]


def digits(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def render(results):
    lines = ["# Throughline's simulator beside others", ""]
    lines += [f"{results['machine']}; {results['versions']}.", ""]
    if results["speed"]:
        run = results["speed_run"]
        lines += ["## Speed: network (b)", "", f"`{run['command']}`, {run['date']}. An event is an arrival of a need, an end of work, or a return.", ""]
        lines += ["| program | runs | events a CPU second, median (least to most) | events a wall second | peak memory, MB | load |", "|---|---|---|---|---|---|"]
        for name, runs in results["speed"].items():
            rates = [rate / 1e6 for rate in a_second(runs)]
            wall = statistics.median(run["events"] / run["wall_s"] / 1e6 for run in runs)
            cells = [name, len(runs), f"{statistics.median(rates):.3g} M ({min(rates):.3g} to {max(rates):.3g})", f"{wall:.3g} M"]
            cells += [f"{max(run['peak_mb'] for run in runs):.0f}", f"{min(run['load'] for run in runs):.1f} to {max(run['load'] for run in runs):.1f}"]
            lines.append(f"| {' | '.join(map(str, cells))} |")
        means = {name: runs[0].get("end_to_end_hours_mean") for name, runs in results["speed"].items()}
        said = ", ".join(f"{name} {mean}" for name, mean in means.items() if mean)
        lines += ["", f"Mean hours from end to end: {said}. The memory of a program cannot be seen to be less than what this one had when it began it.", ""]
    if results.get("decision"):
        lines += of_decision(results["decision"], results["decision_run"])
    if results.get("networks"):
        lines += of_drawn(results["networks"], results["networks_run"])
    lines += ["## Agreement", "", "Each figure's difference over the standard error of both; 97 % are to lie within 3.5 and none beyond 6.", ""]
    lines += [f"`{command}`, {date}." for command, date in dict.fromkeys((one["command"], one["date"]) for one in results["agreement"])] + [""]
    lines += ["| plan | peer | replications: ours, theirs | figures | within 3.5 | most | root mean square | |", "|---|---|---|---|---|---|---|---|"]
    for one in results["agreement"]:
        plan = one["plan"] + (f", {one['weeks']} weeks" if one["weeks"] else "")
        verdict = "agree" if one["agrees"] else "**do not agree**"
        lines.append(
            f"| {plan} | {one['peer']} | {one['ours']}, {one['theirs']} | {one['figures']} | {one['within']:.1%} | {one['most']:.2f} | {one['rms']:.2f} | {verdict} |"
        )
    for one in results["agreement"]:
        if one["plan"] == "network.toml":
            weeks = f", {one['weeks']} weeks" if one["weeks"] else ""
            lines += ["", f"### network.toml{weeks}, {one['peer']}", "", "| figure | ours | theirs | difference in standard errors |", "|---|---|---|---|"]
            for name, mean, error, their_mean, their_error, z in one["rows"]:
                lines.append(f"| {name} | {digits(mean)} ± {digits(error)} | {digits(their_mean)} ± {digits(their_error)} | {z:+.2f} |")
    return "\n".join(lines) + "\n"


def of_drawn(networks, run):
    figures, most = sum(one["figures"] for one in networks), bound(networks)
    out, squares = sum(one["beyond_95"] for one in networks), sum(one["squares"] for one in networks)
    lines = ["## Networks drawn from seeds", "", f"`{run['command']}`, {run['date']}: networks.py draws them; nothing of them is tuned.", ""]
    lines += [
        f"Of {figures:,} figures none may be further out than {most:.2f} standard normal deviates, which chance alone brings about in one of a hundred such "
        f"runs; {out / figures:.1%} are beyond 1.96 (chance: 5 %), and the root mean square is {math.sqrt(squares / figures):.2f} (chance: 1).",
        "",
    ]
    lines += ["| network | peer | replications: ours, theirs | figures | furthest out | of | |", "|---|---|---|---|---|---|---|"]
    for one in networks:
        verdict = "agree" if abs(one["most"]) <= most else "**do not agree**"
        lines.append(
            f"| {one['seed']}: {one['what']} | {one['peer']} | {one['ours']}, {one['theirs']} | {one['figures']} | {one['most']:+.2f} | {one['of']} | {verdict} |"
        )
    return lines + [""]


STORE = HERE / "results.json"


def keep(changed):
    """Puts what is new into results.json, which keeps what was not run again, and writes results.md."""
    results = json.loads(STORE.read_text()) if STORE.exists() else {"speed": {}, "agreement": []}
    known = {(one["plan"], one["peer"]): one for one in [*results["agreement"], *changed.pop("agreement", [])]}
    order = lambda one: (one["plan"] != "network.toml", one["plan"], one["peer"] != "simpy")  # noqa: E731
    results |= changed | {"machine": process.machine(), "agreement": sorted(known.values(), key=order)}
    results["versions"] = "SimPy 4.1.2, Ciw 3.2.7, NeXosim 1.0.0, Python " + sys.version.split()[0]
    STORE.write_text(json.dumps(results, indent=1) + "\n")
    (HERE / "results.md").write_text(render(results))


def main():
    ask = options()
    ask.python = ask.python or peers_python()
    run = {"date": datetime.date.today().isoformat(), "command": "bench/simulation/run.py " + " ".join(sys.argv[1:])}
    if ask.only in (None, "speed"):
        keep({"speed": speed(ask), "speed_run": run})
    if ask.only in (None, "decision"):
        keep({"decision": decision(ask), "decision_run": run})
    all_agree = True
    if ask.only in (None, "networks"):
        found = of_networks(ask)
        all_agree &= all(abs(one["most"]) <= bound(found) for one in found)
        keep({"networks": found, "networks_run": run})
    plans = [HERE / "network.toml", *sorted((HERE / "others").glob("*.toml"))]
    plans = [plan for plan in plans if not ask.plans or plan.stem in ask.plans.split(",")]
    wanted = [(plan, "simpy", ask.simpy, None) for plan in plans]
    wanted += [(plan, "ciw", ask.ciw, ask.ciw_weeks) for plan in plans if plan.stem == "network"]
    for plan, peer, replications, weeks in wanted:
        if ask.only in (None, "agreement") and peer in ask.peers.split(","):
            found = agreement(ask, plan, peer, replications, weeks) | run
            all_agree &= found["agrees"]
            keep({"agreement": [found]})
    if not all_agree:
        sys.exit("run.py: not all agree")


if __name__ == "__main__":
    main()
