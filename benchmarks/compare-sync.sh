#!/usr/bin/env bash
# Measures this server beside Hocuspocus and y-websocket, in one run: prints Markdown tables, server pinned to CPU 0, generators to CPU 1.
#
#   benchmarks/compare-sync.sh                 about 25 minutes; progress and what is skipped go to standard error
#   benchmarks/compare-sync.sh --quick         about six minutes: shows that everything works, its figures mean little
#   benchmarks/compare-sync.sh --update-docs   also puts the tables into docs/performance.md (may be given with --quick)
#
# The peers' harness is not part of this repository: it is copied from HARNESS to a temporary folder and installed there with npm.
# Both drivers follow the rules in that harness's README and write the same fields. Needs Linux, two CPUs, taskset and Node.js.
#
#   CASES="S1 S2 S3 S4 S5 S6"    PEERS="yws-leveldb hocuspocus-sqlite" (and others of the harness)
#   HARNESS, TRACES              folders; default ../shared/peers/sync and ../shared/traces beside the repository
#   OUT                          where the raw JSON lines are kept; default: nowhere
set -euo pipefail
cd "$(dirname "$0")/.."

CASES=${CASES:-"S1 S2 S3 S4 S5 S6"} PEERS=${PEERS:-"yws-leveldb hocuspocus-sqlite"}
HARNESS=${HARNESS:-../shared/peers/sync} TRACES=$(realpath -m "${TRACES:-../shared/traces}")
quick="" update=""
for option in "$@"; do
    case $option in
        --quick) quick=--quick ;;
        --update-docs) update=yes ;;
        *) echo "The options are --quick and --update-docs, not '$option'." >&2; exit 2 ;;
    esac
done

note() { echo "$*" >&2; }
stop() { note "$*"; exit 2; }
command -v node > /dev/null || stop "Node.js is not installed: the other servers cannot be measured. Install it, or measure ours alone with dotnet run ... -- sync."
[[ -f $HARNESS/run.mjs ]] || stop "There is no harness at $HARNESS: set HARNESS to the folder that holds run.mjs."
trace=$TRACES/automerge-paper.json.gz
[[ -f $trace ]] || stop "There is no trace $trace: set TRACES to the folder that holds it."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$(realpath -m "${OUT:-$work/results.jsonl}")
: > "$out"

note "Building, and installing the other servers in $work ..."
dotnet build -c Release -v quiet --nologo src/Notion.Server >&2
dotnet build -c Release -v quiet --nologo benchmarks/Notion.Benchmarks >&2
ours=benchmarks/Notion.Benchmarks/bin/Release/net10.0/Notion.Benchmarks
mkdir "$work/harness"
cp -r "$HARNESS"/*.mjs "$HARNESS/package.json" "$HARNESS/lib" "$HARNESS/servers" "$work/harness"
chmod -R u+w "$work/harness"
(cd "$work/harness" && npm install --legacy-peer-deps --no-package-lock --no-audit --no-fund --loglevel=error >&2) || stop "npm could not install the other servers: nothing to compare with."

# Case by case, all servers one after the other, so that a busy moment of the machine hits all alike.
for name in $CASES; do
    note "$name ($(date +%T))"
    "$ours" sync "$name" $quick --trace "$trace" --out "$out" > /dev/null || note "$name of ours failed: its line says why."
    for peer in $PEERS; do
        (cd "$work/harness" && node run.mjs --targets "$peer" --cases "$name" $quick --trace "$trace" --out "$out" > /dev/null) || note "$name of $peer failed."
    done
done

tables=$work/tables.md
QUICK=$quick DOTNET=$(dotnet --version) node benchmarks/compare-sync-table.mjs "$out" | tee "$tables"
[[ -z $update ]] || sed -i -e '/^<!-- compare-sync.sh -->$/,/^<!-- end -->$/{//!d}' -e "/^<!-- compare-sync.sh -->\$/r $tables" docs/performance.md
