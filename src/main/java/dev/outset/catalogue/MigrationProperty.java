package dev.outset.catalogue;

import org.jspecify.annotations.Nullable;

/**
 * A property of the migration object as {@code -global migration.…} spells it.
 *
 * @param name the property's name
 * @param type its type
 * @param sets what it stands for
 */
public record MigrationProperty(String name, ParameterType type, Sets sets) {

    /** What a property of the migration object stands for. */
    public sealed interface Sets {

        /**
         * A migration parameter.
         *
         * @param spec its row
         */
        record Parameter(ParameterSpec spec) implements Sets {}

        /**
         * A migration capability.
         *
         * @param spec its row
         */
        record Capability(CapabilitySpec spec) implements Sets {}

        /**
         * An internal switch that no query shows.
         *
         * @param defaultText its default as text
         */
        record Internal(@Nullable String defaultText) implements Sets {}
    }
}
