#!/usr/bin/env bash
# Starts the invented place and walks through it in a real browser, as a person and as workers, with the keyboard alone, with and without
# script, in English and Welsh. Uses the tools of checks/pages. THROUGHLINE: the command.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bash "$here/../pages/setup.sh"
source "$here/started.sh" 60
NODE_PATH=$here/../pages/node_modules CHROMIUM=$(command -v chromium) node "$here/walk.cjs" "$address"
