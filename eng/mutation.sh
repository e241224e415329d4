#!/usr/bin/env bash
# Changes the code that merges, one small change at a time, and counts how many of the changes the tests notice.
#
#   eng/mutation.sh                          Merging/ and the log of placements
#   eng/mutation.sh '**/Moves/*.cs' ...      other files of src/Notion.Crdt, as patterns
#   MUTANTS=200 eng/mutation.sh '**/*.cs'    that many of them, chosen by a hash of their numbers, instead of all
#
# dotnet-stryker makes the mutants: one build of the library that has them all, each switched on by an environment variable. The tests are run by this script, since its own runner needs the whole suite, and minutes,
# for each: here a mutant meets a selection of a second or two first, one that is three times as long if it survives that, and the whole suite only then. Each run is a process of its own.
# Works in a copy of the last commit. Needs jq. The report goes to artifacts/mutation: score, survivors, and how each of the others died.
set -euo pipefail
cd "$(dirname "$0")/.."

((${#@} > 0)) || set -- '**/Merging/*.cs' '**/Moves/PlacementLog.cs'
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_TieredPGO=0 STRYKER_MUTANT_ID_CONTROL_VAR=ACTIVE_MUTANT
report=$PWD/artifacts/mutation
folder=$(mktemp -d) copy=$folder/mutated whole=$folder/whole
trap 'rm -rf "$folder"' EXIT
mkdir -p "$report" "$copy"

# The tests as they are.
git archive HEAD | tar -x -C "$copy"
dotnet build "$copy/tests/Notion.Crdt.Tests" -c Release -v quiet -clp:ErrorsOnly
output=tests/Notion.Crdt.Tests/bin/Release/net10.0
cp -r "$copy" "$whole"

# The library with all mutants. Stryker wants to run tests: one quick class is left to it, while the library is taken from under it.
dotnet tool install dotnet-stryker --tool-path "$folder/tools" --version 5.1.0 > /dev/null
cd "$copy/tests/Notion.Crdt.Tests"
find . -name '*.cs' ! -path './obj/*' ! -path './Identity/OpIdTests.cs' -delete
echo '{ "stryker-config": { "coverage-analysis": "off", "disable-mix-mutants": true } }' > stryker-config.json
patterns=()
for pattern; do patterns+=(-m "$pattern"); done
"$folder/tools/dotnet-stryker" -t mtp --project Notion.Crdt.csproj --configuration Release "${patterns[@]}" -r Json -O "$report" --skip-version-check -c 1 > "$report/stryker.log" &
until grep -qa MutantControl "$copy/$output/Notion.Crdt.dll"; do
  kill -0 $! || { cat "$report/stryker.log"; exit 1; }
  sleep 1
done 2> /dev/null
sleep 1
cp "$copy/$output/Notion.Crdt.dll" "$whole/$output"
wait $!

cd "$whole/$output"
quick=(-method '*HistoryTests.EveryHistory*' -method '*EveryLiveCharacterIsShown*' -method '*MergerTests.*')
wider=("${quick[@]}" -method '*UndoConverges.*' -method '*ConvergenceTests.*' -method '*HostileUpdateTests.*' -method '*BadInputTests.*' -method '*OneWriterAtATime.*' -method '*SetAndCounterTests.*')
run() { # mutant histories seconds tests...: whether the tests pass in that much processor time
  local mutant=$1 histories=$2 seconds=$3
  shift 3
  (ulimit -t "$seconds"; ACTIVE_MUTANT=$mutant NOTION_HISTORIES=$histories exec timeout 1800 dotnet exec Notion.Crdt.Tests.dll -noLogo -noColor -stopOnFail "$@") > output.txt 2>&1
}
for tier in "16 30 ${quick[*]}" "80 60 ${wider[*]}" "100 600"; do
  set -f
  run -1 $tier || { cat output.txt; echo "The tests fail without a mutant."; exit 1; }
  grep -q 'Total: [1-9]' output.txt || { echo "No tests are selected by $tier"; exit 1; }
done

jq -r '.files | to_entries[] | .key as $file | .value.mutants[] | select(.status == "Survived") |
  [.id, ($file | sub(".*/src/Notion.Crdt/"; "")), .location.start.line, .mutatorName, (.replacement | gsub("\\s+"; " "))] | @tsv' "$report/reports/mutation-report.json" > mutants.tsv
total=$(wc -l < mutants.tsv)
# In an order that has nothing to do with where they are, so that a run that is broken off is a sample, too.
while IFS=$'\t' read -r id place; do printf '%s\t%s\t%s\n' "$(md5sum <<< "$id" | cut -c1-32)" "$id" "$place"; done < mutants.tsv | sort | cut -f2- | head -n "${MUTANTS:-$total}" > some.tsv
: > "$report/mutants.tsv"
while IFS=$'\t' read -r id place; do
  if ! run "$id" 16 30 "${quick[@]}"; then fate=quick
  elif ! run "$id" 80 60 "${wider[@]}"; then fate=wider
  elif ! run "$id" 100 600; then fate=whole
  else fate=SURVIVED; fi
  printf '%s\t%s\t%s\t%s\n' "$fate" "$id" "$place" "$(grep -om1 'Notion.*\[FAIL\]' output.txt || true)" | tee -a "$report/mutants.tsv"
done < some.tsv
awk -F'\t' -v total="$total" '{ n[$1]++ } END { printf "%d of %d mutants: %d killed by the quick tests, %d by the wider ones, %d by the whole suite; %d survive. Score %.1f %%\n",
  NR, total, n["quick"], n["wider"], n["whole"], n["SURVIVED"], 100 * (NR - n["SURVIVED"]) / NR }' "$report/mutants.tsv" | tee "$report/score.txt"
