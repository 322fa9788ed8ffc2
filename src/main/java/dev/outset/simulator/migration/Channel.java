package dev.outset.simulator.migration;

import dev.outset.migration.IncomingChannel;
import dev.outset.migration.MigrationAddress;

/**
 * QAPI's {@code MigrationChannel}, with an address as it was given: an {@code exec} channel may have no words at all.
 *
 * @param type what travels on it
 * @param address where it comes from
 */
public record Channel(IncomingChannel.Type type, MigrationAddress address) {}
