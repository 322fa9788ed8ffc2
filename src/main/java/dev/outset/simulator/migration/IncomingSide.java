package dev.outset.simulator.migration;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code MigrationIncomingState}, as far as it shows.
 *
 * @param set whether a first attempt to start put the state to {@code setup}, which a failure does not take back
 * @param listening whether a socket listens, which QEMU takes for "incoming has started"
 * @param started whether {@code migrate-incoming} succeeded, so that it cannot be repeated
 * @param multiChannel whether the transport can carry several channels; up to 7.2
 * @param address where it listens, as {@code query-migrate} shows it; null for nowhere
 */
public record IncomingSide(
        boolean set,
        boolean listening,
        boolean started,
        boolean multiChannel,
        @Nullable ObjectNode address) {

    /** Nothing has been started. */
    public static final IncomingSide IDLE = new IncomingSide(false, false, false, true, null);

    IncomingSide attempted() {
        return new IncomingSide(true, listening, started, multiChannel, address);
    }

    IncomingSide withMultiChannel(boolean allowed) {
        return new IncomingSide(set, listening, started, allowed, address);
    }

    IncomingSide listeningOn(ObjectNode socket) {
        return new IncomingSide(set, true, started, multiChannel, socket);
    }

    /** It cannot be started again. */
    public IncomingSide startedOnce() {
        return new IncomingSide(set, listening, true, multiChannel, address);
    }
}
