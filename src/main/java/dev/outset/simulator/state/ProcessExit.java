package dev.outset.simulator.state;

import java.time.Instant;
import java.util.List;

/**
 * The exit of a QEMU process.
 *
 * @param status the exit status; 128 plus the signal number if a signal terminated the process
 * @param at when the process exited
 * @param stderr the lines printed on exit
 */
public record ProcessExit(int status, Instant at, List<String> stderr) {

    private static final int SIGNALLED = 128;

    public ProcessExit {
        stderr = List.copyOf(stderr);
    }

    /** Whether a signal terminated the process. */
    public boolean bySignal() {
        return status > SIGNALLED;
    }
}
