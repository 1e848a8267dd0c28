"""How fast the running service answers, beside what this machine's disk can do in the same run.

    bench/service/run.py THROUGHLINE [--database postgres://…] [--seconds 10] [--store-events 0]

* First words sent by 64 connections (wrk): acknowledged with a durable reference. Goal: p99 at most twice the machine's own p99 of
  fdatasync, plus 20 ms; and at least 3,000 a second where the cores are free.
* A person's page, and suggestions: p99.
* Memory of the server: idle with the demo, and with 1,000 open chats.

The load tool runs on the same machine and takes its share of the cores. wrk comes from Debian's package.
"""

import argparse
import http.client
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = pathlib.Path(__file__).parent


def synced_ms(folder, seconds=3):
    """The p50 and p99 of writing 1 KiB and waiting until it is on disk, one after another."""
    path = folder / "sync"
    times = []
    with open(path, "wb", buffering=0) as file:
        file.write(bytes(64 << 20))
        os.fsync(file.fileno())
        file.seek(0)
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            began = time.perf_counter()
            if file.tell() > 60 << 20:
                file.seek(0)
            file.write(bytes(1024))
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    path.unlink()
    cuts = statistics.quantiles(times, n=100)
    return cuts[49], cuts[98]


def wrk(address, script, connections, seconds):
    """Requests a second, and p50, p99 in ms; an answer that is not what it should be is counted as an error."""
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(HERE / script), address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def ms(name):
        number, unit = re.search(rf"{name}\s+([\d.]+)(us|ms|s)", said).groups()
        return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]

    wrong = re.search(r"wrong: (\d+)", said)
    return {
        "a second": float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),
        "p50 ms": ms("50%"), "p99 ms": ms("99%"), "wrong": int(wrong[1]) if wrong else 0,
    }  # fmt: skip


def memory_mb(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def chats(port, path, count):
    """Opens so many streams of a need's page and leaves them open."""
    opened = []
    for _ in range(count):
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
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as made:
        folder = pathlib.Path(made)
        place = folder / "place"
        before = synced_ms(folder)
        command = [ask.throughline, "demo", "--keep", str(place), "--no-browser", "--listen", "127.0.0.1:0"]
        if ask.database:
            subprocess.run([*command[:-2], "--listen", "127.0.0.1:0", "--days", "1"], timeout=1, check=False)
            command = [ask.throughline, "serve", str(place), "--database", ask.database, "--listen", "127.0.0.1:0"]
        service = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        address = None
        while not address:
            address = re.search(r"http://127\.0\.0\.1:(\d+)/", service.stdout.readline())
        port = int(address[1])
        base = f"http://127.0.0.1:{port}"
        print(f"fdatasync of 1 KiB: p50 {before[0]:.2f} ms, p99 {before[1]:.2f} ms")
        print(f"memory, idle with the demo: {memory_mb(service):.0f} MB")
        sent = wrk(base, "send.lua", 64, ask.seconds)
        after = synced_ms(folder)
        limit = 2 * max(before[1], after[1]) + 20
        print(f"first words, 64 connections: {sent}; limit of p99 by this disk: {limit:.1f} ms")
        one = http.client.HTTPConnection("127.0.0.1", port)
        form = {"words": "my heating is off", "reach": "", "name": "", "once": str(time.time()), "made": "1"}
        one.request("POST", "/", urllib.parse.urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})
        answer = one.getresponse()
        answer.read()
        path = answer.getheader("Location").split("?")[0]
        print(f"a person's page, 16 connections: {wrk(base + path, 'look.lua', 16, ask.seconds)}")
        idle = memory_mb(service)
        opened = chats(port, path, 1000)
        time.sleep(2)
        print(f"memory with {len(opened)} open chats: {memory_mb(service) - idle:+.0f} MB on {idle:.0f} MB")
        service.terminate()
        service.wait()
    return 0 if sent["wrong"] == 0 and sent["p99 ms"] <= limit else 1


if __name__ == "__main__":
    sys.exit(main())
