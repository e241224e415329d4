#!/usr/bin/env bash
# Writes tests/vectors anew, after a change of a format that is meant, and lets the JavaScript client read them where its packages are installed.
#
#   eng/vectors.sh
set -euo pipefail
cd "$(dirname "$0")/.."

export NOTION_WRITE_VECTORS=1
dotnet test -c Release --no-ansi --project tests/Notion.Crdt.Tests --filter-class '*GoldenVectorTests'
dotnet test -c Release --no-ansi --project tests/Notion.Sync.Protocol.Tests --filter-class '*FrameVectorTests'
git diff --stat -- tests/vectors
if [[ -d samples/JsClient/node_modules ]]; then npm test --prefix samples/JsClient; fi
