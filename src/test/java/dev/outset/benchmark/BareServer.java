package dev.outset.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A single-threaded server that only sends rejections. A flood against it measures the time of the client, the system
 * and the network.
 */
final class BareServer implements AutoCloseable {

    /** As long as a rejection of the service, including headers. */
    private static final ByteBuffer REJECTION = HttpMessage.bytes(
            "HTTP/1.1 429 \r\nX-Filler: " + "x".repeat(500) + "\r\n", "{\"a\":\"" + "a".repeat(300) + "\"}");

    private final Selector selector = Selector.open();

    private final ServerSocketChannel server = ServerSocketChannel.open();

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

    private final Thread thread =
            Thread.ofPlatform().daemon().name("bare-server").unstarted(this::serve);

    BareServer() throws IOException {
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 4096);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    void start() {
        thread.start();
    }

    int port() {
        return server.socket().getLocalPort();
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                selector.select(key -> {
                    try {
                        serve(key);
                    } catch (IOException gone) {
                        key.cancel();
                    }
                });
            }
        } catch (ClosedSelectorException closed) {
            // The server was closed.
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void serve(SelectionKey key) throws IOException {
        if (key.isAcceptable()) {
            SocketChannel connection = server.accept();
            if (connection != null) {
                connection.configureBlocking(false);
                connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
                connection.register(selector, SelectionKey.OP_READ, new HttpMessage());
            }
            return;
        }
        SocketChannel connection = (SocketChannel) key.channel();
        HttpMessage request = (HttpMessage) key.attachment();
        buffer.clear();
        if (connection.read(buffer) < 0) {
            connection.close();
            return;
        }
        buffer.flip();
        while (request.read(buffer)) {
            connection.write(REJECTION.duplicate());
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        server.close();
    }
}
