package dev.outset.qmp;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lines to and from one QMP monitor. Both sides of a channel may be used by different threads. */
public interface QmpChannel extends AutoCloseable {

    /**
     * Sends one line.
     *
     * @param line a JSON text without a line end
     * @throws QmpException if the channel is closed
     */
    void send(String line);

    /**
     * Waits for one line.
     *
     * @param deadline how long to wait
     * @return the line, or null when none came in time
     * @throws QmpException if the other side has closed the channel
     */
    @Nullable String receive(Duration deadline);

    /** Closes the channel; QEMU goes on. */
    @Override
    void close();
}
