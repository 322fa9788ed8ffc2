package dev.outset.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends incomplete requests, or does not read responses. */
public final class SlowClient implements AutoCloseable {

    private static final int RECEIVE_BUFFER = 1024;

    private final Socket socket;

    private SlowClient(int port) {
        try {
            socket = new Socket();
            // Must be set before connecting, when the window size is negotiated.
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Connects without sending a request. */
    public static SlowClient idle(int port) {
        return new SlowClient(port);
    }

    /** Sends a request with a body of 100,000 bytes, but only the first byte of the body. */
    public static SlowClient sender(int port, String path, String header) {
        return new SlowClient(port)
                .send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header
                        + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n ");
    }

    /** Sends a request several times without reading the responses. */
    public static SlowClient reader(int port, String path, String header, int times) {
        return new SlowClient(port)
                .send(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n").repeat(times));
    }

    /** Sends text. */
    public SlowClient send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return this;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Sends one byte; returns whether the connection is still open. */
    public boolean trySendByte() {
        try {
            socket.getOutputStream().write(' ');
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Reads until the service closes the connection. */
    public String readToEnd() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException reset) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
