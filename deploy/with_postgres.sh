#!/usr/bin/env bash
# Run a command with TEST_POSTGRES_URL naming a PostgreSQL server that answers.
# Tries, in this order: TEST_POSTGRES_URL, a server on 127.0.0.1, and a private one on a free port that ends with
# the command; TEST_POSTGRES_URL=private goes straight to the last. Status 77: there is none to be had.
set -euo pipefail

python="$(dirname "$0")/../.venv/bin/python"
# The suite makes its own database, called after this one; two runs on one server must not share it.
database="evenkeel_$$"

answers() {
    "$python" - "$1" >/dev/null 2>&1 <<'PY'
import sys
import psycopg
with psycopg.connect(sys.argv[1], connect_timeout=3) as connection:
    may_create = connection.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
    sys.exit(not may_create.fetchone()[0])
PY
}

free_port() {
    "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

server_programs() {
    # Debian keeps them out of the path; the newest version comes last.
    local found
    found="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)"
    if [ -n "$found" ] && [ -x "$found/initdb" ]; then
        echo "$found"
    elif command -v initdb >/dev/null 2>&1; then
        dirname "$(command -v initdb)"
    fi
}

# The server refuses to run as root.
unprivileged() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
    else
        local user=nobody
        id postgres >/dev/null 2>&1 && user=postgres
        (cd / && exec setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups -- "$@")
    fi
}

start_private() {
    local programs="$1" port
    port="$(free_port)"
    cluster="$(mktemp -d)"
    chmod 700 "$cluster"
    if [ "$(id -u)" -eq 0 ]; then
        chown "$(unprivileged id -u)" "$cluster"
    fi
    unprivileged "$programs/initdb" -D "$cluster/data" -U evenkeel -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
        >/dev/null
    # Durability is for data somebody wants back.
    unprivileged "$programs/pg_ctl" -D "$cluster/data" -l "$cluster/log" -w -t 60 start \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=200" \
        >/dev/null
    TEST_POSTGRES_URL="postgres://evenkeel@127.0.0.1:$port/$database"
}

stop_private() {
    if [ -n "${cluster:-}" ]; then
        unprivileged "$programs/pg_ctl" -D "$cluster/data" -m immediate stop >/dev/null 2>&1 || true
        rm -rf "$cluster"
    fi
}

local_server="postgres://postgres@127.0.0.1:5432"
wanted="${TEST_POSTGRES_URL:-}"
if [ -n "$wanted" ] && [ "$wanted" != "private" ]; then
    answers "$wanted" || { echo "No PostgreSQL answers at TEST_POSTGRES_URL." >&2; exit 77; }
elif [ "$wanted" != "private" ] && answers "$local_server/postgres"; then
    TEST_POSTGRES_URL="$local_server/$database"
else
    programs="$(server_programs)"
    if [ -z "$programs" ]; then
        exit 77
    fi
    trap stop_private EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    start_private "$programs" || { echo "A private PostgreSQL did not start." >&2; cat "$cluster/log" >&2 || true; exit 77; }
fi
export TEST_POSTGRES_URL
"$@"
