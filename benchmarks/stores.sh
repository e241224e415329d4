#!/usr/bin/env bash
# Runs the cases of the sync benchmark on SQLite and on PostgreSQL, one after the other, and prints them side by side as a Markdown table. PostgreSQL is a new cluster for each case (with-postgres.sh).
#
#   benchmarks/stores.sh                 about 12 minutes; each line as it comes on standard error
#   benchmarks/stores.sh --quick         shows that everything works, its figures mean little
#   benchmarks/stores.sh --update-docs   also puts the table into docs/performance.md
#
#   CASES="S1 S2 S3 S4 S5 S6 S8 S9 S10 S11"     KILLS=10 of S6     OUT where the raw JSON lines are kept; default: nowhere     NICE="nice -n -10" in front of each run
set -euo pipefail
cd "$(dirname "$0")/.."

CASES=${CASES:-"S1 S2 S3 S4 S5 S6 S8 S9 S10 S11"} KILLS=${KILLS:-10} NICE=${NICE:-}
quick="" update=""
for option in "$@"; do
    case $option in
        --quick) quick=--quick ;;
        --update-docs) update=yes ;;
        *) echo "The options are --quick and --update-docs, not '$option'." >&2; exit 2 ;;
    esac
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$(realpath -m "${OUT:-$work/results.jsonl}")
: >> "$out"

dotnet build -c Release -v quiet --nologo src/Notion.Server >&2
dotnet build -c Release -v quiet --nologo benchmarks/Notion.Benchmarks >&2
ours=benchmarks/Notion.Benchmarks/bin/Release/net10.0/Notion.Benchmarks
for name in $CASES; do
    $NICE "$ours" sync "$name" $quick --kills "$KILLS" --out "$out" >&2 || echo "$name on SQLite failed: its line says why." >&2
    $NICE benchmarks/with-postgres.sh bash -c "'$ours' sync $name $quick --kills $KILLS --out '$out' --postgres \"\$NOTION_POSTGRES\"" >&2 || echo "$name on PostgreSQL failed: its line says why." >&2
done
"$ours" sync-table "$out" | tee "$work/table.md"
[[ -z $update ]] || sed -i -e '/^<!-- stores.sh -->$/,/^<!-- end -->$/{//!d}' -e "/^<!-- stores.sh -->\$/r $work/table.md" docs/performance.md
