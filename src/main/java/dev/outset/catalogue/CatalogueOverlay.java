package dev.outset.catalogue;

import dev.outset.catalogue.rule.CapabilityRule;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ReadMoment;
import dev.outset.parameters.ReadMoments;
import dev.outset.qemu.BootStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds the catalogue of an unknown release from the rows of the nearest known release and the facts reported by a
 * binary. Facts that cannot be queried (which side reads a value, and when) come from the nearest release; otherwise a
 * conservative default applies: both sides, before the incoming side is set up.
 */
final class CatalogueOverlay {

    private static final int CPUS_OF_UNKNOWN_FAMILY = 255;

    private static final Pattern VERSIONED = Pattern.compile("(.+)-(\\d+\\.\\d+)");

    private static final ReadMoments CONSERVATIVE = new ReadMoments(ReadMoment.OUTGOING, ReadMoment.INCOMING);

    private final QemuCatalogue nearest;

    private final ObservedRelease facts;

    CatalogueOverlay(QemuCatalogue nearest, ObservedRelease facts) {
        this.nearest = nearest;
        this.facts = facts;
    }

    QemuCatalogue.Rows rows(QemuCatalogue.Rows rows) {
        List<ParameterSpec> parameters =
                facts.parameters().stream().map(this::parameter).toList();
        List<CapabilitySpec> capabilities =
                facts.capabilities().stream().map(this::capability).toList();
        return new QemuCatalogue.Rows(
                facts.version(),
                facts.reportedVersion(),
                rows.released(),
                rows.build(),
                parameters,
                checks(rows.checks(), names(parameters, ParameterSpec::parameter), capabilities),
                capabilities,
                rules(rows.capabilityRules(), names(capabilities, CapabilitySpec::capability)),
                rows.transportRules(),
                properties(parameters, capabilities),
                rows.bitmapAliasErrors(),
                rows.snapshotConflicts(),
                facts.machines().stream().map(this::machineType).toList(),
                rows.acceleratorCompat(),
                rows.incoming(),
                rows.bootSequence(),
                rows.behaviour(),
                rows.ramBlocker(),
                rows.machineProperties(),
                rows.deviceTypes(),
                rows.options(),
                rows.commands(),
                rows.advice());
    }

    private static <T, N> Set<N> names(List<T> rows, Function<T, N> name) {
        return rows.stream().map(name).collect(Collectors.toUnmodifiableSet());
    }

    private ParameterSpec parameter(ObservedRelease.Parameter fact) {
        Optional<ParameterSpec> known = nearest.parameter(fact.parameter());
        ObservedRelease.Property property =
                facts.propertyOf(fact.parameter().name()).orElse(null);
        ParameterType type = known.map(ParameterSpec::type)
                .filter(row -> row.kind() == fact.type().kind())
                .map(row ->
                        new ParameterType(row.qapi(), row.kind(), fact.type().members()))
                .orElse(fact.type());
        return new ParameterSpec(
                fact.parameter(),
                type,
                known.map(ParameterSpec::unit).orElse(null),
                fact.value() != null
                        ? fact.value()
                        : known.map(ParameterSpec::defaultValue).orElse(null),
                property == null ? null : property.name(),
                property == null ? null : known.map(ParameterSpec::propertyType).orElse(type),
                known.map(ParameterSpec::since).orElse(facts.version().toString()),
                null,
                fact.features().contains("deprecated"),
                fact.features().contains("unstable"),
                known.map(ParameterSpec::setWarning).orElse(null),
                known.map(ParameterSpec::setIgnored).orElse(false),
                known.map(ParameterSpec::notInTestApply).orElse(false),
                fact.value() != null,
                known.map(ParameterSpec::mustMatch).orElse(false),
                known.map(ParameterSpec::readAt).orElse(CONSERVATIVE),
                known.map(ParameterSpec::readableFrom).orElse(BootStep.MIGRATION_OBJECT_CREATED),
                known.map(ParameterSpec::doc).orElse("Reported by the binary; not described in the catalogue."));
    }

    private CapabilitySpec capability(ObservedRelease.Capability fact) {
        Optional<CapabilitySpec> known = nearest.capability(new MigrationCapability(fact.name()));
        return new CapabilitySpec(
                new MigrationCapability(fact.name()),
                facts.propertyOf(fact.name())
                        .map(ObservedRelease.Property::name)
                        .orElse(null),
                fact.listed(),
                known.map(CapabilitySpec::since).orElse(facts.version().toString()),
                null,
                fact.features().contains("deprecated"),
                fact.features().contains("unstable"),
                known.map(CapabilitySpec::mustMatch).orElse(false),
                known.map(CapabilitySpec::readAt).orElse(CONSERVATIVE));
    }

    private static List<ParameterCheck> checks(
            List<ParameterCheck> checks, Set<MigrationParameter> parameters, List<CapabilitySpec> capabilities) {
        Set<MigrationCapability> known = names(capabilities, CapabilitySpec::capability);
        return checks.stream()
                .filter(check -> switch (check) {
                    case ParameterCheck.Range range ->
                        parameters.contains(range.parameter())
                                && (range.minimumParameter() == null || parameters.contains(range.minimumParameter()));
                    case ParameterCheck.Conflict conflict ->
                        known.contains(conflict.capability())
                                && conflict.violatedWhenAny().stream()
                                        .allMatch(condition -> parameters.contains(condition.parameter()));
                    case ParameterCheck.BitmapAliases aliases -> parameters.contains(aliases.parameter());
                    case ParameterCheck.BuildSupport support -> parameters.contains(support.parameter());
                })
                .toList();
    }

    /** Drops rules that require an unknown capability to be on: they can never apply. */
    private static List<CapabilityRule> rules(List<CapabilityRule> rules, Set<MigrationCapability> known) {
        return rules.stream()
                .filter(rule -> rule.when().stream()
                        .noneMatch(condition -> condition instanceof RuleCondition.CapabilityIs on
                                && on.on()
                                && !known.contains(on.capability())))
                .toList();
    }

    private List<MigrationProperty> properties(List<ParameterSpec> parameters, List<CapabilitySpec> capabilities) {
        List<MigrationProperty> properties =
                new ArrayList<>(MigrationProperty.of(parameters, capabilities).toList());
        Set<String> taken = names(properties, MigrationProperty::name);
        Map<String, MigrationProperty> known = nearest.properties().stream()
                .filter(property -> property.sets() instanceof MigrationProperty.Sets.Internal)
                .collect(Collectors.toMap(MigrationProperty::name, Function.identity()));
        facts.properties().stream()
                .filter(property -> !taken.contains(property.name()) && known.containsKey(property.name()))
                .forEach(property -> properties.add(known.get(property.name())));
        return List.copyOf(properties);
    }

    private MachineType machineType(ObservedRelease.Machine fact) {
        Optional<MachineType> known = nearest.machineType(fact.name());
        Matcher versioned = VERSIONED.matcher(fact.name());
        boolean isVersioned = versioned.matches();
        String family = known.map(MachineType::family).orElse(isVersioned ? versioned.group(1) : fact.name());
        return new MachineType(
                fact.name(),
                family,
                known.map(MachineType::architecture).orElseGet(this::architecture),
                isVersioned ? versioned.group(2) : null,
                fact.alias(),
                fact.isDefault(),
                fact.deprecated() ? deprecationReason(known.orElse(null)) : null,
                known.map(MachineType::maximumCpus).orElseGet(() -> maximumCpus(family)),
                known.map(MachineType::compat).orElse(List.of()));
    }

    private int maximumCpus(String family) {
        return nearest.machineTypes().stream()
                .filter(type -> type.family().equals(family))
                .mapToInt(MachineType::maximumCpus)
                .max()
                .orElse(CPUS_OF_UNKNOWN_FAMILY);
    }

    private static String deprecationReason(@Nullable MachineType known) {
        String reason = known == null ? null : known.deprecationReason();
        return reason == null ? "reported as deprecated by the binary" : reason;
    }

    /** The architecture whose machine types the binary supports. */
    String architecture() {
        Set<String> names = names(facts.machines(), ObservedRelease.Machine::name);
        return nearest.machineTypes().stream()
                .filter(type -> names.contains(type.name()))
                .map(MachineType::architecture)
                .findFirst()
                .orElse("x86_64");
    }
}
