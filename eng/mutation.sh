#!/usr/bin/env bash
# Changes the code that merges, one small change at a time, and counts how many of them the tests notice (dotnet-stryker). Takes long: every mutant is a run
# of the tests that are about merging, in a copy of the last commit, so that the repository stays as it is.
#
#   eng/mutation.sh                          Merging/ and the log of placements
#   eng/mutation.sh '**/Moves/*.cs' ...      other files of src/Notion.Crdt, as patterns
#
# The report, as Markdown, goes to artifacts/mutation. NOTION_HISTORIES: random histories a mutant and property, 150 unless set.
set -euo pipefail
cd "$(dirname "$0")/.."

((${#@} > 0)) || set -- '**/Merging/*.cs' '**/Moves/PlacementLog.cs'
export NOTION_HISTORIES=${NOTION_HISTORIES:-150} DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
report=$PWD/artifacts/mutation
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

mkdir -p "$report"
git archive HEAD | tar -x -C "$copy"
dotnet tool install dotnet-stryker --tool-path "$copy/tools" --version 5.1.0 > /dev/null
cd "$copy/tests/Notion.Crdt.Tests"
# What the tests about merging need of the others stays.
rm -rf Clocks Compaction Cursors Documentation Encoding Events Hostile Identity Kinds Memory Ordering Retraction Rollback Schema Snapshots Text Traces Undo Vectors Versions History/[AT]*.cs
cat > stryker-config.json << 'END'
{ "stryker-config": { "coverage-analysis": "off", "additional-timeout": 60000, "disable-mix-mutants": true } }
END
patterns=()
for pattern; do patterns+=(-m "$pattern"); done
../../tools/dotnet-stryker -t mtp --project Notion.Crdt.csproj --configuration Release "${patterns[@]}" -r Markdown -r Json -r ClearText -O "$report" --skip-version-check -c 1
