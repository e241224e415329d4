#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own: a new cluster in a temporary folder, fsync on, a Unix socket and no port; all of it goes when the command ends.
# The command finds PGHOST, PGUSER and PGDATABASE set for psql, and NOTION_POSTGRES, the connection string for the server.
#
#   benchmarks/with-postgres.sh bash -c 'dotnet run -c Release --project benchmarks/Notion.Benchmarks -- sync S1 S2 S5 --postgres "$NOTION_POSTGRES"'
#
#   SHARED_BUFFERS   its cache; default: 256MB
#   PGBIN     where initdb is; default: the newest of /usr/lib/postgresql      PGTMP     where the folder is made; default: /tmp
set -euo pipefail
PGBIN=${PGBIN:-$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)}
folder=$(mktemp -d "${PGTMP:-/tmp}/notion-pg-XXXXXX")
as=()
if ((EUID == 0)); then # PostgreSQL refuses to run as root
    chown postgres "$folder"
    as=(setpriv --reuid postgres --regid postgres --init-groups)
fi
stop() {
    (cd / && "${as[@]}" "$PGBIN/pg_ctl" -D "$folder/data" -m immediate -w stop > /dev/null 2>&1) || true
    rm -rf "$folder"
}
trap stop EXIT
(cd / && "${as[@]}" "$PGBIN/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync > /dev/null)
(cd / && "${as[@]}" "$PGBIN/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o "-c listen_addresses= -c unix_socket_directories=$folder -c shared_buffers=${SHARED_BUFFERS:-256MB} -c max_wal_size=4GB" start > /dev/null)
export PGHOST=$folder PGUSER=postgres PGDATABASE=postgres PATH="$PGBIN:$PATH"
export NOTION_POSTGRES="Host=$folder;Username=postgres;Database=postgres"
"$@"
