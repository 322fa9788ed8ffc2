package dev.outset.probe;

import static dev.outset.probe.CatalogueDifference.Aspect;
import static dev.outset.probe.CatalogueDifference.Subject;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.ObservedRelease;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.ParameterType;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.parameters.ParameterValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares the reported features of a binary with the catalogue of its release. */
final class CatalogueComparison {

    private final List<CatalogueDifference> differences = new ArrayList<>();

    private CatalogueComparison() {}

    /** The differences in parameters, capabilities, properties and machine types. */
    static List<CatalogueDifference> of(QemuCatalogue catalogue, ObservedRelease facts) {
        CatalogueComparison comparison = new CatalogueComparison();
        comparison.match(
                Subject.PARAMETER,
                index(catalogue.parameters(), ParameterSpec::name),
                index(facts.parameters(), fact -> fact.parameter().name()),
                comparison::parameter);
        comparison.match(
                Subject.CAPABILITY,
                index(catalogue.capabilities(), CapabilitySpec::name),
                index(facts.capabilities(), ObservedRelease.Capability::name),
                comparison::capability);
        comparison.match(
                Subject.PROPERTY,
                index(catalogue.properties(), MigrationProperty::name),
                index(facts.properties(), ObservedRelease.Property::name),
                comparison::property);
        comparison.machineTypes(catalogue, facts);
        return List.copyOf(comparison.differences);
    }

    private static <T> Map<String, T> index(List<T> rows, Function<T, String> name) {
        return rows.stream().collect(Collectors.toMap(name, Function.identity(), (first, second) -> first));
    }

    private <C, B> void match(
            Subject subject, Map<String, C> catalogue, Map<String, B> binary, BiConsumer<C, B> compare) {
        Set<String> names = new TreeSet<>(catalogue.keySet());
        names.addAll(binary.keySet());
        for (String name : names) {
            C row = catalogue.get(name);
            B fact = binary.get(name);
            if (row != null && fact != null) {
                compare.accept(row, fact);
            } else {
                differences.add(new CatalogueDifference(
                        subject,
                        name,
                        Aspect.PRESENCE,
                        row == null ? null : "present",
                        fact == null ? null : "present"));
            }
        }
    }

    private void add(Subject subject, String name, Aspect aspect, @Nullable Object catalogue, @Nullable Object binary) {
        if (!Objects.equals(catalogue, binary)) {
            differences.add(
                    new CatalogueDifference(subject, name, aspect, String.valueOf(catalogue), String.valueOf(binary)));
        }
    }

    private void parameter(ParameterSpec row, ObservedRelease.Parameter fact) {
        add(Subject.PARAMETER, row.name(), Aspect.TYPE, form(row.type()), form(fact.type()));
        ParameterValue shown = row.reported() ? row.defaultValue() : null;
        add(Subject.PARAMETER, row.name(), Aspect.DEFAULT, shown, fact.value());
        add(
                Subject.PARAMETER,
                row.name(),
                Aspect.FEATURES,
                features(row.deprecated(), row.unstable()),
                new TreeSet<>(fact.features()));
    }

    /** The schema does not contain the width of integers, so all integer types are treated as equal. */
    private static String form(ParameterType type) {
        if (type.kind().isNumber()) {
            return "number";
        }
        return type.kind() == ParameterType.Kind.ENUM
                ? "one of " + type.members()
                : type.kind().toString();
    }

    private static Set<String> features(boolean deprecated, boolean unstable) {
        Set<String> features = new TreeSet<>();
        if (deprecated) {
            features.add("deprecated");
        }
        if (unstable) {
            features.add("unstable");
        }
        return features;
    }

    private void capability(CapabilitySpec row, ObservedRelease.Capability fact) {
        add(Subject.CAPABILITY, row.name(), Aspect.PRESENCE, listed(row.listed()), listed(fact.listed()));
        add(
                Subject.CAPABILITY,
                row.name(),
                Aspect.FEATURES,
                features(row.deprecated(), row.unstable()),
                new TreeSet<>(fact.features()));
    }

    private static String listed(boolean listed) {
        return listed ? "listed" : "not listed";
    }

    private void property(MigrationProperty row, ObservedRelease.Property fact) {
        add(Subject.PROPERTY, row.name(), Aspect.TYPE, propertyType(row.type().qapi()), propertyType(fact.type()));
    }

    /** QOM uses different names for the same type in different releases. */
    private static String propertyType(String name) {
        return switch (name) {
            case "str", "string", "StrOrNull" -> "string";
            default -> name;
        };
    }

    /** Only the machine type families in the catalogue are compared. */
    private void machineTypes(QemuCatalogue catalogue, ObservedRelease facts) {
        Map<String, ObservedRelease.Machine> binary = index(facts.machines(), ObservedRelease.Machine::name);
        Set<String> architectures = catalogue.machineTypes().stream()
                .filter(type -> type.machineVersion() != null && binary.containsKey(type.name()))
                .map(MachineType::architecture)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Map<String, MachineType> rows = catalogue.machineTypes().stream()
                .filter(type -> type.machineVersion() != null && architectures.contains(type.architecture()))
                .collect(Collectors.toMap(MachineType::name, Function.identity()));
        Set<String> families = rows.values().stream().map(MachineType::family).collect(Collectors.toSet());
        binary.keySet()
                .removeIf(name -> !rows.containsKey(name)
                        && families.stream()
                                .noneMatch(family -> name.matches(java.util.regex.Pattern.quote(family) + "-\\d.*")));
        match(Subject.MACHINE_TYPE, rows, binary, this::machineType);
    }

    private void machineType(MachineType row, ObservedRelease.Machine fact) {
        add(Subject.MACHINE_TYPE, row.name(), Aspect.ALIAS, row.alias(), fact.alias());
        add(
                Subject.MACHINE_TYPE,
                row.name(),
                Aspect.FEATURES,
                features(row.deprecationReason() != null, false),
                features(fact.deprecated(), false));
        add(Subject.MACHINE_TYPE, row.name(), Aspect.DEFAULT, row.isDefault(), fact.isDefault());
    }
}
