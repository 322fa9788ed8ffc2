package dev.outset.delivery;

import dev.outset.parameters.Incoming;
import org.jspecify.annotations.Nullable;

/** How the incoming migration starts to listen. */
public sealed interface Listening {

    /** The VM is not a migration destination. */
    record NotIncoming() implements Listening {}

    /**
     * QEMU listens from its command line.
     *
     * @param incoming the address
     */
    record FromCommandLine(Incoming incoming) implements Listening {}

    /**
     * {@code -incoming defer} on the command line, then {@code migrate-incoming}.
     *
     * @param incoming the address on which the controller starts to listen after verification; null if a client sends
     *     {@code migrate-incoming}
     * @param reason why listening is deferred
     */
    record AfterDefer(@Nullable Incoming incoming, String reason) implements Listening {}
}
