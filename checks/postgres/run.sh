#!/usr/bin/env bash
# The stories of the store on a PostgreSQL server of its own, as well as on SQLite.
set -euo pipefail
bash "$(dirname "$0")/server.sh" cargo test -p throughline-store
