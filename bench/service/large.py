"""How fast a service answers in which much has happened: the study's page, and a person's page.

    bench/service/large.py THROUGHLINE FILL [--study 1000000] [--stored 10000000] [--folder FOLDER] [--rounds 5]

0 leaves one of the two out.

FILL is `target/release/examples/fill` (cargo build --release -p throughline-store --example fill).

* The study's page with so many live events: the first look after a start, the same again, the same after somebody sent first words, and
  parts of it, each of which is made anew. Goal: under a second.
* A person's page with so many events stored: wrk, 16 connections, needs from all of the time. Goal: p99 under 50 ms.
* Memory of the server at each.

Times are wall times of one look; beside them is the processor time that the server used for it, which other work on the machine does not
lengthen much. With --folder what was filled stays there, and is not filled again.
"""

import argparse
import datetime
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

from running import Service, made, wrk

# Everybody of the invented place signs in with it.
PASSWORD = "three blue herons"
IN_TIME = 3_000_000


def looked(service, path):
    """Wall and processor seconds of one look at a page."""
    cpu, began = service.cpu_s(), time.perf_counter()
    status, _, _, body = service.ask(path)
    wall = time.perf_counter() - began
    if status != 200 or b"</html>" not in body:
        raise SystemExit(f"{path} was answered by {status}")
    return wall, service.cpu_s() - cpu


def told(title, looks):
    walls, cpus = zip(*looks)
    print(f"| {title} | {statistics.median(walls):.2f} s | {max(walls):.2f} s | {statistics.median(cpus):.2f} s |", flush=True)
    return statistics.median(walls)


def parts():
    """Parts of the study as its page offers them."""
    day = datetime.date.today()
    quarter, year = day - datetime.timedelta(91), day - datetime.timedelta(365)
    for title, query in [
        ("the last 13 weeks", {"since": quarter}),
        ("a year, from an organisation", {"since": year, "until": day, "organisation": "Repairs contractor"}),
        ("an area", {"place": "Harbour"}),
        ("a kind", {"demand": "my heating is off"}),
        ("a boundary", {"boundary": "own organisation"}),
    ]:
        yield title, "/desk/study?" + urllib.parse.urlencode(query)


def study(throughline, place, rounds):
    service = Service([throughline, "serve", str(place)])
    print(f"memory after the start: {service.memory_mb():.0f} MB")
    service.sign_in("efe", PASSWORD)
    print("\n| the study's page | median | longest | processor |\n|---|---|---|---|")
    told("the first look after a start", [looked(service, "/desk/study")])
    told("again, nothing happened since", [looked(service, "/desk/study") for _ in range(rounds)])

    def anew(path):
        service.first_words()
        return looked(service, path)

    slowest = told("after new first words", [anew("/desk/study") for _ in range(rounds)])
    for title, path in parts():
        slowest = max(slowest, told(title + ", after new first words", [anew(path) for _ in range(rounds)]))
    print(f"\nmemory after these looks: {service.memory_mb():.0f} MB")
    service.stop()
    return slowest


def person(throughline, place, seconds):
    service = Service([throughline, "serve", str(place)])
    print(f"memory after the start: {service.memory_mb():.0f} MB")
    links = place / "links"
    with open(links) as lines:
        path = lines.readline().strip()
    found = wrk(service.base + path, "look.lua", 16, seconds, str(links))
    print(f"a person's page, 16 connections: {found}; memory {service.memory_mb():.0f} MB")
    service.stop()
    return found


def filled(ask, folder, events):
    """A place with so many events; one that is there already is not filled again."""
    place = folder / f"place-{events}"
    if not place.exists():
        made(ask.throughline, place, 1)
    # In order of time as it would have been; what is beyond that only makes the store large, and comes faster need by need.
    subprocess.run([ask.fill, str(place), str(min(events, IN_TIME)), "time"], check=True)
    subprocess.run([ask.fill, str(place), str(events), "needs"], check=True)
    size = sum(file.stat().st_size for file in place.iterdir()) / 1e9
    print(f"\n## {events:,} events ({size:.1f} GB); load {os.getloadavg()[0]:.1f}\n", flush=True)
    return place


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("throughline")
    parser.add_argument("fill")
    parser.add_argument("--study", type=int, default=1_000_000)
    parser.add_argument("--stored", type=int, default=10_000_000)
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10)
    ask = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as passing:
        folder = ask.folder or pathlib.Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        slowest = study(ask.throughline, filled(ask, folder, ask.study), ask.rounds) if ask.study else 0
        found = person(ask.throughline, filled(ask, folder, ask.stored), ask.seconds) if ask.stored else None
    return 0 if slowest < 1 and (not found or found["p99 ms"] < 50 and not found["wrong"]) else 1


if __name__ == "__main__":
    sys.exit(main())
