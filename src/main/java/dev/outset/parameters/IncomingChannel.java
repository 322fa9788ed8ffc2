package dev.outset.parameters;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * QAPI's {@code MigrationChannel}: one stream of an incoming migration.
 *
 * @param type what travels on it
 * @param address where it comes from
 */
public record IncomingChannel(Type type, MigrationAddress address) {

    /** The channel in the plain types of JSON, as QMP and {@code -incoming} take it. */
    public Map<String, Object> plain() {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("channel-type", type.label());
        plain.put("addr", address.plain());
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
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return label();
        }
    }
}
