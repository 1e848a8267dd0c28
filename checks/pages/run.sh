#!/usr/bin/env bash
# Makes the report of the invented place and of real logs, and looks at them in a browser. Installs what it needs.
# THROUGHLINE: the command. THROUGHLINE_SHARED: where the real logs are; without them it says so.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bash "$here/setup.sh"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
logs=$THROUGHLINE_SHARED/logs
study() {
    local name=$1
    shift
    # 3: some rows were refused.
    "$THROUGHLINE" study "$@" --html "$made/$name.html" > /dev/null 2>&1 || [[ $? == 3 ]]
}
study demo "$here/../../demo"
"$THROUGHLINE" plan "$here/../../demo/plan.toml" --html "$made/plan.html" > /dev/null
study same "$here/../../demo/repairs.csv" --against "$here/../../demo/repairs.csv"
if [[ -d $logs ]]; then
    for log in BPIC15_5.xes.gz receipt.parquet sf_311_service_requests.csv; do
        study "${log%%.*}" "$logs/$log"
    done
    study two "$logs/BPIC15_5.xes.gz" --against "$logs/BPIC15_4.xes.gz"
else
    echo "skipped: no logs in $logs"
fi
CHROMIUM=$(command -v chromium) node "$here/check.js" "$made"/*.html
