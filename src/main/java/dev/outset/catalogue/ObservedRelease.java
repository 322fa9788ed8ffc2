package dev.outset.catalogue;

import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.QemuVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The capabilities of one QEMU binary, as reported by introspection.
 *
 * @param version the release that the binary is treated as
 * @param reportedVersion the version returned by {@code query-version}: major, minor, micro
 * @param incomingConfig whether it supports {@code -incoming config:}
 * @param parameters the parameters accepted by {@code migrate-set-parameters}, in schema order
 * @param capabilities the capabilities accepted by {@code migrate-set-capabilities}, in schema order
 * @param properties the properties of the migration object
 * @param machines the machine types
 */
public record ObservedRelease(
        QemuVersion version,
        List<Integer> reportedVersion,
        boolean incomingConfig,
        List<Parameter> parameters,
        List<Capability> capabilities,
        List<Property> properties,
        List<Machine> machines) {

    /**
     * A parameter.
     *
     * @param parameter the parameter
     * @param type the type; since the schema omits the width of integers, the width comes from the property
     * @param value the value in a new migration object; null if QEMU reports none
     * @param features the QAPI features, such as {@code deprecated} or {@code unstable}
     */
    public record Parameter(
            MigrationParameter parameter,
            ParameterType type,
            @Nullable ParameterValue value,
            Set<String> features) {}

    /**
     * A capability.
     *
     * @param name the QAPI name
     * @param listed whether {@code query-migrate-capabilities} lists it
     * @param features the QAPI features, such as {@code deprecated} or {@code unstable}
     */
    public record Capability(String name, boolean listed, Set<String> features) {}

    /**
     * A property that can be set with {@code -global migration.…}.
     *
     * @param name the name of the property
     * @param type the QOM type name
     */
    public record Property(String name, String type) {}

    /**
     * A machine type.
     *
     * @param name the full name
     * @param alias the alias; null if none
     * @param isDefault whether QEMU uses it if no machine type is given
     * @param deprecated whether the binary reports it as deprecated
     */
    public record Machine(String name, @Nullable String alias, boolean isDefault, boolean deprecated) {}

    public ObservedRelease {
        reportedVersion = List.copyOf(reportedVersion);
        parameters = List.copyOf(parameters);
        capabilities = List.copyOf(capabilities);
        properties = List.copyOf(properties);
        machines = List.copyOf(machines);
    }

    /** The property of a parameter or capability: the same name, with or without the prefix {@code x-}. */
    public Optional<Property> propertyOf(String name) {
        return properties.stream()
                .filter(property ->
                        property.name().equals(name) || property.name().equals("x-" + name))
                .findFirst();
    }
}
