package dev.outset.qmp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A channel over two streams, such as the pipes of a child process with its monitor on {@code stdio}. */
public final class StreamQmpChannel implements QmpChannel {

    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream input;

    private final OutputStream output;

    /** An empty element marks the end of the stream. */
    private final BlockingQueue<Optional<String>> received;

    private final Thread reader;

    /**
     * Creates a channel and starts to read.
     *
     * @param input the output of the monitor
     * @param output the input of the monitor
     * @param settings the limits
     */
    public StreamQmpChannel(InputStream input, OutputStream output, QmpSettings settings) {
        this.input = input;
        this.output = output;
        this.received = new LinkedBlockingQueue<>(settings.maxQueuedLines());
        this.reader =
                Thread.ofVirtual().name("qmp-stream").start(() -> read(new LineSplitter(settings.maxLineBytes())));
    }

    private void read(LineSplitter splitter) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            try {
                for (int got = input.read(buffer); got >= 0; got = input.read(buffer)) {
                    for (String line : splitter.split(ByteBuffer.wrap(buffer, 0, got))) {
                        received.put(Optional.of(line));
                    }
                }
            } catch (IOException | QmpException brokenOrInvalid) {
                // Both end the session; the receiver gets the end marker below.
            }
            received.put(Optional.empty());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void send(String line) {
        try {
            output.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            output.flush();
        } catch (IOException broken) {
            throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The monitor no longer reads commands", broken);
        }
    }

    @Override
    public @Nullable String receive(Duration deadline) {
        try {
            Optional<String> next = received.poll(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (next != null && next.isEmpty()) {
                // Subsequent calls must fail as well.
                received.put(next);
                throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The monitor closed the connection", null);
            }
            return next == null ? null : next.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new QmpException(
                    QmpException.Reason.CONNECTION_LOST, "Interrupted while waiting for the monitor", interrupted);
        }
    }

    @Override
    public void close() {
        reader.interrupt();
        try {
            output.close();
        } catch (IOException ignored) {
            // The peer is gone; the failure has no consequence.
        }
    }
}
