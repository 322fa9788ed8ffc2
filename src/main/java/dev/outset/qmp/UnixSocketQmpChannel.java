package dev.outset.qmp;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A channel over a Unix socket. Such sockets do not support read timeouts, so a virtual thread reads lines into a queue
 * on which receivers wait. When the queue is full, the thread stops reading and QEMU blocks; no line is dropped.
 */
public final class UnixSocketQmpChannel implements QmpChannel {

    private static final int BUFFER_BYTES = 16 << 10;

    private final SocketChannel socket;

    private final BlockingQueue<Received> received;

    private final Thread reader;

    /** An element of the queue. */
    private sealed interface Received {

        /** A received line. */
        record Line(String text) implements Received {}

        /** The end of the stream. */
        record End(QmpException why) implements Received {}
    }

    private UnixSocketQmpChannel(
            SocketChannel socket, QmpSettings settings, CompletableFuture<SocketChannel> connected, Path path) {
        this.socket = socket;
        this.received = new LinkedBlockingQueue<>(settings.maxQueuedLines());
        this.reader =
                Thread.ofVirtual().name("qmp-" + path.getFileName()).unstarted(() -> run(path, connected, settings));
    }

    /**
     * Connects to a monitor.
     *
     * @param path the path of the socket
     * @param settings the limits
     * @throws QmpException if no monitor listens on the socket, or it does not accept the connection in time
     */
    public static UnixSocketQmpChannel connect(Path path, QmpSettings settings) {
        CompletableFuture<SocketChannel> connected = new CompletableFuture<>();
        UnixSocketQmpChannel channel = new UnixSocketQmpChannel(open(), settings, connected, path);
        channel.reader.start();
        try {
            // On Linux, connect blocks indefinitely if the backlog is full, so it runs on the reader thread.
            connected.get(settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
            return channel;
        } catch (ExecutionException failed) {
            channel.close();
            throw lost("Cannot connect to the monitor " + path.getFileName() + ": " + failed.getMessage(), failed);
        } catch (TimeoutException late) {
            channel.close();
            throw new QmpException(
                    QmpException.Reason.DEADLINE_EXCEEDED, "The monitor did not accept the connection in time", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            channel.close();
            throw lost("Interrupted while connecting to the monitor", interrupted);
        }
    }

    private static SocketChannel open() {
        try {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException failed) {
            throw lost("Cannot open a socket", failed);
        }
    }

    private void run(Path path, CompletableFuture<SocketChannel> connected, QmpSettings settings) {
        try {
            socket.connect(UnixDomainSocketAddress.of(path));
            connected.complete(socket);
        } catch (IOException failed) {
            connected.completeExceptionally(failed);
            return;
        }
        QmpException end;
        try {
            end = read(new LineSplitter(settings.maxLineBytes()));
        } catch (QmpException invalid) {
            end = invalid;
        } catch (IOException broken) {
            end = lost("The connection to the monitor failed: " + broken.getMessage(), broken);
        } catch (InterruptedException closed) {
            return;
        }
        offerEnd(end);
    }

    private QmpException read(LineSplitter splitter) throws IOException, InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (socket.read(buffer) >= 0) {
            buffer.flip();
            for (String line : splitter.split(buffer)) {
                received.put(new Received.Line(line));
            }
            buffer.clear();
        }
        return lost("The monitor closed the connection", null);
    }

    private void offerEnd(QmpException end) {
        try {
            received.put(new Received.End(end));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void send(String line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            synchronized (socket) {
                while (bytes.hasRemaining()) {
                    socket.write(bytes);
                }
            }
        } catch (IOException broken) {
            throw lost("The connection to the monitor is closed", broken);
        }
    }

    @Override
    public @Nullable String receive(Duration deadline) {
        try {
            Received next = received.poll(deadline.toNanos(), TimeUnit.NANOSECONDS);
            return switch (next) {
                case null -> null;
                case Received.Line(String text) -> text;
                case Received.End(QmpException why) -> {
                    // Subsequent calls must fail as well.
                    received.put(next);
                    throw new QmpException(why.reason(), String.valueOf(why.getMessage()), why);
                }
            };
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw lost("Interrupted while waiting for the monitor", interrupted);
        }
    }

    @Override
    public void close() {
        reader.interrupt();
        try {
            socket.close();
        } catch (IOException ignored) {
            // The descriptor is released in any case.
        }
    }

    private static QmpException lost(String message, @Nullable Throwable cause) {
        return new QmpException(QmpException.Reason.CONNECTION_LOST, message, cause);
    }
}
