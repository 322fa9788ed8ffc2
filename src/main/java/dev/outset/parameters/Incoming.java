package dev.outset.parameters;

import java.util.List;
import java.util.Optional;

/** How a destination listens. */
public sealed interface Incoming {

    /** {@code -incoming defer}: QEMU waits for {@code migrate-incoming}. */
    record Deferred() implements Incoming {}

    /**
     * A transport in URI form.
     *
     * @param uri such as {@code tcp:0.0.0.0:4444}
     */
    record Uri(String uri) implements Incoming {}

    /**
     * Channels in QAPI form; since 10.0 on the command line.
     *
     * @param channels at most one of each type
     */
    record Channels(List<IncomingChannel> channels) implements Incoming {
        public Channels {
            channels = List.copyOf(channels);
        }

        /** The channel of a type, if there is one. */
        public Optional<IncomingChannel> channel(IncomingChannel.Type type) {
            return channels.stream().filter(channel -> channel.type() == type).findFirst();
        }
    }
}
