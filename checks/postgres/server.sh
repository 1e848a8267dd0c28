#!/usr/bin/env bash
# Runs a command beside a PostgreSQL server of its own: server.sh COMMAND…. The server listens on a socket in a temporary folder
# only and is gone afterwards. The command finds it in THROUGHLINE_POSTGRES, and how to start it again at once, as after a power
# cut, in THROUGHLINE_POSTGRES_RESTART. The exit code is that of the command; a server that does not start is a failure.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
programs() { ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -1; }
[[ -n $(programs) ]] || bash "$here/../debian.sh" postgresql
bin=$(programs)
folder=$(mktemp -d)
chmod 755 "$folder"
# The server refuses to run as root.
as=()
if [[ $(id -u) == 0 ]]; then
    chown postgres "$folder"
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
cd "$folder"
stop() {
    "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop > /dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
"${as[@]}" "$bin/initdb" -D data --encoding=UTF8 --locale=C.UTF-8 --auth=trust --username=throughline > started 2>&1 || {
    cat started server.log >&2 2> /dev/null
    exit 1
}
printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$folder'" "max_connections = 200" \
    | "${as[@]}" tee -a data/postgresql.conf > /dev/null
control() { "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w "$@"; }
control start > /dev/null || {
    cat started server.log >&2 2> /dev/null
    exit 1
}
printf '#!/bin/sh\nexec %s %s/pg_ctl -D %s/data -l %s/server.log -w -m immediate restart\n' "${as[*]}" "$bin" "$folder" "$folder" > restart
chmod 755 restart
export THROUGHLINE_POSTGRES="postgres://throughline@/postgres?host=$folder" THROUGHLINE_POSTGRES_RESTART="$folder/restart"
cd "$OLDPWD"
"$@"
