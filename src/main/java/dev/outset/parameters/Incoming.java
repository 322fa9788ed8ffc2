package dev.outset.parameters;

import java.util.List;
import java.util.Optional;

/** How a destination listens for the migration stream. */
public sealed interface Incoming {

    /** {@code -incoming defer}: QEMU waits for {@code migrate-incoming}. */
    record Deferred() implements Incoming {}

    /**
     * A transport in URI form.
     *
     * @param uri the URI, such as {@code tcp:0.0.0.0:4444}
     */
    record Uri(String uri) implements Incoming {}

    /**
     * Channels in QAPI form; on the command line since 10.0.
     *
     * @param channels the channels, at most one of each type
     */
    record Channels(List<IncomingChannel> channels) implements Incoming {
        public Channels {
            channels = List.copyOf(channels);
        }

        /** Finds the channel of a type. */
        public Optional<IncomingChannel> channel(IncomingChannel.Type type) {
            return channels.stream().filter(channel -> channel.type() == type).findFirst();
        }
    }
}
