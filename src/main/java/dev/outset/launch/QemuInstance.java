package dev.outset.launch;

import dev.outset.qemu.BootStep;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The current state of a QEMU that was started.
 *
 * <pre>
 *   launch ──→ Starting ──→ Running ──→ Exited
 *                  └───────────────────────↑
 * </pre>
 */
public sealed interface QemuInstance {

    /** Returns what is known since the start of the QEMU. */
    Start start();

    /** Returns the VM's name. */
    default String vm() {
        return start().vm();
    }

    /** Returns the number of this start of the VM. */
    default long boot() {
        return start().boot();
    }

    /** Returns the time at which it was started. */
    default Instant launchedAt() {
        return start().launchedAt();
    }

    /** Returns the argument list it was started with. */
    default List<String> arguments() {
        return start().arguments();
    }

    /** Returns the boot steps known to be reached, in order. */
    default List<BootStep.Reached> steps() {
        return start().steps();
    }

    /**
     * A start of a VM's QEMU.
     *
     * @param vm the VM's name
     * @param boot the number of this start of the VM
     * @param launchedAt the time at which it was started
     * @param arguments the argument list
     * @param steps the steps reached so far
     */
    record Start(String vm, long boot, Instant launchedAt, List<String> arguments, List<BootStep.Reached> steps) {
        public Start {
            arguments = List.copyOf(arguments);
            steps = List.copyOf(steps);
        }
    }

    /**
     * QEMU is starting; its monitor does not respond yet.
     *
     * @param start the start
     * @param readyAt when its monitor is expected to respond; null if unknown
     * @param waitingFor what it waits for, such as CPR state from the source; null for nothing
     */
    record Starting(
            Start start,
            @Nullable Instant readyAt,
            @Nullable String waitingFor) implements QemuInstance {}

    /**
     * QEMU is running and its monitor should respond.
     *
     * @param start the start
     * @param nextProbe when it must be probed again
     */
    record Running(Start start, NextProbe nextProbe) implements QemuInstance {}

    /** When a healthy running QEMU must be probed again. */
    sealed interface NextProbe {

        /** Changes by other clients are not announced, so it must be probed periodically. */
        record Periodic() implements NextProbe {}

        /**
         * Changes by other clients are announced to {@link QemuChangeListener}.
         *
         * @param changesAt the time at which it changes by itself; null for never
         */
        record OnChange(@Nullable Instant changesAt) implements NextProbe {}
    }

    /**
     * QEMU has exited.
     *
     * @param start the start
     * @param exitStatus its exit status; 128 plus the signal's number when a signal killed it; negative if its exit
     *     status is unknown
     * @param stderr the tail of what it wrote to standard error
     */
    record Exited(Start start, int exitStatus, List<String> stderr) implements QemuInstance {
        public Exited {
            stderr = List.copyOf(stderr);
        }
    }
}
