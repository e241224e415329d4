#!/usr/bin/env bash
# Runs the tests of Notion.Crdt with coverage; prints the share of its lines that they reach, and the files that hold the most of the rest.
# Exit code 1 where it is below the bar. Needs python3 for the sums.
#
#   eng/coverage.sh [bar in percent, 95]
set -euo pipefail
cd "$(dirname "$0")/.."

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
dotnet test -c Release --no-ansi --project tests/Notion.Crdt.Tests --results-directory "$results" \
    --coverlet --coverlet-output-format cobertura --coverlet-include '[Notion.Crdt]*' > "$results/log" || { tail -30 "$results/log"; exit 1; }
tail -6 "$results/log"

python3 - "$(ls "$results"/coverage.cobertura*.xml)" "${1:-95}" << 'END'
import sys
import xml.etree.ElementTree as xml

report, bar = sys.argv[1], float(sys.argv[2])
files = {}
for part in xml.parse(report).getroot().iter('class'):        # a file may hold several types, and a line be listed with each
    lines = files.setdefault(part.get('filename'), {})
    for line in part.iter('line'):
        number = int(line.get('number'))
        lines[number] = lines.get(number, False) or int(line.get('hits')) > 0

total = sum(len(lines) for lines in files.values())
missed = {name: [n for n, hit in sorted(lines.items()) if not hit] for name, lines in files.items()}
covered = total - sum(len(lines) for lines in missed.values())
share = 100 * covered / total
for name, lines in sorted(missed.items(), key=lambda entry: -len(entry[1]))[:15]:
    if lines: print(f'{len(lines):5} of {len(files[name]):4} not reached: {name}: {", ".join(map(str, lines[:12]))}{", …" if len(lines) > 12 else ""}')
print(f'{covered} of {total} lines, {share:.1f} % (bar: {bar:g} %)')
sys.exit(share < bar)
END
