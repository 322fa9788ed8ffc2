package dev.outset.delivery;

import dev.outset.parameters.Incoming;
import org.jspecify.annotations.Nullable;

/** Who makes the incoming migration listen, and when. */
public sealed interface Listening {

    /** Nobody: the VM starts by itself. */
    record NotIncoming() implements Listening {}

    /**
     * QEMU itself, from its command line.
     *
     * @param incoming where it listens
     */
    record FromCommandLine(Incoming incoming) implements Listening {}

    /**
     * {@code -incoming defer} on the command line, then {@code migrate-incoming}.
     *
     * @param incoming where the controller lets it listen once everything is verified; null when somebody else will
     *     say so
     * @param reason why it is deferred
     */
    record AfterDefer(@Nullable Incoming incoming, String reason) implements Listening {}
}
