package dev.outset.benchmark;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A client with its own loopback address and so little overhead that a thousand of them can run next to the measured
 * service. It keeps its connection open, and reconnects if the server closed it.
 */
final class PlainHttp implements AutoCloseable {

    private final String from;

    private final int port;

    private final String header;

    private Socket socket = new Socket();

    private InputStream stream = InputStream.nullInputStream();

    private boolean open;

    /**
     * Creates a client and connects.
     *
     * @param header a header line of every request; empty for none
     */
    PlainHttp(String from, int port, String header) throws IOException {
        this.from = from;
        this.port = port;
        this.header = header;
        connect();
    }

    private void connect() throws IOException {
        socket.close();
        socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 10_000);
        stream = new BufferedInputStream(socket.getInputStream());
        open = true;
    }

    /**
     * A response.
     *
     * @param status the status code
     * @param body the body
     */
    record Answer(int status, String body) {}

    Answer send(String method, String path, String body) throws IOException {
        if (!open) {
            connect();
        }
        String head = "%s %s HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n".formatted(method, path)
                + header
                + (body.isEmpty() ? "" : "Content-Type: application/json\r\n")
                + "Content-Length: " + body.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                length = -1;
            } else if (lower.equals("connection: close")) {
                open = false;
            }
        }
        return new Answer(status, length < 0 ? chunks() : text(length));
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.append(text(size));
            line();
        }
        line();
        return body.toString();
    }

    private String text(int length) throws IOException {
        byte[] bytes = stream.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The response is truncated");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = stream.read(); next != '\n'; next = stream.read()) {
            if (next < 0) {
                throw new EOFException("The connection was closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
