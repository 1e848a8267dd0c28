#!/usr/bin/env bash
# Runs every fuzz target for SECONDS each (default 30), from the committed corpus; what a run adds is kept outside the
# repository. A line per target; the last line is "N passed, M failed"; ends with 1 if any failed.
# Skipped, saying so, where there is no nightly toolchain or no cargo-fuzz (which is installed if cargo can).
# TARGETS="csv xes" runs only those; SEED=0 draws other inputs than the last run did (it is 1, so that a red run can be had
# again). A crash stays in $CARGO_TARGET_DIR/found/TARGET; how to run it again is printed.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-30}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/fuzz/target}
# The decoders' own panics, which their readers catch, would fill the log with traces.
export RUST_BACKTRACE=${RUST_BACKTRACE:-0}

if ! cargo +nightly --version >/dev/null 2>&1; then
    echo "skipped: there is no nightly toolchain here (rustup toolchain install nightly)"
    exit 0
fi
if ! command -v cargo-fuzz >/dev/null && ! cargo install cargo-fuzz --locked --quiet; then
    echo "skipped: there is no cargo-fuzz here, and cargo could not install it"
    exit 0
fi

# The same versions of everything as in the product.
[[ -f fuzz/Cargo.lock ]] || cp Cargo.lock fuzz/Cargo.lock
# Without a sanitizer: all but a few reasoned lines is safe Rust, and an instrumented build of arrow takes half an hour.
cargo +nightly fuzz build --dev --sanitizer none >&2

binaries=$CARGO_TARGET_DIR/$(rustc +nightly -vV | sed -n 's/^host: //p')/debug
rm -f "$CARGO_TARGET_DIR"/found/*/result

# One target; what it came to is left in found/TARGET/result.
one() {
    local name=$1 found=$CARGO_TARGET_DIR/found/$1 result=FAILED
    mkdir -p "$found/corpus"
    # A damaged page of Parquet can say that it unpacks to 2 GiB, which is the most its format knows.
    local limits=(-seed="${SEED:-1}" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=4096)
    [[ -f fuzz/$name.dict ]] && limits+=(-dict="fuzz/$name.dict")
    if "$binaries/$name" "${limits[@]}" -print_final_stats=1 \
        -artifact_prefix="$found/" "$found/corpus" "fuzz/corpus/$name" >"$found/log" 2>&1; then
        result=passed
    fi
    local runs
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$found/log")
    echo "$name: $result, ${runs:-some} runs"
    if [[ $result == FAILED ]]; then
        tail -n 30 "$found/log"
        find "$found" -maxdepth 1 \( -name 'crash-*' -o -name 'timeout-*' -o -name 'oom-*' \) -exec base64 {} \; | head -n 200
        echo "again: $binaries/$name FILE, with a file from $found"
    fi
    echo "$result" >"$found/result"
}
export -f one
export binaries seconds CARGO_TARGET_DIR

for source in fuzz/fuzz_targets/*.rs; do
    name=$(basename "$source" .rs)
    if [[ " ${TARGETS:-$name} " == *" $name "* ]]; then echo "$name"; fi
done | xargs -P "$(nproc)" -I{} bash -c 'one {}'
passed=$(cat "$CARGO_TARGET_DIR"/found/*/result | grep -c passed || true)
failed=$(cat "$CARGO_TARGET_DIR"/found/*/result | grep -c FAILED || true)
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
