package dev.outset.parameters;

import dev.outset.binding.EnumLabels;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * QAPI's {@code MigrationChannel}: one stream of an incoming migration.
 *
 * @param type the channel type
 * @param address the address to listen on
 */
public record IncomingChannel(Type type, MigrationAddress address) {

    /** The channel in the form accepted by QMP and {@code -incoming}. */
    public ObjectNode toJsonValue() {
        ObjectNode channel = JsonNodeFactory.instance.objectNode().put("channel-type", type.toString());
        channel.set("addr", address.toJsonValue());
        return channel;
    }

    /** QAPI's {@code MigrationChannelType}. */
    public enum Type {
        /** The migration stream itself. */
        MAIN,
        /** CPR state, received before any backend exists; since 10.0. */
        CPR;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
