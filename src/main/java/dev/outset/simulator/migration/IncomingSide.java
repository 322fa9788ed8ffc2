package dev.outset.simulator.migration;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The visible part of {@code MigrationIncomingState}.
 *
 * @param inSetup whether a first attempt to start has set the state to {@code setup}; a failure does not reset it
 * @param listening whether a socket listens; QEMU then regards the incoming migration as started
 * @param started whether {@code migrate-incoming} has succeeded and cannot be repeated
 * @param multiChannel whether the transport supports several channels; used up to 7.2
 * @param address the socket address, as in {@code query-migrate}; null for none
 */
public record IncomingSide(
        boolean inSetup,
        boolean listening,
        boolean started,
        boolean multiChannel,
        @Nullable ObjectNode address) {

    /** No attempt has been made. */
    public static final IncomingSide IDLE = new IncomingSide(false, false, false, true, null);

    IncomingSide withSetup() {
        return new IncomingSide(true, listening, started, multiChannel, address);
    }

    IncomingSide withMultiChannel(boolean allowed) {
        return new IncomingSide(inSetup, listening, started, allowed, address);
    }

    IncomingSide listeningOn(ObjectNode socket) {
        return new IncomingSide(inSetup, true, started, multiChannel, socket);
    }

    /** This side after a successful start; it cannot be started again. */
    public IncomingSide withStarted() {
        return new IncomingSide(inSetup, listening, true, multiChannel, address);
    }
}
