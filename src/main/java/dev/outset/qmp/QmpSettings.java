package dev.outset.qmp;

import java.time.Duration;

/**
 * Limits of a conversation with a monitor.
 *
 * @param deadline how long a call may take
 * @param maxLineBytes the longest line that is read, in bytes; {@code query-qmp-schema} of a new QEMU takes about 300,000
 * @param maxQueuedLines how many lines wait before reading from the socket pauses
 */
public record QmpSettings(Duration deadline, int maxLineBytes, int maxQueuedLines) {

    /** Five seconds, four MiB, 1024 lines. */
    public static QmpSettings defaults() {
        return new QmpSettings(Duration.ofSeconds(5), 4 << 20, 1024);
    }
}
