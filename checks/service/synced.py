"""Looks at the system calls of a running service: between the request and the answer that gives the reference the words are synced to disk.

    synced.py THROUGHLINE

Wants strace. Only SQLite: of PostgreSQL the sync is the server's own, before it answers COMMIT (synchronous_commit is on).
"""

import http.client
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

from never_lost import SETUP

CALLS = "trace=fdatasync,fsync,openat,recvfrom,read,sendto,write,writev"
POSTS = 20


def main():
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(made)
        (folder / "service.toml").write_text(SETUP)
        trace = folder / "trace"
        command = ["strace", "-f", "-tt", "-y", "-s", "60", "-e", CALLS, "-o", str(trace)]
        service = subprocess.Popen(
            [*command, sys.argv[1], "serve", str(folder), "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        port = int(re.search(r":(\d+)/", service.stdout.readline())[1])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for number in range(POSTS):
            form = f"words=cold+number+{number}&reach=&name=&once=once{number}&made=1"
            connection.request("POST", "/", form, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 303:
                raise SystemExit(f"answered {answer.status}")
            time.sleep(0.05)
        # The service itself and what watches it.
        os.killpg(service.pid, signal.SIGTERM)
        service.wait()
        asked = synced = answered = 0
        waits = was_synced = False
        for line in trace.read_text().splitlines():
            if "POST / HTTP/1.1" in line:
                asked, waits, was_synced = asked + 1, True, False
            elif waits and re.search(r"f(data)?sync\(\d+<.*throughline\.sqlite-wal>\)\s*= 0|<\.\.\. f(data)?sync resumed>\)\s*= 0", line):
                was_synced = True
            elif waits and "HTTP/1.1 303" in line:
                answered += 1
                synced += was_synced
                waits = False
    print(f"{answered} answers to {asked} requests; before {synced} of them the words were synced to disk")
    return 0 if answered == asked == synced == POSTS else 1


if __name__ == "__main__":
    sys.exit(main())
