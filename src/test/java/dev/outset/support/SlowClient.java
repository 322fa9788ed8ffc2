package dev.outset.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends a part of a request, or reads nothing of its answers. */
public final class SlowClient implements AutoCloseable {

    private static final int SMALL = 1024;

    private final Socket socket;

    private SlowClient(int port) {
        try {
            socket = new Socket();
            // Before it connects: the window is agreed on then.
            socket.setReceiveBufferSize(SMALL);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Connects, and says nothing. */
    public static SlowClient idle(int port) {
        return new SlowClient(port);
    }

    /** Announces a body of 100,000 bytes and sends one of them. */
    public static SlowClient sender(int port, String path, String header) {
        return new SlowClient(port)
                .send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header
                        + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n ");
    }

    /** Asks as often for an answer, and reads none. */
    public static SlowClient reader(int port, String path, String header, int times) {
        return new SlowClient(port)
                .send(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n").repeat(times));
    }

    /** Sends more. */
    public SlowClient send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return this;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Whether it can still send. */
    public boolean dribbles() {
        try {
            socket.getOutputStream().write(' ');
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Everything that comes until the service closes the connection. */
    public String untilTheEnd() {
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
