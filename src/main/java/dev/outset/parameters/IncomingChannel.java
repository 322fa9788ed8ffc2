package dev.outset.parameters;

import dev.outset.binding.EnumLabels;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * QAPI's {@code MigrationChannel}: one stream of an incoming migration.
 *
 * @param type the channel type
 * @param address the address to listen on
 */
public record IncomingChannel(Type type, MigrationAddress address) {

    /** The channel as plain JSON types, in the form accepted by QMP and {@code -incoming}. */
    public Map<String, Object> toJsonValue() {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("channel-type", type.label());
        plain.put("addr", address.toJsonValue());
        return plain;
    }

    /** QAPI's {@code MigrationChannelType}. */
    public enum Type {
        /** The migration stream itself. */
        MAIN,
        /** CPR state, received before any backend exists; since 10.0. */
        CPR;

        /** The QAPI spelling. */
        public String label() {
            return EnumLabels.kebab(this);
        }

        @Override
        public String toString() {
            return label();
        }
    }
}
