#!/bin/sh
# Checks readiness over HTTP. Alpine has wget; Debian has neither wget nor curl, but a shell that can open sockets.
port=${SERVER_PORT:-8080}
path=/readyz
# With TLS on that port, use the readiness group of the management port.
if [ -n "${SERVER_SSL_BUNDLE:-}" ]; then
  port=${MANAGEMENT_SERVER_PORT:-8081}
  path=/actuator/health/readiness
fi
if command -v wget >/dev/null; then
  exec wget -q -O /dev/null -T 5 "http://127.0.0.1:$port$path"
fi
exec bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n" "$2" >&3 && read -r status <&3 && [[ $status == *" 200"* ]]' health "$port" "$path"
