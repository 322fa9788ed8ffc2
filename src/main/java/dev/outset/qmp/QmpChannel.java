package dev.outset.qmp;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A line-based connection to one QMP monitor. Sending and receiving may happen on different threads. */
public interface QmpChannel extends AutoCloseable {

    /**
     * Sends one line.
     *
     * @param line a JSON text without line breaks
     * @throws QmpException if the channel is closed
     */
    void send(String line);

    /**
     * Waits for one line.
     *
     * @param deadline the maximum time to wait
     * @return the line; null if none was received in time
     * @throws QmpException if the monitor has closed the channel
     */
    @Nullable String receive(Duration deadline);

    /** Closes the channel; QEMU continues to run. */
    @Override
    void close();
}
