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

    /** Returns the VM's name. */
    String vm();

    /** Returns the number of this start of the VM. */
    long boot();

    /** Returns the time at which it was started. */
    Instant launchedAt();

    /** Returns the argument list it was started with. */
    List<String> arguments();

    /** Returns the boot steps known to be reached, in order. */
    List<BootStep.Reached> steps();

    /**
     * QEMU is starting; its monitor does not respond yet.
     *
     * @param vm the VM's name
     * @param boot the number of this start of the VM
     * @param launchedAt the time at which it was started
     * @param arguments the argument list
     * @param steps the steps reached so far
     * @param readyAt when its monitor is expected to respond; null if unknown
     * @param waitingFor what it waits for, such as CPR state from the source; null for nothing
     */
    record Starting(
            String vm,
            long boot,
            Instant launchedAt,
            List<String> arguments,
            List<BootStep.Reached> steps,
            @Nullable Instant readyAt,
            @Nullable String waitingFor)
            implements QemuInstance {
        public Starting {
            arguments = List.copyOf(arguments);
            steps = List.copyOf(steps);
        }
    }

    /**
     * QEMU is running and its monitor should respond.
     *
     * @param vm the VM's name
     * @param boot the number of this start of the VM
     * @param launchedAt the time at which it was started
     * @param arguments the argument list
     * @param steps the steps reached
     * @param nextProbe when it must be probed again
     */
    record Running(
            String vm,
            long boot,
            Instant launchedAt,
            List<String> arguments,
            List<BootStep.Reached> steps,
            NextProbe nextProbe)
            implements QemuInstance {
        public Running {
            arguments = List.copyOf(arguments);
            steps = List.copyOf(steps);
        }

        /** Creates an instance that must be probed periodically. */
        public Running(String vm, long boot, Instant launchedAt, List<String> arguments, List<BootStep.Reached> steps) {
            this(vm, boot, launchedAt, arguments, steps, new NextProbe.Periodic());
        }
    }

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
     * @param vm the VM's name
     * @param boot the number of this start of the VM
     * @param launchedAt the time at which it was started
     * @param arguments the argument list
     * @param steps the steps it reached
     * @param exitStatus its exit status; 128 plus the signal's number when a signal killed it; negative if its exit
     *     status is unknown
     * @param stderr the tail of what it wrote to standard error
     */
    record Exited(
            String vm,
            long boot,
            Instant launchedAt,
            List<String> arguments,
            List<BootStep.Reached> steps,
            int exitStatus,
            List<String> stderr)
            implements QemuInstance {
        public Exited {
            arguments = List.copyOf(arguments);
            steps = List.copyOf(steps);
            stderr = List.copyOf(stderr);
        }
    }
}
