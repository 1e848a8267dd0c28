"""A running service to be measured: started, asked, watched and stopped."""

import http.client
import os
import pathlib
import re
import statistics
import subprocess
import time
import urllib.parse

HERE = pathlib.Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")


def made(throughline, place, days):
    """The invented place in a folder, with so many days of the past."""
    Service([throughline, "demo", "--keep", str(place), "--no-browser", "--days", str(days)]).stop()


class Service:
    """One that was started by a command of `throughline`, on a port that is free."""

    def __init__(self, command):
        self.process = subprocess.Popen([*command, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
        address = None
        while not address:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit("the service did not start")
            address = re.search(r"http://(?:127\.0\.0\.1|localhost):(\d+)/", line)
        self.port = int(address[1])
        self.base = f"http://127.0.0.1:{self.port}"
        self.session = None

    def ask(self, path, form=None):
        """The status, where it leads, the cookies and the bytes of an answer."""
        one = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        headers = {"Cookie": self.session} if self.session else {}
        if form is None:
            one.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            one.request("POST", path, urllib.parse.urlencode(form), headers)
        answer = one.getresponse()
        body = answer.read()
        one.close()
        return answer.status, answer.getheader("Location"), answer.headers.get_all("Set-Cookie") or [], body

    def sign_in(self, name, password):
        _, _, cookies, _ = self.ask("/desk/sign-in", {"name": name, "password": password})
        self.session = "; ".join(cookie.split(";")[0] for cookie in cookies)
        if not self.session:
            raise SystemExit(f"{name} could not sign in")

    def first_words(self, words="my heating is off"):
        """Sends a person's first words; answers the path of their page."""
        once = str(time.time())
        form = {"words": words, "reach": "", "name": "", "once": once, "made": "1"}
        status, to, _, _ = self.ask("/", form)
        if status != 303:
            raise SystemExit(f"first words were answered by {status}")
        return to.split("?")[0]

    def memory_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def cpu_s(self):
        """Seconds of processor time so far, of all its threads."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def stop(self):
        self.process.terminate()
        if self.process.wait() != 0:
            raise SystemExit(f"the service was asked to stop, and broke: {self.process.returncode}")


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


def wrk(address, script, connections, seconds, *words):
    """Requests a second, and p50, p99 and the longest in ms; an answer that is not what it should be is counted as an error."""
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(HERE / script), address]
    said = subprocess.run([*command, "--", *words], capture_output=True, text=True, check=True).stdout

    def ms(before):
        number, unit = re.search(rf"{before}\s+([\d.]+)(us|ms|s)", said).groups()
        return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]

    wrong = re.search(r"wrong: (\d+)", said)
    return {
        "a second": float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),
        "p50 ms": ms("50%"), "p99 ms": ms("99%"), "longest ms": ms(r"Latency\s+\S+\s+\S+"), "wrong": int(wrong[1]) if wrong else 0,
    }  # fmt: skip
