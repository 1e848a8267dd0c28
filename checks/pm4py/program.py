"""Running the product."""

import json
import os
import pathlib
import subprocess

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def logs():
    """Every log beside the repository: `$THROUGHLINE_SHARED/logs`."""
    shared = pathlib.Path(os.environ.get("THROUGHLINE_SHARED", REPOSITORY.parent / "shared"))
    return sorted(path for path in (shared / "logs").glob("*") if path.is_file() and path.suffix != ".md")


def binary():
    """`$THROUGHLINE`, else the newest of what cargo has built."""
    if "THROUGHLINE" in os.environ:
        return os.environ["THROUGHLINE"]
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))
    built = [path for kind in ("release", "debug") if (path := target / kind / "throughline").exists()]
    if not built:
        raise SystemExit("there is no binary yet: cargo build --release (or say which in $THROUGHLINE)")
    return str(max(built, key=lambda path: path.stat().st_mtime))


def run(*words):
    """The command's standard output. Exit code 3 is an answer too: done, but rows were refused."""
    done = subprocess.run([binary(), *map(str, words)], capture_output=True, text=True)
    if done.returncode not in (0, 3):
        raise RuntimeError(f"throughline {' '.join(map(str, words))}: exit {done.returncode}: {done.stderr.strip()[-300:]}")
    return done.stdout


def study(path):
    return json.loads(run("study", path, "--json", "-"))
