#!/usr/bin/env bash
# Changes the code that merges, one small change at a time, and counts how many of the changes the tests notice.
#
#   eng/mutation.sh                          Merging/, then the log of placements, then the rest of Moves/, then where text goes
#   eng/mutation.sh '**/Undo/*.cs' ...       other files of src/Notion.Crdt, as patterns; those of the first are tried first
#   MUTANTS=200 eng/mutation.sh '**/*.cs'    that many of them instead of all
#
# dotnet-stryker makes the mutants: one build of the library that has them all, each behind a switch. Its own runner needs a process and the whole suite, minutes, for each. Here tests/Notion.Crdt.Mutants turns one after the other on in one warm
# process, and runs those tests that come by it, those that noticed the most for their time first: most mutants take a tenth of a second, and one that nobody notices as long as all tests that come by it.
# Works in a copy of the last commit. Needs jq. A run that is broken off goes on where it was, if it is begun again on the same commit. The report goes to artifacts/mutation: a line for each mutant, and the score.
set -euo pipefail
cd "$(dirname "$0")/.."

((${#@} > 0)) || set -- '**/Merging/*.cs' '**/Moves/Placement*.cs' '**/Moves/*.cs' '**/Text/Sequences*.cs' '**/Text/ContestedPlace.cs'
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
report=$PWD/artifacts/mutation
commit=$(git rev-parse --short HEAD)
folder=$report/$commit copy=$folder/mutated whole=$folder/whole
output=tests/Notion.Crdt.Mutants/bin/Release/net10.0
mkdir -p "$folder"

if [[ ! -e $folder/made ]]; then
  rm -rf "$copy" "$whole"
  mkdir -p "$copy"
  # The tests as they are.
  git archive HEAD | tar -x -C "$copy"
  dotnet build "$copy/tests/Notion.Crdt.Mutants" -c Release -v quiet -clp:ErrorsOnly
  cp -r "$copy" "$whole"

  # The library with all mutants. Stryker wants to run tests: one quick class is left to it, while the library is taken from under it.
  [[ -e $folder/tools/dotnet-stryker ]] || dotnet tool install dotnet-stryker --tool-path "$folder/tools" --version 5.1.0 > /dev/null
  (
    cd "$copy/tests/Notion.Crdt.Tests"
    find . -name '*.cs' ! -path './obj/*' ! -path './Identity/OpIdTests.cs' -delete
    echo '{ "stryker-config": { "coverage-analysis": "off", "disable-mix-mutants": true } }' > stryker-config.json
    patterns=()
    for pattern; do patterns+=(-m "$pattern"); done
    "$folder/tools/dotnet-stryker" -t mtp --project Notion.Crdt.csproj --configuration Release "${patterns[@]}" -r Json -O "$folder/stryker" --skip-version-check -c 1 > "$folder/stryker.log" &
    until grep -qa MutantControl bin/Release/net10.0/Notion.Crdt.dll; do
      kill -0 $! || { cat "$folder/stryker.log"; exit 1; }
      sleep 1
    done 2> /dev/null
    sleep 1
    cp bin/Release/net10.0/Notion.Crdt.dll "$whole/$output"
    wait $!
  )
  jq -r '.files | to_entries[] | .key as $file | .value.mutants[] | select(.status == "Survived") |
    [.id, ($file | sub(".*/src/Notion.Crdt/"; "")), .location.start.line, .mutatorName, (.replacement | gsub("\\s+"; " "))] | @tsv' "$folder/stryker/reports/mutation-report.json" > "$folder/all.tsv"
  # By pattern, and then in an order that has nothing to do with where they are, so that a run that is broken off is a sample.
  while IFS=$'\t' read -r id file rest; do
    for ((i = 1; i <= $#; i++)); do [[ /$file == ${!i#\*\*} || /$file == ${!i} ]] && break; done
    printf '%d%s\t%s\t%s\t%s\n' "$i" "$(md5sum <<< "$id" | cut -c1-32)" "$id" "$file" "$rest"
  done < "$folder/all.tsv" | sort | cut -f2- > "$folder/mutants.tsv"
  touch "$folder/made"
fi
head -n "${MUTANTS:-1000000}" "$folder/mutants.tsv" > "$folder/some.tsv"

# Nothing but the tests' time differs on one processor, and a test that plays many histories plays few.
cd "$whole/$output"
try() { DOTNET_PROCESSOR_COUNT=1 DOTNET_TieredPGO=0 DOTNET_GCHeapHardLimit=0x60000000 NOTION_HISTORIES=40 dotnet exec Notion.Crdt.Mutants.dll "$folder/some.tsv" "$folder/report.tsv"; }
until before=$(cat "$folder"/report.tsv* 2> /dev/null | md5sum); try; do
  [[ $before != "$(cat "$folder"/report.tsv* 2> /dev/null | md5sum)" ]] || { echo "The tests do not run."; exit 1; }
done
cp "$folder/report.tsv" "$report/mutants.tsv"
awk -F'\t' '{ sub("/[^/]*$", "", $3); n[$3]++; if ($1 == "SURVIVED" || $1 == "UNREACHED") left[$3]++ }
  END { for (part in n) { printf "%-10s %4d mutants, %3d survive: %.1f %%\n", part, n[part], left[part], 100 * (n[part] - left[part]) / n[part]; all += n[part]; rest += left[part] }
    printf "%-10s %4d mutants, %3d survive: %.1f %%\n", "all", all, rest, 100 * (all - rest) / all }' "$report/mutants.tsv" | tee "$report/score.txt"
