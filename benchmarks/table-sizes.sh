#!/usr/bin/env bash
# How long it takes to open a page as the tables grow: fills pages, page_snapshots, page_changes and blocks with COPY, 100 blocks a page, up to each size
# in turn, and reads random pages: what the server reads to open one (snapshot and later updates), and what an SQL reader reads (its blocks).
#
#   benchmarks/with-postgres.sh benchmarks/table-sizes.sh                     100,000 and 1,000,000 rows in blocks
#   SIZES="100000 1000000 10000000" benchmarks/with-postgres.sh benchmarks/table-sizes.sh
#
#   READS=2000 pages read at each size, by one client
set -euo pipefail
cd "$(dirname "$0")/.."
SIZES=${SIZES:-"100000 1000000"} READS=${READS:-2000}
[[ -n ${NOTION_POSTGRES:-} ]] || { echo "Run it by benchmarks/with-postgres.sh." >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() { psql -qAtX -v ON_ERROR_STOP=1 -c "SET session_replication_role = replica" -c "$@"; } # without the checks of foreign keys: the rows fit
copy() { psql -qAtX -v ON_ERROR_STOP=1 -c "COPY ($2) TO STDOUT" | psql -qAtX -v ON_ERROR_STOP=1 -c "SET session_replication_role = replica" -c "COPY $1 FROM STDIN"; }

dotnet run -c Release ${NO_BUILD:-} --project src/Notion.Server -- migrate --Notion:Postgres "$NOTION_POSTGRES" > /dev/null
id="md5('page ' || p)::uuid" owner="'00000000-0000-7000-8000-000000000001'::uuid"
run "INSERT INTO users (id, email, name, password_hash) VALUES ($owner, 'owner@example.com', 'Owner', '')"
run "INSERT INTO workspaces (id, name, owner_id) VALUES ($owner, 'Workspace', $owner)"

cat > "$work/open.sql" <<'SQL'
\set p random(1, :pages)
SELECT false, seq, bytes, version FROM page_snapshots WHERE page_id = md5('page ' || :p)::uuid
UNION ALL
SELECT true, seq, bytes, NULL FROM page_changes WHERE page_id = md5('page ' || :p)::uuid AND seq > coalesce((SELECT seq FROM page_snapshots WHERE page_id = md5('page ' || :p)::uuid), 0)
ORDER BY 1, 2;
SQL
cat > "$work/blocks.sql" <<'SQL'
\set p random(1, :pages)
SELECT id, parent_block_id, type, properties, content, position FROM blocks WHERE page_id = md5('page ' || :p)::uuid;
SQL

measure() { # script pages: milliseconds of the middle one of its reads
    rm -f "$work"/log.*
    pgbench -n -M prepared -c 1 -t "$READS" -D pages="$2" -f "$work/$1.sql" -l --log-prefix="$work/log" > /dev/null
    awk '{ print $3 }' "$work"/log.* | sort -n | awk '{ t[NR] = $1 } END { printf "%.3f %.3f", t[int((NR + 1) / 2)] / 1000, t[int(NR * 0.95)] / 1000 }'
}

echo "| rows in blocks | size of its tables and indexes | open: p50 | p95 | its blocks: p50 | p95 |"
echo "|---:|---:|---:|---:|---:|---:|"
from=1
for size in $SIZES; do
    pages=$((size / 100))
    series="generate_series($from, $pages) AS p"
    copy "pages (id, workspace_id, title, created_by)" "SELECT $id, $owner, 'Page ' || p, $owner FROM $series"
    copy "page_snapshots (page_id, seq, bytes, version)" "SELECT $id, 500, decode(string_agg(md5(p || '.' || i), ''), 'hex'), '\\x00'::bytea FROM $series, generate_series(1, 400) AS i GROUP BY p"
    copy "page_changes (page_id, seq, bytes, author)" "SELECT $id, i, decode(md5(p || '+' || i) || md5(p || '-' || i), 'hex'), $owner FROM $series, generate_series(401, 550) AS i"
    copy "blocks (page_id, id, parent_block_id, type, properties, content, position)" \
        "SELECT $id, md5(p || ' block ' || i)::uuid, NULL, 'paragraph', '{\"color\": \"red\"}'::jsonb, jsonb_build_array(jsonb_build_object('text', repeat(md5(p || i::text) || ' ', 4))), 'a' || i FROM $series, generate_series(1, 100) AS i"
    from=$((pages + 1))
    run "ANALYZE" && psql -qAtX -c "CHECKPOINT"
    measure open "$pages" > /dev/null # warm
    read -r open50 open95 <<< "$(measure open "$pages")"
    read -r blocks50 blocks95 <<< "$(measure blocks "$pages")"
    total=$(psql -qAtX -c "SELECT pg_size_pretty(sum(pg_total_relation_size(c.oid))) FROM pg_class c WHERE c.relname ~ '^blocks_[0-9]+\$' AND c.relkind = 'r'")
    echo "| $size | $total | $open50 ms | $open95 ms | $blocks50 ms | $blocks95 ms |"
done
