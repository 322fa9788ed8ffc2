package dev.outset.launch;

import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A QEMU that was started, as it is right now.
 *
 * <pre>
 *   launch ──→ Starting ──→ Running ──→ Exited
 *                  └───────────────────────↑
 * </pre>
 */
public sealed interface QemuInstance {

    /** The VM's name. */
    String vm();

    /** Which start of the VM this is. */
    long boot();

    /** When it was started. */
    Instant launchedAt();

    /** The argument list it was started with. */
    List<String> arguments();

    /** The steps known to be reached, in order. */
    List<Reached> steps();

    /**
     * A step that was reached.
     *
     * @param step which
     * @param phase the phase afterwards
     * @param at when
     */
    record Reached(BootStep step, BootPhase phase, Instant at) {}

    /**
     * It starts; its monitor does not answer yet.
     *
     * @param vm the VM's name
     * @param boot which start this is
     * @param launchedAt when it was started
     * @param arguments the argument list
     * @param steps the steps reached so far
     * @param readyAt when its monitor is expected to answer; null when that cannot be known
     * @param waitingFor what it waits for, such as CPR state from the source; null for nothing
     */
    record Starting(
            String vm,
            long boot,
            Instant launchedAt,
            List<String> arguments,
            List<Reached> steps,
            @Nullable Instant readyAt,
            @Nullable String waitingFor)
            implements QemuInstance {
        public Starting {
            arguments = List.copyOf(arguments);
            steps = List.copyOf(steps);
        }
    }

    /**
     * It runs and its monitor should answer.
     *
     * @param vm the VM's name
     * @param boot which start this is
     * @param launchedAt when it was started
     * @param arguments the argument list
     * @param steps the steps reached
     * @param attention what makes it worth another look
     */
    record Running(
            String vm, long boot, Instant launchedAt, List<String> arguments, List<Reached> steps, Attention attention)
            implements QemuInstance {
        public Running {
            arguments = List.copyOf(arguments);
            steps = List.copyOf(steps);
        }

        /** One that has to be looked at now and then. */
        public Running(String vm, long boot, Instant launchedAt, List<String> arguments, List<Reached> steps) {
            this(vm, boot, launchedAt, arguments, steps, new Attention.NowAndThen());
        }
    }

    /** What makes a running QEMU worth another look when all is well with it. */
    sealed interface Attention {

        /** Nothing tells when others change it, so it has to be looked at now and then. */
        record NowAndThen() implements Attention {}

        /**
         * What others do to it is announced to {@link QemuChangeListener}.
         *
         * @param orAt when it changes by itself; null for never
         */
        record WhenAnnounced(@Nullable Instant orAt) implements Attention {}
    }

    /**
     * It is gone.
     *
     * @param vm the VM's name
     * @param boot which start this was
     * @param launchedAt when it was started
     * @param arguments the argument list
     * @param steps the steps it reached
     * @param exitStatus its exit status; 128 plus the signal's number when a signal killed it; negative when nobody
     *     could see how it ended
     * @param stderr the tail of what it wrote to standard error
     */
    record Exited(
            String vm,
            long boot,
            Instant launchedAt,
            List<String> arguments,
            List<Reached> steps,
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
