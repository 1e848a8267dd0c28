"""One run of one program: whole-process wall time, CPU time and peak memory, and what it printed."""

import json
import os
import subprocess
import tempfile
import time


class Failed(Exception):
    pass


def timed(command):
    """Runs it to its end: what it said, and the kernel's own account of it (wait4)."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said, complained = out.read().decode(), err.read().decode()
    if child.returncode != 0:
        raise Failed(f"{' '.join(command)}: exit {child.returncode}: {complained.strip()[-400:]}")
    account = {"wall_s": wall, "user_s": usage.ru_utime, "sys_s": usage.ru_stime, "peak_mb": usage.ru_maxrss / 1024}
    return said, account


def run(command):
    """Runs it to its end: its report with the account of it."""
    said, account = timed(command)
    lines = [line for line in said.splitlines() if line.startswith("{")]
    if not lines:
        raise Failed(f"{' '.join(command)}: no report in {said[-200:]!r}")
    return json.loads(lines[-1]) | account


def available_bytes():
    with open("/proc/meminfo") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))


def machine():
    with open("/proc/cpuinfo") as lines:
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown processor")
    with open("/proc/meminfo") as lines:
        memory_gib = next(int(line.split()[1]) for line in lines if line.startswith("MemTotal")) / 2**20
    return f"{model}, {os.cpu_count()} cores, {memory_gib:.0f} GiB, Linux {os.uname().release}"


def load():
    return os.getloadavg()[0]
