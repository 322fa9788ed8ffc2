#!/bin/sh
# Makes what the image runs, with the JDK on the path: a Java runtime of only the modules that are needed, the jar taken
# apart so that libraries and application are layers of their own, and the AOT cache.
#
#   image-runtime.sh runtime FOLDER          a Java runtime in FOLDER
#   image-runtime.sh layers JAR FOLDER       JAR taken apart: FOLDER/dependencies and FOLDER/application
#   image-runtime.sh cache JAVA FOLDER       FOLDER/application.aot, for JAVA and the class path in FOLDER
#
# The cache holds good for one Java and one class path (paths, sizes and times of its files), so it is made with the Java
# and at the place that will use it. The service starts once, is asked whether it is ready, and ends. The script
# container-health.sh has to lie beside this one.
set -eu

MODULES=java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,\
java.prefs,java.rmi,java.scripting,java.security.jgss,java.sql,java.transaction.xa,java.xml,jdk.crypto.ec,jdk.httpserver,\
jdk.jfr,jdk.management,jdk.management.agent,jdk.net,jdk.unsupported,jdk.zipfs

# As in java.options: the cache holds objects as these lay them out.
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

# The jar is named by its whole path, as the ENTRYPOINT names it: another spelling is another class path.
cache() {
  folder=$(cd "$2" && pwd)
  # On a database in memory, until it answers as ready: what only the first request loads is in the cache too.
  port=${CACHE_PORT:-18099}
  "$1" -XX:AOTCacheOutput="$folder/application.aot" $FLAGS \
    -Dspring.datasource.url='jdbc:h2:mem:aot;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH' \
    -Dserver.port="$port" -Dserver.address=127.0.0.1 -Dspring.main.banner-mode=off -jar "$folder/outset.jar" &
  service=$!
  until SERVER_PORT=$port sh "$health" 2>/dev/null; do
    kill -0 "$service" || exit 1
    sleep 0.2
  done
  kill "$service"
  # 143: ended by the signal, after the cache was written.
  wait "$service" || [ $? -eq 143 ]
  # Java only warns when it could not write the cache.
  "$1" -XX:AOTCache="$folder/application.aot" -XX:AOTMode=on $FLAGS -cp "$folder/outset.jar" --version
}

health=$(cd "$(dirname "$0")" && pwd)/container-health.sh
what=$1
shift
case $what in
  runtime | layers | cache) "$what" "$@" ;;
  *) echo "Unknown: $what" >&2; exit 2 ;;
esac
