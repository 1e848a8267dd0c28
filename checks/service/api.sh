#!/usr/bin/env bash
# Starts the invented place and lets schemathesis ask its JSON API: what the description allows has to be taken, what it does not has to be
# refused, and every answer has to be as described. All checks, with links followed from one answer to the next question.
# THROUGHLINE: the command. PYTHON: a python with what requirements.txt here asks for.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source "$here/started.sh" 20
cd "$data"
# Words that come many times wait two seconds each (slow.rs), so that one answer can take long where many wait.
NO_COLOR=1 "$(dirname "$PYTHON")/schemathesis" run "${address}api/v1/openapi.json" --checks all --seed 1 --max-examples 40 --max-time 60 \
    --request-timeout 30 --suppress-health-check too_slow
