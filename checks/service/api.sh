#!/usr/bin/env bash
# Starts the invented place and lets schemathesis ask its JSON API: what the description allows has to be taken, what it does not has to be
# refused, and every answer has to be as described. All checks, with links followed from one answer to the next question.
# THROUGHLINE: the command. PYTHON: a python with what requirements.txt here asks for.
set -euo pipefail
data=$(mktemp -d)
"$THROUGHLINE" demo --keep "$data/place" --days 20 --no-browser --listen 127.0.0.1:0 > "$data/said" &
service=$!
trap 'kill $service 2> /dev/null || true; wait $service 2> /dev/null || true; rm -rf "$data"' EXIT
for _ in $(seq 600); do
    address=$(grep -o 'http://127[^ ]*/' "$data/said" | head -1 || true)
    [[ -z $address ]] || break
    kill -0 $service 2> /dev/null || { echo "the service did not start"; exit 1; }
    sleep 0.2
done
[[ -n $address ]] || { echo "the service did not say where it listens"; exit 1; }
cd "$data"
# Words that come many times wait two seconds each (slow.rs), so that one answer can take long where many wait.
NO_COLOR=1 "$(dirname "$PYTHON")/schemathesis" run "${address}api/v1/openapi.json" --checks all --seed 1 --max-examples 40 --max-time 60 \
    --request-timeout 30 --suppress-health-check too_slow
