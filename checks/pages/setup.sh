#!/usr/bin/env bash
# Installs what looks at pages: Debian's browser and Java, and what package-lock.json pins; nothing where it is there already.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
missing=()
command -v chromium > /dev/null || missing+=(chromium)
command -v java > /dev/null || missing+=(default-jre-headless)
command -v pdftotext > /dev/null || missing+=(poppler-utils)
command -v npm > /dev/null || missing+=(nodejs npm)
[[ ${#missing[@]} == 0 ]] || bash "$here/../debian.sh" "${missing[@]}"
cd "$here"
[[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --ignore-scripts --no-audit --no-fund --silent
