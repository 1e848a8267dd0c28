"""Kills a running service under load, again and again, and looks whether every reference that was given is found again, once, with its words.

    never_lost.py THROUGHLINE [--kills 200] [--database postgres://…]

What is answered must be on disk: the service is killed with SIGKILL at a moment drawn by chance while eight people send their first words,
then started again, and every link that any of them was given is opened. At the end it is asked to stop, and the chain is verified.
"""

import argparse
import http.client
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

SETUP = """
name = "A place"
phone = "01632 960 000"
[front_door]
organisation = "Council"
team = "Front door"
[[organisation]]
name = "Council"
teams = ["Front door"]
"""
PEOPLE = 8


class Service:
    """The service as a process of its own."""

    def __init__(self, ask, folder):
        command = [ask.throughline, "serve", str(folder), "--listen", "127.0.0.1:0"]
        command += ["--database", ask.database] if ask.database else []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        said = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        if not found:
            raise SystemExit(f"the service did not start: {said!r}")
        self.port = int(found[1])

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Asks it to stop, as a system does."""
        self.process.terminate()
        if self.process.wait(timeout=60) != 0:
            raise SystemExit(f"it was asked to stop, and broke: {self.process.returncode}")


def person(port, number, given, stop):
    """Sends first words until the service is gone; keeps what was given for them."""
    sent = 0
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    while not stop.is_set():
        words = f"my heating is off, says {number} for the {sent}th time, {random.random()}"
        form = {"words": words, "reach": "", "name": "", "once": f"{number}-{sent}-{random.random()}", "made": "1"}
        try:
            connection.request("POST", "/", urllib.parse.urlencode(form), headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return
        if answer.status == 303:
            given.append((answer.getheader("Location"), words))
        sent += 1


def looked_up(port, given):
    """Every link that was given opens, and says the words."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    for link, words in given:
        connection.request("GET", link)
        page = connection.getresponse().read().decode()
        if words not in page:
            raise SystemExit(f"{link} was given for “{words}”, and is not found again: {page[:300]}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("throughline")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database")
    parser.add_argument("--seed", type=int, default=1)
    ask = parser.parse_args()
    random.seed(ask.seed)
    everything = []
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(made)
        (folder / "service.toml").write_text(SETUP)
        service = Service(ask, folder)
        for _ in range(ask.kills):
            given, stop = [], threading.Event()
            people = [threading.Thread(target=person, args=(service.port, n, given, stop)) for n in range(PEOPLE)]
            for one in people:
                one.start()
            time.sleep(random.uniform(0.02, 0.4))
            service.kill()
            stop.set()
            for one in people:
                one.join()
            service = Service(ask, folder)
            looked_up(service.port, given)
            everything += given
        looked_up(service.port, everything)
        references = [link.split("/")[2] for link, _ in everything]
        service.stop()
        command = [ask.throughline, "verify", str(folder)] + (["--database", ask.database] if ask.database else [])
        verified = subprocess.run(command, capture_output=True, text=True, check=False)
        if verified.returncode != 0 or len(set(references)) != len(references):
            raise SystemExit(f"the chain is not whole, or a reference was given twice: {verified.stdout}{verified.stderr}")
    print(f"{ask.kills} kills, {len(everything)} references given, all found again once with their words; {verified.stdout.strip()}")
    return 0 if everything else 1


if __name__ == "__main__":
    sys.exit(main())
