#!/usr/bin/env bash
# The stories of the store on a PostgreSQL server of its own, as well as on SQLite. THROUGHLINE_KILLS: how often a service is killed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
command -v strace > /dev/null || bash "$here/../debian.sh" strace
cd "$here/../../crates/throughline-store"
# Built with the whole workspace: alone, the store's dependencies would have other features and be built again.
tests=$(cargo test --workspace --no-run --message-format=json-render-diagnostics | python3 -c '
import json, sys
for line in sys.stdin:
    built = json.loads(line)
    if built.get("executable") and built["profile"]["test"] and "crates/throughline-store#" in built["package_id"]:
        print(built["executable"])
')
[[ -n $tests ]] || { echo "cargo named no tests of throughline-store" >&2; exit 1; }
bash "$here/server.sh" bash -c 'set -e; while read -r test; do "$test" --nocapture < /dev/null; done <<< "$0"' "$tests"
