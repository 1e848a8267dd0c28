#!/usr/bin/env bash
# Starts the invented place and walks through it in a real browser, as a person and as workers, with the keyboard alone, with and without
# script, in English and Welsh. Uses the tools of checks/pages. THROUGHLINE: the command.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
missing=()
command -v chromium > /dev/null || missing+=(chromium)
command -v java > /dev/null || missing+=(default-jre-headless)
command -v npm > /dev/null || missing+=(nodejs npm)
[[ ${#missing[@]} == 0 ]] || bash "$here/../debian.sh" "${missing[@]}"
(cd "$here/../pages" && npm ci --ignore-scripts --no-audit --no-fund --silent)
data=$(mktemp -d)
"$THROUGHLINE" demo --keep "$data/place" --days 60 --no-browser --listen 127.0.0.1:0 > "$data/said" &
service=$!
trap 'kill $service 2> /dev/null || true; wait $service 2> /dev/null || true; rm -rf "$data"' EXIT
for _ in $(seq 600); do
    address=$(grep -o 'http://127[^ ]*/' "$data/said" | head -1 || true)
    [[ -z $address ]] || break
    kill -0 $service 2> /dev/null || { echo "the service did not start"; exit 1; }
    sleep 0.2
done
[[ -n $address ]] || { echo "the service did not say where it listens"; exit 1; }
NODE_PATH=$here/../pages/node_modules CHROMIUM=$(command -v chromium) node "$here/walk.cjs" "$address"
