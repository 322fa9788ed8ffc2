package dev.outset.simulator.state;

import java.time.Instant;
import java.util.List;

/**
 * How a QEMU ended.
 *
 * @param status its exit status; 128 plus the signal's number when a signal ended it
 * @param at when
 * @param stderr the lines it printed at its end
 */
public record ProcessExit(int status, Instant at, List<String> stderr) {

    /** The status of a process that {@code abort} ended. */
    public static final int ABORTED = 134;

    /** The status of a process that read through a null pointer. */
    public static final int SEGMENTATION_FAULT = 139;

    private static final int SIGNALLED = 128;

    public ProcessExit {
        stderr = List.copyOf(stderr);
    }

    /** Whether a signal ended it. */
    public boolean bySignal() {
        return status > SIGNALLED;
    }
}
