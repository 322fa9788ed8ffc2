package dev.outset.qmp;

import java.time.Duration;

/**
 * The limits of a QMP session.
 *
 * @param deadline the maximum duration of a call
 * @param maxLineBytes the maximum length of a received line, in bytes; {@code query-qmp-schema} returns about 300,000
 * @param maxQueuedLines the number of queued lines at which reading from the socket pauses
 */
public record QmpSettings(Duration deadline, int maxLineBytes, int maxQueuedLines) {

    /** The defaults: 5 s, 4 MiB and 1024 lines. */
    public static QmpSettings defaults() {
        return new QmpSettings(Duration.ofSeconds(5), 4 << 20, 1024);
    }
}
