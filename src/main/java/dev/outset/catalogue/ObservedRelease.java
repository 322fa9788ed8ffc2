package dev.outset.catalogue;

import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.QemuVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one binary has shown of itself.
 *
 * @param version the release it counts as
 * @param reports what its {@code query-version} says: major, minor, micro
 * @param incomingConfig whether it knows {@code -incoming config:}
 * @param parameters what {@code migrate-set-parameters} takes, in schema order
 * @param capabilities what {@code migrate-set-capabilities} takes, in schema order
 * @param properties the properties of its migration object
 * @param machines its machine types
 */
public record ObservedRelease(
        QemuVersion version,
        List<Integer> reports,
        boolean incomingConfig,
        List<Parameter> parameters,
        List<Capability> capabilities,
        List<Property> properties,
        List<Machine> machines) {

    /**
     * A parameter.
     *
     * @param parameter its identity
     * @param type its type; where the schema hides the width of a number, that of the property
     * @param value what a fresh migration object holds; null where nothing is shown
     * @param features what is said of it, such as {@code deprecated} or {@code unstable}
     */
    public record Parameter(
            MigrationParameter parameter,
            ParameterType type,
            @Nullable ParameterValue value,
            Set<String> features) {}

    /**
     * A capability.
     *
     * @param name its name
     * @param listed whether {@code query-migrate-capabilities} shows it
     * @param features what is said of it
     */
    public record Capability(String name, boolean listed, Set<String> features) {}

    /**
     * A property that {@code -global migration.…} can name.
     *
     * @param name its name
     * @param type its type as QEMU spells it
     */
    public record Property(String name, String type) {}

    /**
     * A machine type.
     *
     * @param name its real name
     * @param alias a second name; null for none
     * @param isDefault whether it is taken when none is named
     * @param deprecated whether the binary warns about it
     */
    public record Machine(String name, @Nullable String alias, boolean isDefault, boolean deprecated) {}

    public ObservedRelease {
        reports = List.copyOf(reports);
        parameters = List.copyOf(parameters);
        capabilities = List.copyOf(capabilities);
        properties = List.copyOf(properties);
        machines = List.copyOf(machines);
    }

    /** The property of a parameter or capability: its name, with or without {@code x-} before it. */
    public Optional<Property> propertyOf(String name) {
        return properties.stream()
                .filter(property ->
                        property.name().equals(name) || property.name().equals("x-" + name))
                .findFirst();
    }
}
