"""How fast the running service answers, beside what this machine's disk can do in the same run.

    bench/service/run.py THROUGHLINE [--database postgres://…] [--seconds 10]

* First words sent by 64 connections (wrk): acknowledged with a durable reference. Goal: p99 at most twice the machine's own p99 of
  fdatasync, plus 20 ms; and at least 3,000 a second where the cores are free.
* A person's page: p99.
* Memory of the server: idle with the demo, and with 1,000 open chats.

With PostgreSQL: checks/postgres/server.sh bash -c 'python3 bench/service/run.py THROUGHLINE --database $THROUGHLINE_POSTGRES'. The
place is the same there, restored from a backup. The load tool runs on the same machine and takes its share of the cores. wrk comes from
Debian's package. It counts what a person would have waited who came while nobody was answered: where all stand still for a second, that is
in its p99 at once.
"""

import argparse
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

from running import Service, made, synced_ms, wrk


def chats(port, paths, count):
    """Opens so many streams of needs' pages, of each as many, and leaves them open."""
    opened = []
    for number in range(count):
        path = paths[number % len(paths)]
        one = socket.create_connection(("127.0.0.1", port))
        one.sendall(f"GET {path}/events?after=0 HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        opened.append(one)
    for one in opened:
        if b"200 OK" not in one.recv(64):
            raise SystemExit("a chat did not open")
    return opened


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("throughline")
    parser.add_argument("--database")
    parser.add_argument("--seconds", type=int, default=10)
    ask = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        folder = pathlib.Path(folder)
        place = folder / "place"
        before = synced_ms(folder)
        made(ask.throughline, place, 200)
        database = ["--database", ask.database] if ask.database else []
        if database:
            subprocess.run([ask.throughline, "backup", place, folder / "backup"], check=True, stdout=subprocess.DEVNULL)
            subprocess.run([ask.throughline, "restore", folder / "backup", place, *database], check=True, stdout=subprocess.DEVNULL)
        service = Service([ask.throughline, "serve", str(place), *database])
        print(f"fdatasync of 1 KiB: p50 {before[0]:.2f} ms, p99 {before[1]:.2f} ms")
        print(f"memory, idle: {service.memory_mb():.0f} MB")
        cpu = service.cpu_s()
        sent = wrk(service.base, "send.lua", 64, ask.seconds)
        busy = (service.cpu_s() - cpu) / ask.seconds
        after = synced_ms(folder)
        limit = 2 * max(before[1], after[1]) + 20
        print(f"first words, 64 connections: {sent}; limit of p99 by this disk: {limit:.1f} ms; the server used {busy:.2f} of a core")
        path = service.first_words()
        print(f"a person's page, 16 connections: {wrk(service.base + path, 'look.lua', 16, ask.seconds)}")
        idle = service.memory_mb()
        # Of one need only so many are open at once.
        paths = [service.first_words(f"no water in house {number}") for number in range(100)]
        opened = chats(service.port, paths, 1000)
        time.sleep(2)
        print(f"memory with {len(opened)} open chats: {service.memory_mb() - idle:+.0f} MB on {idle:.0f} MB")
        service.stop()
    return 0 if sent["wrong"] == 0 and sent["p99 ms"] <= limit else 1


if __name__ == "__main__":
    sys.exit(main())
