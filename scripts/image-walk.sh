#!/usr/bin/env bash
# Builds the image with a Docker engine, starts it with its database, and runs the README's commands.
#
#   scripts/image-walk.sh             on the images of scripts/local-images.sh
#   PULL=true scripts/image-walk.sh   base images and PostgreSQL are pulled, as docker compose up does
#   HOST_NETWORK=true …               for an engine without bridge networks; DOCKER=… selects another client
# Removes everything except the image outset:walk. The jar is taken from target/, unless PULL=true.
set -euo pipefail
cd "$(dirname "$0")/.."

docker() { command "${DOCKER:-docker}" "$@"; }
name=outset-walk-$$
port=${PORT:-18080}
key=$(head -c 32 /dev/urandom | od -An -vtx1 | tr -d ' \n')
work=$(mktemp -d)
finish() {
  docker rm -f "$name" "$name-db" >/dev/null 2>&1 || true
  docker network rm "$name" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT
say() { printf '\n== %s\n' "$*"; }

build() {
  say "Build"
  if [ "${PULL:-false}" = true ]; then
    docker build -q "${building[@]}" -t outset:walk .
  else
    ls target/outset-*.jar >/dev/null
    DOCKER_BUILDKIT=1 docker build -q "${building[@]}" -t outset:walk --build-arg JAR=prebuilt \
      --build-arg JDK_IMAGE=outset-local/jdk:25 --build-arg BASE_IMAGE=outset-local/debian:bookworm .
  fi
  docker image inspect -f 'size {{.Size}} bytes, user {{.Config.User}}' outset:walk
}

database() {
  say "Database"
  local image=outset-local/postgres:18
  [ "${PULL:-false}" != true ] || image=postgres:18
  docker run -d --name "$name-db" "${network[@]}" -e POSTGRES_DB=outset -e POSTGRES_USER=outset -e POSTGRES_PASSWORD=outset \
    "$image" postgres -c port="$database_port" >/dev/null
}

# An engine without bridge networks (--bridge=none) supports only the host network.
if docker network create "$name" >/dev/null 2>&1 && [ "${HOST_NETWORK:-false}" != true ]; then
  network=(--network "$name")
  building=()
  publish=(-p "127.0.0.1:$port:8080")
  database_host=$name-db
  database_port=5432
  inner_port=8080
else
  network=(--network host)
  building=(--network host)
  publish=()
  database_host=127.0.0.1
  database_port=15432
  inner_port=$port
fi

build
database
say "Start"
docker run -d --name "$name" "${network[@]}" "${publish[@]}" --read-only --tmpfs /tmp --tmpfs /run/outset:uid=10001 \
  --cap-drop ALL --security-opt no-new-privileges --memory 512m -e SERVER_PORT="$inner_port" \
  -e SPRING_DATASOURCE_URL="jdbc:postgresql://$database_host:$database_port/outset" \
  -e SPRING_DATASOURCE_USERNAME=outset -e SPRING_DATASOURCE_PASSWORD=outset \
  -e OUTSET_ACCESS_BOOTSTRAPKEY="$key" -e JAVA_TOOL_OPTIONS=-XX:AOTMode=on --restart on-failure:5 outset:walk >/dev/null 2>&1 || { docker logs "$name"; exit 1; }
for _ in $(seq 120); do
  curl -fsS "127.0.0.1:$port/readyz" >/dev/null 2>&1 && break
  sleep 0.5
done
curl -fsS "127.0.0.1:$port/readyz"
echo
docker logs "$name" 2>&1 | grep -o 'Started OutsetApplication[^"]*' | tail -1

say "Rejects requests without a key"
test "$(curl -s -o /dev/null -w '%{http_code}' "127.0.0.1:$port/api/v1/vms")" = 401

# Adds the key, which a container requires, to the README's plain calls.
curl() { command curl -H "X-API-Key: $OUTSET_KEY" "$@"; }
export -f curl
export OUTSET_KEY=$key

say "README commands"
python3 - "$port" README.md <<'PYTHON'
import re, subprocess, sys, time
port, readme = sys.argv[1], open(sys.argv[2], encoding="utf-8").read()
failed = False
for block in re.findall(r"^```console\n(.*?)^```", readme, re.S | re.M):
    for part in re.split(r"^\$ ", block, flags=re.M):
        if not part.strip():
            continue
        command, _, expected = part.replace("\\\n", " ").partition("\n")
        end = time.monotonic() + 30
        while True:
            output = subprocess.run(["bash", "-c", command.replace("localhost:8080", "127.0.0.1:" + port)],
                                    text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout.strip()
            if output == expected.strip() or "curl -s localhost" not in command or time.monotonic() > end:
                break
            time.sleep(0.2)
        good = output == expected.strip()
        failed |= not good
        print("ok  " if good else "FAIL", command)
        if not good:
            print("--- expected\n" + expected.strip() + "\n--- got\n" + output)
sys.exit(failed)
PYTHON

say "Stop"
docker stop -t 60 "$name" >/dev/null
docker inspect -f 'exit status {{.State.ExitCode}}' "$name"
