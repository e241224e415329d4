#!/usr/bin/env bash
# Measures this engine and the JavaScript/WASM libraries side by side, in one run: prints Markdown tables of medians.
#
#   benchmarks/compare.sh                      about ten minutes; progress and what is skipped go to standard error
#   benchmarks/compare.sh --update-docs        the same, and puts tables and plots into docs/performance.md and docs/plots
#
# The libraries' harness is not part of this repository: it is copied from HARNESS to a temporary folder and installed there with npm.
# Every measurement is a fresh process, one at a time; a round measures every library before the next round starts, so that a busy
# moment of the machine hits all alike. A measurement that took more than SLOW seconds is not repeated in later rounds.
#
#   N=3 rounds        PEERS="yjs loro ..."    ONLY=^A (regular expression on the case)    SLOW=15 and CAP=180 seconds
#   HARNESS, TRACES   folders; default ../shared/peers/crdt and ../shared/traces beside the repository
#   OUT               where the raw JSON lines are kept; default: nowhere
set -euo pipefail
cd "$(dirname "$0")/.."

N=${N:-3} SLOW=${SLOW:-15} CAP=${CAP:-180} ONLY=${ONLY:-.}
PEERS=${PEERS:-"yjs ywasm loro automerge json-joy diamond"}
HARNESS=${HARNESS:-../shared/peers/crdt} TRACES=$(realpath -m "${TRACES:-../shared/traces}")
SEQUENTIAL=automerge-paper CONCURRENT=clownschool BLOCKS=blocks-10k
MORE="rustcode sveltecomponent json-crdt-blog-post" # measured in saved bytes only
declare -A FORMATS=([notion]="snapshot update" [yjs]="v1 v2" [ywasm]="v1 v2" [loro]="snapshot update shallow" [automerge]=save [json-joy]=binary [diamond]=bytes)
declare -A TREES=([notion]="snapshot update" [yjs]="v1 v2" [loro]="snapshot update shallow" [automerge]=save)

[[ ${1:---update-docs} == --update-docs ]] || { echo "The only option is --update-docs, not '$1'." >&2; exit 2; }

note() { echo "$*" >&2; }
stop() { note "$*"; exit 2; }
command -v node > /dev/null || stop "Node.js is not installed: the other libraries cannot be measured. Install it, or run one of our cases alone with dotnet run."
[[ -f $HARNESS/bench.mjs ]] || stop "There is no harness at $HARNESS: set HARNESS to the folder that holds bench.mjs."
[[ -d $TRACES ]] || stop "There is no trace folder at $TRACES: set TRACES to the folder that holds $SEQUENTIAL.json.gz."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=${OUT:-$work/results.ndjson}
: > "$out"

note "Building, and installing the other libraries in $work ..."
dotnet build -c Release -v quiet --nologo benchmarks/Notion.Benchmarks >&2
ours=benchmarks/Notion.Benchmarks/bin/Release/net10.0/Notion.Benchmarks
mkdir "$work/harness"
cp "$HARNESS"/*.mjs "$HARNESS/package.json" "$work/harness"
cp -r "$HARNESS/adapters" "$work/harness"
(cd "$work/harness" && npm install --no-package-lock --no-audit --no-fund --loglevel=error >&2) || stop "npm could not install the other libraries: nothing to compare with."

peers=notion
for peer in $PEERS; do
    if [[ -f $work/harness/adapters/$peer.mjs ]] && (cd "$work/harness" && node -e "import('./adapters/$peer.mjs').catch(() => process.exit(1))" 2> /dev/null); then
        peers+=" $peer"
    else
        note "SKIPPED $peer: the harness has no adapter for it, or its package could not be loaded."
    fi
done

extension() { [[ $1 == "$BLOCKS" ]] && echo ndjson.gz || echo json.gz; }

measure() { # peer case trace
    local line code=0 name=${3:-}
    if [[ $1 == notion ]]; then
        line=$(timeout "$CAP" "$ours" "$2" ${name:+"$TRACES/$name.$(extension "$name")"} 2>> "$work/errors") || code=$?
    else
        line=$(cd "$work/harness" && TRACES=$TRACES timeout "$CAP" node --expose-gc --max-old-space-size=8192 bench.mjs "$1" "$2" "$name" 2>> "$work/errors") || code=$?
    fi
    line=$(tail -1 <<< "$line")
    [[ -n $line ]] || line="{\"peer\":\"$1\",\"case\":\"$2\",\"trace\":\"$name\",\"error\":\"no result, exit code $code (124: over $CAP s)\"}"
    echo "$line"
}

declare -A slow=() told=()
run() { # peer case [trace]: appends one line, unless an earlier round took too long
    local key="$1 $2 ${3:-}" began=$SECONDS line
    [[ $2 =~ $ONLY || $2 =~ ^(C-save|F-gen)$ ]] || return 0 # the other libraries' B to F start from what these two write
    [[ -z ${slow[$key]:-} ]] || return 0
    [[ $1 != ywasm || $2 != A-* ]] || return 0 # quadratic within a transaction: two minutes
    if [[ -n ${3:-} && ! -f $TRACES/$3.$(extension "$3") ]]; then
        [[ -n ${told[$3]:-} ]] || note "SKIPPED every case on $3: $TRACES/$3.$(extension "$3") is not there."
        told[$3]=1
        return 0
    fi
    line=$(measure "$@")
    echo "$line" >> "$out"
    if ((SECONDS - began > SLOW)); then
        slow[$key]=1
        ((N == 1)) || note "once only: $key took $((SECONDS - began)) s"
    fi
}

load() { cut -d' ' -f1 /proc/loadavg; }
note "Load average before: $(load)"
loads=$(load)
for ((round = 1; round <= N; round++)); do
    note "round $round of $N ($(date +%T))"
    each() { for peer in $peers; do run "$peer" "$@"; done; }
    once() { if ((round == 1)); then each "$@"; fi; }
    formats() { for peer in $peers; do for format in ${FORMATS[$peer]}; do run "$peer" "C-load:$format" "$1"; done; done; }
    each A-one $SEQUENTIAL
    each A-edit $SEQUENTIAL
    for trace in $SEQUENTIAL $MORE; do once C-save "$trace"; done
    each B $SEQUENTIAL
    formats $SEQUENTIAL
    once C-save $CONCURRENT
    each B $CONCURRENT
    each D-batch $CONCURRENT
    each D-blob $CONCURRENT
    formats $CONCURRENT
    for peer in $peers; do
        if [[ -z ${TREES[$peer]:-} ]]; then
            ((round > 1)) || note "SKIPPED E for $peer: the harness has no block tree on it."
            continue
        fi
        run "$peer" E $BLOCKS
        for format in ${TREES[$peer]}; do run "$peer" "E-load:$format" $BLOCKS; done
    done
    once F-gen
    each F
    loads+=" $(load)"
done
note "Load averages, before and after each round: $loads"

tables=$work/tables.md
LOADS=$loads ROUNDS=$N DOTNET=$(dotnet --version) node benchmarks/compare-table.mjs "$out" "$work/harness/package.json" | tee "$tables"
if [[ ${1:-} == --update-docs ]]; then
    node benchmarks/compare-plots.mjs "$out" docs/plots
    sed -i -e '/^<!-- compare.sh -->$/,/^<!-- end -->$/{//!d}' -e "/^<!-- compare.sh -->\$/r $tables" docs/performance.md
fi
