package dev.outset.simulator.transport;

import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;

/**
 * QAPI's {@code MigrationChannel}, with an address as it was given: an {@code exec} channel may have no words at all.
 *
 * @param type what travels on it
 * @param address where it comes from
 */
public record ChannelArgument(IncomingChannel.Type type, MigrationAddress address) {}
