package dev.outset.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** Requests that client libraries do not send: hostile request lines, headers and framing. */
final class RawHttp {

    private static final int TIMEOUT_MILLIS = 15_000;

    private static final List<String> METHODS = List.of(
            "GET",
            "POST",
            "PUT",
            "PATCH",
            "DELETE",
            "HEAD",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PROPFIND",
            "get",
            "G T",
            "");

    private static final List<String> PATHS = List.of(
            "/api/v1/vms",
            "/api/v1/vms/db-1",
            "/api/v1/events",
            "/api/v1/imports",
            "/swagger-ui/index.html",
            "/actuator/health",
            "/actuator/env",
            "/livez",
            "/error",
            "/");

    private static final List<String> TAILS = List.of(
            "",
            "",
            "",
            "/..",
            "/..;/",
            "/%2e%2e/%2e%2e/etc/passwd",
            "/..%2f..%2fetc%2fpasswd",
            "/%00",
            "/%c0%af",
            "/%ff",
            "/%",
            "/%zz",
            "\\",
            "//",
            ";jsessionid=1",
            "?",
            "?limit=-1",
            "?limit=99999999999999999999",
            "?limit=1e9",
            "?limit=",
            "?cursor=%00",
            "?cursor=AAAA",
            "?cursor=%ff%fe",
            "?cursor=!",
            "?label==",
            "?label=%00=%00",
            "?label='%20or%201=1--=x",
            "?condition=Verified:%0d%0aX",
            "?parameter=multifd-channels=1e999",
            "?qemuVersion=../..",
            "?since=-9223372036854775809",
            "?since=-1",
            "?dryRun=perhaps",
            "?a[]=1&a[b]=2&=&&",
            "?x=" + "y".repeat(9000),
            "#fragment");

    private static final List<String> HEADERS = List.of(
            "Content-Length: 2",
            "Content-Length: 2\r\nContent-Length: 3",
            "Content-Length: -1",
            "Content-Length: 99999999999999999999",
            "Content-Length: +2",
            "Content-Length: 0x2",
            "Content-Length: 5",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 2",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: identity",
            "Transfer-Encoding : chunked",
            "Content-Encoding: gzip",
            "Content-Encoding: br",
            "Content-Type: application/json",
            "Content-Type: application/json; charset=utf-7",
            "Content-Type: application/json; charset=\"no such\"",
            "Content-Type: ;;;",
            "Content-Type: */*",
            "Content-Type: text/html",
            "Content-Type: multipart/form-data; boundary=x",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: application/" + "j".repeat(5000),
            "Accept: ;;;",
            "Accept: image/png",
            "Accept: text/event-stream;q=x",
            "Accept: " + "a/b,".repeat(1500),
            "If-Match: \"1\"",
            "If-Match: *",
            "If-Match: W/\"1\", \"" + "x".repeat(3000),
            "If-Match: \u0000",
            "If-None-Match: \"",
            "Idempotency-Key: ",
            "Idempotency-Key: " + "k".repeat(256),
            "Idempotency-Key: '; drop table vm; --",
            "Idempotency-Key: \u00ff\u00fe",
            "Last-Event-ID: -1",
            "Last-Event-ID: 1e9",
            "Authorization: Bearer x.y.z",
            "Authorization: Basic " + "=".repeat(50),
            "Authorization: ",
            "Cookie: JSESSIONID=../../etc",
            "Cookie: " + "a=b; ".repeat(500),
            "X-Forwarded-For: 1.2.3.4, '\"<>",
            "X-Forwarded-Proto: javascript",
            "Forwarded: for=\"[::1\"",
            "X-HTTP-Method-Override: DELETE",
            "Range: bytes=0-,0-,0-,0-",
            "Origin: null",
            "Access-Control-Request-Method: PUT",
            "Expect: 100-continue",
            "Expect: nonsense",
            "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAA",
            "Traceparent: 00-zz-zz-zz",
            "Big: " + "x".repeat(20_000),
            "No colon here",
            ": no name",
            "Sp ace: x",
            " folded: x",
            "Null\0: x",
            "X: a\rb");

    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "{\"name\":\"a\"}",
            "2\r\n{}\r\n0\r\n\r\n",
            "zz\r\n",
            "ffffffffffffffff\r\nx",
            "0\r\nTrailer: x\r\n\r\n");

    private final RandomGenerator random;

    RawHttp(RandomGenerator random) {
        this.random = random;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    String request() {
        StringBuilder request =
                new StringBuilder("%s %s%s %s\r\n".formatted(one(METHODS), one(PATHS), one(TAILS), version()));
        if (random.nextInt(10) > 0) {
            request.append(random.nextInt(10) > 0 ? "Host: localhost\r\n" : "Host: a b\r\nHost: c\r\n");
        }
        request.append("Connection: close\r\n");
        for (int i = random.nextInt(4); i > 0; i--) {
            request.append(one(HEADERS)).append("\r\n");
        }
        return request.append("\r\n").append(one(BODIES)).toString();
    }

    private String version() {
        return random.nextInt(20) > 0
                ? "HTTP/1.1"
                : one(List.of("HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/9", "FTP/1.1", ""));
    }

    /**
     * Sends a request and closes the sending side of the connection.
     *
     * @return the response, which may be empty
     */
    static String send(int port, String request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            ByteArrayOutputStream response = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.shutdownOutput();
                socket.getInputStream().transferTo(response);
            } catch (java.net.SocketTimeoutException timeout) {
                throw new IOException("Incomplete response after " + TIMEOUT_MILLIS + " ms: " + response, timeout);
            } catch (java.net.SocketException closed) {
                // A server may close the connection while it receives a malformed request.
                return response.toString(StandardCharsets.ISO_8859_1);
            }
            return response.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
