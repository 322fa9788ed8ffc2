package dev.outset.catalogue;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A property of the migration object, set with {@code -global migration.…}.
 *
 * @param name the name of the property
 * @param type the type of the property
 * @param sets what the property sets
 */
public record MigrationProperty(String name, ParameterType type, Sets sets) {

    /** The properties of parameters and capabilities. */
    public static Stream<MigrationProperty> of(List<ParameterSpec> parameters, List<CapabilitySpec> capabilities) {
        return Stream.concat(parameters.stream(), capabilities.stream())
                .filter(spec -> spec.property() != null && spec.propertyType() != null)
                .map(spec -> new MigrationProperty(spec.property(), spec.propertyType(), Sets.of(spec)));
    }

    /** What a property of the migration object sets. */
    public sealed interface Sets {

        private static Sets of(SettingSpec spec) {
            return switch (spec) {
                case ParameterSpec parameter -> new Parameter(parameter);
                case CapabilitySpec capability -> new Capability(capability);
            };
        }

        /**
         * A migration parameter.
         *
         * @param spec the catalogue row of the parameter
         */
        record Parameter(ParameterSpec spec) implements Sets {}

        /**
         * A migration capability.
         *
         * @param spec the catalogue row of the capability
         */
        record Capability(CapabilitySpec spec) implements Sets {}

        /**
         * An internal setting that no QMP query returns.
         *
         * @param defaultText the default value as text
         */
        record Internal(@Nullable String defaultText) implements Sets {}
    }
}
