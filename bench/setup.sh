#!/usr/bin/env bash
# Makes the Python environment of the peers (default: bench/target/venv) and prints the path of its python.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
venv=${1:-$here/target/venv}
if ! cmp -s "$here/requirements.txt" "$venv/installed.txt"; then
    python3 -m venv "$venv" >&2
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" >&2
    cp "$here/requirements.txt" "$venv/installed.txt"
fi
echo "$venv/bin/python"
