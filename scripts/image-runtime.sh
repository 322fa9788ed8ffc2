#!/bin/sh
# Builds the contents of the image with the JDK on the path: a Java runtime with only the required modules, the jar split
# into layers for libraries and application, and the AOT cache.
#
#   image-runtime.sh runtime DIRECTORY      a Java runtime in DIRECTORY
#   image-runtime.sh layers JAR DIRECTORY   the layers of JAR: DIRECTORY/dependencies and DIRECTORY/application
#   image-runtime.sh cache JAVA DIRECTORY   DIRECTORY/application.aot, for JAVA and the class path in DIRECTORY
# The cache is valid for one Java and one class path (paths, sizes and times of its files), so it is created with the Java
# and in the path that will use it. The service is started once, until it is ready. The script container-health.sh must be
# in the same directory.
set -eu

MODULES=java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,\
java.prefs,java.rmi,java.scripting,java.security.jgss,java.sql,java.transaction.xa,java.xml,jdk.crypto.ec,jdk.httpserver,\
jdk.jfr,jdk.management,jdk.management.agent,jdk.net,jdk.unsupported,jdk.zipfs

# The same as in java.options, because they determine the object layout in the cache.
FLAGS="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders"

runtime() {
  jlink --add-modules "$MODULES" --compress zip-6 --strip-java-debug-attributes --no-header-files --no-man-pages --output "$1"
}

layers() {
  java -Djarmode=tools -jar "$1" extract --layers --application-filename outset.jar --destination "$2/parts"
  mkdir -p "$2/dependencies" "$2/application"
  for part in dependencies spring-boot-loader snapshot-dependencies; do
    cp -a "$2/parts/$part/." "$2/dependencies/"
  done
  cp -a "$2/parts/application/." "$2/application/"
  rm -r "$2/parts"
}

# The jar has the same absolute path as in the ENTRYPOINT: a different path is a different class path.
cache() {
  directory=$(cd "$2" && pwd)
  # Uses an in-memory database and sends a readiness request, so that the cache contains the classes of the first request.
  port=${CACHE_PORT:-18099}
  "$1" -XX:AOTCacheOutput="$directory/application.aot" $FLAGS \
    -Dspring.datasource.url='jdbc:h2:mem:aot;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH' \
    -Dserver.port="$port" -Dserver.address=127.0.0.1 -Dspring.main.banner-mode=off -jar "$directory/outset.jar" &
  service=$!
  until SERVER_PORT=$port sh "$health" 2>/dev/null; do
    kill -0 "$service" || exit 1
    sleep 0.2
  done
  kill "$service"
  # 143: terminated by SIGTERM, after the cache was written.
  wait "$service" || [ $? -eq 143 ]
  # Java only prints a warning if it could not write the cache.
  "$1" -XX:AOTCache="$directory/application.aot" -XX:AOTMode=on $FLAGS -cp "$directory/outset.jar" --version
}

health=$(cd "$(dirname "$0")" && pwd)/container-health.sh
what=$1
shift
case $what in
  runtime | layers | cache) "$what" "$@" ;;
  *) echo "Unknown: $what" >&2; exit 2 ;;
esac
