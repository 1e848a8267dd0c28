#!/usr/bin/env bash
# The stories of the store on a PostgreSQL server of its own, as well as on SQLite. THROUGHLINE_KILLS: how often a service is killed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
command -v strace > /dev/null || bash "$here/../debian.sh" strace
bash "$here/server.sh" cargo test -p throughline-store -- --nocapture
