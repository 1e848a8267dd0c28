#!/usr/bin/env bash
# Makes the Python environment of the checks (default: target/checks-venv) with what a file asks for (default: requirements.txt here)
# and prints the path of its python. Little of it is ever imported, so nothing is compiled beforehand.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
venv=${1:-$here/../target/checks-venv}
wanted=${2:-$here/requirements.txt}
if ! cmp -s "$wanted" "$venv/installed.txt"; then
    python3 -m venv "$venv" >&2
    "$venv/bin/pip" install --quiet --disable-pip-version-check --no-compile -r "$wanted" >&2
    cp "$wanted" "$venv/installed.txt"
fi
echo "$venv/bin/python"
