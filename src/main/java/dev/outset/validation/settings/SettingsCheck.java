package dev.outset.validation.settings;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.rule.CapabilityRule;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.catalogue.rule.TransportRule;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a release answers to one QMP command that sets capabilities or parameters, or that chooses a transport: QEMU's
 * text of the first thing it refuses. Pure; the caller brings what is in force.
 */
public final class SettingsCheck {

    private final QemuCatalogue catalogue;

    /** For one release. */
    public SettingsCheck(QemuCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * What is in force in a QEMU when a command arrives.
     *
     * @param capabilities those that are set; every other one is off
     * @param parameters the value of a parameter; null for unset
     * @param inMigrate whether it was started as a destination
     * @param incomingTransport the transport it already listens on, such as {@code unix}; null while it does not listen
     */
    public record InForce(
            Map<MigrationCapability, Boolean> capabilities,
            Function<MigrationParameter, @Nullable ParameterValue> parameters,
            boolean inMigrate,
            @Nullable String incomingTransport) {

        public InForce {
            capabilities = Map.copyOf(capabilities);
        }

        /** The same with other capabilities and parameters on top. */
        public InForce with(Map<MigrationCapability, Boolean> changed, MigrationParameters set) {
            Map<MigrationCapability, Boolean> merged = new HashMap<>(capabilities);
            merged.putAll(changed);
            Function<MigrationParameter, @Nullable ParameterValue> below = parameters;
            return new InForce(
                    merged, name -> set.has(name) ? set.get(name) : below.apply(name), inMigrate, incomingTransport);
        }

        /** The same once it listens. */
        public InForce listening(String transport) {
            return new InForce(capabilities, parameters, inMigrate, transport);
        }
    }

    /** What {@code migrate-set-capabilities} answers ({@code migration/options.c: migrate_caps_check}); empty for success. */
    public Optional<String> capabilities(InForce before, Map<MigrationCapability, Boolean> wanted) {
        for (MigrationCapability capability : wanted.keySet()) {
            if (catalogue.capability(capability).isEmpty()) {
                return Optional.of("Parameter 'capability' does not accept value '" + capability.name() + "'");
            }
        }
        ConditionEvaluator facts =
                facts(before, before.with(wanted, MigrationParameters.none()), before.incomingTransport());
        return catalogue.capabilityRules().stream()
                .filter(rule -> !rule.warning() && facts.all(rule.when()))
                .findFirst()
                .map(rule -> text(rule, facts));
    }

    /** What {@code migrate-set-parameters} answers ({@code migration/options.c: migrate_params_check}); empty for success. */
    public Optional<String> parameters(InForce before, MigrationParameters wanted) {
        Optional<String> form = catalogue.parameters().stream()
                .filter(row -> wanted.has(row.parameter()))
                .flatMap(row -> ParameterNormalizer.read(row, value(wanted, row.parameter()))
                                instanceof ParameterNormalizer.Outcome.Refused refused
                        ? Optional.ofNullable(refused.qemu()).stream()
                        : Stream.empty())
                .findFirst();
        Optional<String> unknown = wanted.names().stream()
                .filter(name -> catalogue.parameter(name).isEmpty())
                .findFirst()
                .map(name -> "Parameter '" + name.name() + "' is unexpected");
        return form.or(() -> unknown).or(() -> {
            ConditionEvaluator facts =
                    facts(before, before.with(Map.of(), canonical(wanted)), before.incomingTransport());
            return catalogue.checks().stream()
                    .flatMap(check -> fault(check, facts).stream())
                    .findFirst();
        });
    }

    /**
     * What {@code migrate} or {@code migrate-incoming} answers because of its transport.
     *
     * @param incoming whether it is {@code migrate-incoming}
     */
    public Optional<String> transport(InForce before, String transport, boolean incoming) {
        ConditionEvaluator facts = facts(before, before, transport);
        return catalogue.transportRules().stream()
                .filter(rule -> incoming || !rule.incomingOnly())
                .filter(rule -> facts.all(rule.when()))
                .findFirst()
                .map(TransportRule::text);
    }

    /** The values in QEMU's own type and unit; what the release cannot read is left out. */
    public MigrationParameters canonical(MigrationParameters given) {
        Map<MigrationParameter, ParameterValue> canonical = new LinkedHashMap<>();
        given.values()
                .forEach((name, value) -> catalogue.parameter(name).ifPresent(row -> {
                    if (ParameterNormalizer.read(row, value)
                            instanceof ParameterNormalizer.Outcome.Canonical(ParameterValue read)) {
                        canonical.put(name, read);
                    }
                }));
        return new MigrationParameters(canonical);
    }

    private static ParameterValue value(MigrationParameters wanted, MigrationParameter name) {
        ParameterValue value = wanted.get(name);
        if (value == null) {
            throw new IllegalStateException(name + " was there a moment ago");
        }
        return value;
    }

    private Optional<String> fault(ParameterCheck check, ConditionEvaluator facts) {
        return switch (check) {
            case ParameterCheck.Range range ->
                facts.candidateParameters().apply(range.parameter()) instanceof ParameterValue.Unsigned number
                                && isOutside(range, number, facts)
                        ? Optional.of(range.error())
                        : Optional.empty();
            case ParameterCheck.Conflict conflict ->
                facts.stored().getOrDefault(conflict.capability(), false)
                                && conflict.violatedWhenAny().stream().anyMatch(facts::holds)
                        ? Optional.of(conflict.error())
                        : Optional.empty();
            case ParameterCheck.BitmapAliases aliases ->
                facts.candidateParameters().apply(aliases.parameter()) instanceof ParameterValue.BitmapMapping mapping
                        ? new BitmapAliasMap(catalogue.bitmapAliasErrors())
                                .fault(mapping)
                                .map(text -> aliases.error() + text)
                        : Optional.empty();
            case ParameterCheck.BuildSupport support ->
                !catalogue.build().contains(support.option())
                                && new ParameterValue.Bool(true)
                                        .equals(facts.candidateParameters().apply(support.parameter()))
                        ? Optional.of(support.error())
                        : Optional.empty();
        };
    }

    private static boolean isOutside(
            ParameterCheck.Range range, ParameterValue.Unsigned number, ConditionEvaluator facts) {
        long minimum = range.minimumTargetPageSize()
                ? MachineType.TARGET_PAGE_SIZE
                : range.minimum() == null ? 0 : range.minimum();
        if (range.minimumParameter() != null
                && facts.candidateParameters().apply(range.minimumParameter()) instanceof ParameterValue.Unsigned lower
                && Long.compareUnsigned(lower.bits(), minimum) > 0) {
            minimum = lower.bits();
        }
        return Long.compareUnsigned(number.bits(), minimum) < 0
                || (range.maximum() != null && Long.compareUnsigned(number.bits(), range.maximum()) > 0)
                || (range.powerOfTwo() && Long.bitCount(number.bits()) != 1);
    }

    private static String text(CapabilityRule rule, ConditionEvaluator facts) {
        String named = rule.when().stream()
                .filter(RuleCondition.AnyCapabilityOf.class::isInstance)
                .map(RuleCondition.AnyCapabilityOf.class::cast)
                .flatMap(any -> facts.firstOn(any).stream())
                .map(MigrationCapability::name)
                .findFirst()
                .orElse("");
        return rule.text().replace("%s", named);
    }

    private ConditionEvaluator facts(InForce before, InForce after, @Nullable String transport) {
        return new ConditionEvaluator(
                after.capabilities(),
                before.capabilities(),
                after.parameters(),
                before.parameters(),
                before.inMigrate(),
                before.incomingTransport() != null,
                transport,
                catalogue.build(),
                false);
    }
}
