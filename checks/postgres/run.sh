#!/usr/bin/env bash
# The stories of the store on a PostgreSQL server of its own, as well as on SQLite, and those of the desk (cargo test tells them on SQLite).
# THROUGHLINE_KILLS: how often a service is killed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
command -v strace > /dev/null || bash "$here/../debian.sh" strace
cd "$here/../../crates/throughline-store"
# Built with the whole workspace: alone, the store's dependencies would have other features and be built again.
tests=$(cargo test --workspace --no-run --message-format=json-render-diagnostics | python3 -c '
import json, sys
told = {"throughline-store": "", "throughline-service": "desk_stories"}
for line in sys.stdin:
    built = json.loads(line)
    if built.get("executable") and built["profile"]["test"]:
        package = built["package_id"].split("#")[0].split("/")[-1]
        if package in told:
            print(built["executable"], told[package])
')
[[ $tests == *desk_stories* ]] || { echo "cargo named no tests of throughline-store and throughline-service" >&2; exit 1; }
bash "$here/server.sh" bash -c 'set -e; while read -r test which; do "$test" --nocapture $which < /dev/null; done <<< "$0"' "$tests"
