#!/bin/sh
# Asks readiness as a user would. Alpine has wget, Debian has neither wget nor curl but a shell that opens sockets.
port=${SERVER_PORT:-8080}
if command -v wget >/dev/null; then
  exec wget -q -O /dev/null -T 5 "http://127.0.0.1:$port/readyz"
fi
exec bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "GET /readyz HTTP/1.0\r\n\r\n" >&3 && read -r status <&3 && [[ $status == *" 200"* ]]' health "$port"
