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

/** A channel over two streams, such as those of a child process whose monitor is {@code stdio}. */
public final class StreamQmpChannel implements QmpChannel {

    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream input;

    private final OutputStream output;

    /** An empty element is the end. */
    private final BlockingQueue<Optional<String>> received;

    private final Thread reader;

    /**
     * A channel that reads from now on.
     *
     * @param input what the monitor writes
     * @param output what the monitor reads
     * @param settings limits
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
            } catch (IOException | QmpException brokenOrGarbage) {
                // Both end the conversation; whoever waits hears that it has ended.
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
            throw new QmpException(QmpException.Reason.CONNECTION_LOST, "The monitor does not read any more", broken);
        }
    }

    @Override
    public @Nullable String receive(Duration deadline) {
        try {
            Optional<String> next = received.poll(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (next != null && next.isEmpty()) {
                // Whoever asks again has to hear it again.
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
            // The other side has gone; there is nobody left to tell.
        }
    }
}
