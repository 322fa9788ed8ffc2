package dev.outset.simulator.transport;

import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;

/**
 * QAPI's {@code MigrationChannel} with its unvalidated address; an {@code exec} channel can have no arguments.
 *
 * @param type the type of the channel
 * @param address the address
 */
public record ChannelArgument(IncomingChannel.Type type, MigrationAddress address) {}
