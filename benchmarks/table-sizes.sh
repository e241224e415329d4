#!/usr/bin/env bash
# How long it takes to open a page as the tables grow: fills a database for each size with COPY, 100 blocks a page, and reads random pages of each, by turns: what the server reads to open one
# (snapshot and later updates), and what an SQL reader reads (its blocks). Prints the times, and by what they grew from the smallest size to each: the slope.
#
#   benchmarks/with-postgres.sh benchmarks/table-sizes.sh                     100,000 and 1,000,000 rows in blocks
#   SIZES="100000 1000000 10000000" benchmarks/with-postgres.sh benchmarks/table-sizes.sh      10 million take some minutes and 8 GB
#
#   fill, measure     as an argument: only that, of both
#   READS=2000        pages read by one client in each turn      TURNS=5      turns; the middle one of the times counts      NO_BUILD=--no-build
set -euo pipefail
cd "$(dirname "$0")/.."
SIZES=${SIZES:-"100000 1000000"} READS=${READS:-2000} TURNS=${TURNS:-5} part=${1:-all}
[[ -n ${NOTION_POSTGRES:-} ]] || { echo "Run it by benchmarks/with-postgres.sh." >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
id="md5('page ' || p)::uuid" owner="'00000000-0000-7000-8000-000000000001'::uuid"

run() { psql -qAtX -v ON_ERROR_STOP=1 -c "SET session_replication_role = replica" -c "$@"; } # without the checks of foreign keys: the rows fit
copy() { psql -qAtX -v ON_ERROR_STOP=1 -c "COPY ($2) TO STDOUT" | psql -qAtX -v ON_ERROR_STOP=1 -c "SET session_replication_role = replica" -c "COPY $1 FROM STDIN"; }

fill() { # size
    psql -qAtX -c "CREATE DATABASE notion_$1"
    export PGDATABASE=notion_$1
    dotnet run -c Release ${NO_BUILD:-} --project src/Notion.Server -- migrate --Notion:Postgres "$NOTION_POSTGRES;Database=notion_$1" > /dev/null
    run "INSERT INTO users (id, email, name, password_hash) VALUES ($owner, 'owner@example.com', 'Owner', '')"
    run "INSERT INTO workspaces (id, name, owner_id) VALUES ($owner, 'Workspace', $owner)"
    local series="generate_series(1, $1 / 100) AS p"
    copy "pages (id, workspace_id, title, created_by)" "SELECT $id, $owner, 'Page ' || p, $owner FROM $series"
    copy "page_snapshots (page_id, seq, bytes, version)" "SELECT $id, 500, decode(repeat(md5('snapshot ' || p), 400), 'hex'), '\\x00'::bytea FROM $series"
    copy "page_changes (page_id, seq, bytes, author)" "SELECT $id, i, decode(repeat(md5('change ' || p), 2), 'hex'), $owner FROM $series, generate_series(481, 520) AS i"
    copy "blocks (page_id, id, parent_block_id, type, properties, content, position)" \
        "SELECT $id, md5(p || ' block ' || i)::uuid, NULL, 'paragraph', '{\"color\": \"red\"}'::jsonb, jsonb_build_array(jsonb_build_object('text', repeat(md5('text ' || p) || ' ', 4))), 'a' || i FROM $series, generate_series(1, 100) AS i"
    psql -qAtX -c "VACUUM ANALYZE" -c "CHECKPOINT"
}

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

read_pages() { # what size
    pgbench -n -M prepared -c 1 -t "$READS" -D pages="$(($2 / 100))" -f "$work/$1.sql" -l --log-prefix="$work/log" "notion_$2" > /dev/null
    awk '{ print $3 }' "$work"/log.* | sort -n | awk '{ t[NR] = $1 } END { printf "%.3f %.3f\n", t[int((NR + 1) / 2)] / 1000, t[int(NR * 0.95)] / 1000 }' >> "$work/$1.$2"
    rm -f "$work"/log.*
}
middle() { sort -n "$work/$1.$2" | awk -v c="$3" '{ t[NR] = $c } END { print t[int((NR + 1) / 2)] }'; }

if [[ $part != measure ]]; then for size in $SIZES; do (fill "$size"); done; fi
[[ $part != fill ]] || exit 0
for ((turn = 0; turn < TURNS; turn++)); do
    for size in $SIZES; do for what in open blocks; do read_pages $what "$size"; done; done
done
echo "| rows in blocks | its tables and indexes | open: p50 | p95 | slope | its blocks: p50 | p95 | slope |"
echo "|---:|---:|---:|---:|---:|---:|---:|---:|"
first=${SIZES%% *}
for size in $SIZES; do
    total=$(psql -qAtX -d "notion_$size" -c "SELECT pg_size_pretty(sum(pg_total_relation_size(c.oid))) FROM pg_class c WHERE c.relname ~ '^blocks_[0-9]+\$' AND c.relkind = 'r'")
    line="| $size | $total"
    for what in open blocks; do
        line+=" | $(middle $what "$size" 1) ms | $(middle $what "$size" 2) ms | $(awk -v a="$(middle $what "$size" 1)" -v b="$(middle $what "$first" 1)" 'BEGIN { printf "× %.2f", a / b }')"
    done
    echo "$line |"
done
