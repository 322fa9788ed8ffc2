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
 * Predicts the reply of a QEMU release to one QMP command that sets capabilities or parameters, or that selects a
 * transport. Each method returns QEMU's message for the first error, or empty for success. Stateless; the caller passes
 * the settings in effect.
 */
public final class SettingsCheck {

    private final QemuCatalogue catalogue;

    /** Creates a check for one release. */
    public SettingsCheck(QemuCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * The settings in effect in QEMU when it receives a command.
     *
     * @param capabilities the capabilities that are set; all others are off
     * @param parameters returns the value of a parameter; null for unset
     * @param inMigrate whether QEMU was started as a migration destination
     * @param incomingTransport the transport QEMU listens on, such as {@code unix}; null if it does not listen yet
     */
    public record InForce(
            Map<MigrationCapability, Boolean> capabilities,
            Function<MigrationParameter, @Nullable ParameterValue> parameters,
            boolean inMigrate,
            @Nullable String incomingTransport) {

        public InForce {
            capabilities = Map.copyOf(capabilities);
        }

        /** Returns a copy with the given capabilities and parameters applied. */
        public InForce with(Map<MigrationCapability, Boolean> changed, MigrationParameters set) {
            Map<MigrationCapability, Boolean> merged = new HashMap<>(capabilities);
            merged.putAll(changed);
            Function<MigrationParameter, @Nullable ParameterValue> below = parameters;
            return new InForce(
                    merged, name -> set.has(name) ? set.get(name) : below.apply(name), inMigrate, incomingTransport);
        }

        /** Returns a copy for a QEMU that listens on a transport. */
        public InForce listening(String transport) {
            return new InForce(capabilities, parameters, inMigrate, transport);
        }
    }

    /** The reply to {@code migrate-set-capabilities} ({@code migration/options.c: migrate_caps_check}). */
    public Optional<String> checkCapabilities(InForce before, Map<MigrationCapability, Boolean> requested) {
        for (MigrationCapability capability : requested.keySet()) {
            if (catalogue.capability(capability).isEmpty()) {
                return Optional.of("Parameter 'capability' does not accept value '" + capability.name() + "'");
            }
        }
        ConditionEvaluator evaluator =
                evaluator(before, before.with(requested, MigrationParameters.none()), before.incomingTransport());
        return catalogue.capabilityRules().stream()
                .filter(rule -> !rule.warning() && evaluator.allHold(rule.when()))
                .findFirst()
                .map(rule -> text(rule, evaluator));
    }

    /** The reply to {@code migrate-set-parameters} ({@code migration/options.c: migrate_params_check}). */
    public Optional<String> checkParameters(InForce before, MigrationParameters requested) {
        Optional<String> malformed = catalogue.parameters().stream()
                .filter(row -> requested.has(row.parameter()))
                .flatMap(row -> ParameterNormalizer.normalize(row, value(requested, row.parameter()))
                                instanceof ParameterNormalizer.Outcome.Refused refused
                        ? Optional.ofNullable(refused.qemu()).stream()
                        : Stream.empty())
                .findFirst();
        Optional<String> unknown = requested.names().stream()
                .filter(name -> catalogue.parameter(name).isEmpty())
                .findFirst()
                .map(name -> "Parameter '" + name.name() + "' is unexpected");
        return malformed.or(() -> unknown).or(() -> {
            ConditionEvaluator evaluator =
                    evaluator(before, before.with(Map.of(), normalize(requested)), before.incomingTransport());
            return catalogue.checks().stream()
                    .flatMap(check -> fault(check, evaluator).stream())
                    .findFirst();
        });
    }

    /**
     * The reply to {@code migrate} or {@code migrate-incoming}, as far as it depends on the transport.
     *
     * @param incoming whether the command is {@code migrate-incoming}
     */
    public Optional<String> checkTransport(InForce before, String transport, boolean incoming) {
        ConditionEvaluator evaluator = evaluator(before, before, transport);
        return catalogue.transportRules().stream()
                .filter(rule -> incoming || !rule.incomingOnly())
                .filter(rule -> evaluator.allHold(rule.when()))
                .findFirst()
                .map(TransportRule::text);
    }

    /** Converts values to QEMU's types and units. Values that the release cannot read are removed. */
    public MigrationParameters normalize(MigrationParameters given) {
        Map<MigrationParameter, ParameterValue> canonical = new LinkedHashMap<>();
        given.values()
                .forEach((name, value) -> catalogue.parameter(name).ifPresent(row -> {
                    if (ParameterNormalizer.normalize(row, value)
                            instanceof ParameterNormalizer.Outcome.Canonical(ParameterValue read)) {
                        canonical.put(name, read);
                    }
                }));
        return new MigrationParameters(canonical);
    }

    private static ParameterValue value(MigrationParameters requested, MigrationParameter name) {
        ParameterValue value = requested.get(name);
        if (value == null) {
            throw new IllegalStateException(name + " is missing");
        }
        return value;
    }

    private Optional<String> fault(ParameterCheck check, ConditionEvaluator evaluator) {
        return switch (check) {
            case ParameterCheck.Range range ->
                evaluator.candidateParameters().apply(range.parameter()) instanceof ParameterValue.Unsigned number
                                && isOutside(range, number, evaluator)
                        ? Optional.of(range.error())
                        : Optional.empty();
            case ParameterCheck.Conflict conflict ->
                evaluator.stored().getOrDefault(conflict.capability(), false)
                                && conflict.violatedWhenAny().stream().anyMatch(evaluator::holds)
                        ? Optional.of(conflict.error())
                        : Optional.empty();
            case ParameterCheck.BitmapAliases aliases ->
                evaluator.candidateParameters().apply(aliases.parameter())
                                instanceof ParameterValue.BitmapMapping mapping
                        ? new BitmapAliasMap(catalogue.bitmapAliasErrors())
                                .firstError(mapping)
                                .map(text -> aliases.error() + text)
                        : Optional.empty();
            case ParameterCheck.BuildSupport support ->
                !catalogue.build().contains(support.option())
                                && new ParameterValue.Bool(true)
                                        .equals(evaluator.candidateParameters().apply(support.parameter()))
                        ? Optional.of(support.error())
                        : Optional.empty();
        };
    }

    private static boolean isOutside(
            ParameterCheck.Range range, ParameterValue.Unsigned number, ConditionEvaluator evaluator) {
        long minimum = range.minimumTargetPageSize()
                ? MachineType.TARGET_PAGE_SIZE
                : range.minimum() == null ? 0 : range.minimum();
        if (range.minimumParameter() != null
                && evaluator.candidateParameters().apply(range.minimumParameter())
                        instanceof ParameterValue.Unsigned lower
                && Long.compareUnsigned(lower.bits(), minimum) > 0) {
            minimum = lower.bits();
        }
        return Long.compareUnsigned(number.bits(), minimum) < 0
                || (range.maximum() != null && Long.compareUnsigned(number.bits(), range.maximum()) > 0)
                || (range.powerOfTwo() && Long.bitCount(number.bits()) != 1);
    }

    private static String text(CapabilityRule rule, ConditionEvaluator evaluator) {
        String named = rule.when().stream()
                .filter(RuleCondition.AnyCapabilityOf.class::isInstance)
                .map(RuleCondition.AnyCapabilityOf.class::cast)
                .flatMap(any -> evaluator.firstEnabled(any).stream())
                .map(MigrationCapability::name)
                .findFirst()
                .orElse("");
        return rule.text().replace("%s", named);
    }

    private ConditionEvaluator evaluator(InForce before, InForce after, @Nullable String transport) {
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
