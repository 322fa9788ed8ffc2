package dev.outset.validation.settings;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.rule.TransportRule;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.rules.ConditionFacts;
import dev.outset.rules.ParameterChecks;
import dev.outset.rules.Rulebook;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Predicts the reply of a QEMU release to one QMP command that sets capabilities or parameters, or that selects a
 * transport. Each method returns QEMU's message for the first error, or empty for success. Stateless; the caller passes
 * the settings in effect.
 */
public final class SettingsCheck {

    private final QemuCatalogue catalogue;

    private final Rulebook rulebook;

    /** Creates a check for one release. */
    public SettingsCheck(QemuCatalogue catalogue) {
        this.catalogue = catalogue;
        this.rulebook = Rulebook.of(catalogue);
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
        ConditionFacts facts = facts(before, before.with(requested, MigrationParameters.none()));
        return rulebook.capabilityRules().stream()
                .filter(rule -> !rule.row().warning() && rule.violated().test(facts))
                .findFirst()
                .map(rule -> rulebook.text(rule, facts));
    }

    /** The reply to {@code migrate-set-parameters} ({@code migration/options.c: migrate_params_check}). */
    public Optional<String> checkParameters(InForce before, MigrationParameters requested) {
        for (ParameterSpec row : catalogue.parameters()) {
            ParameterValue value = requested.get(row.parameter());
            String refused = value == null
                    ? null
                    : ParameterNormalizer.normalize(row, value).qemu();
            if (refused != null) {
                return Optional.of(refused);
            }
        }
        Optional<String> unknown = requested.names().stream()
                .filter(name -> catalogue.parameter(name).isEmpty())
                .findFirst()
                .map(name -> "Parameter '" + name.name() + "' is unexpected");
        return unknown.or(() -> Optional.ofNullable(rulebook.parameterChecks()
                        .firstViolation(facts(before, before.with(Map.of(), normalize(requested)))))
                .map(ParameterChecks.Violation::text));
    }

    /**
     * The reply to {@code migrate} or {@code migrate-incoming}, as far as it depends on the transport.
     *
     * @param incoming whether the command is {@code migrate-incoming}
     */
    public Optional<String> checkTransport(InForce before, String transport, boolean incoming) {
        return rulebook.violatedTransportRules(facts(before, before, transport), incoming)
                .findFirst()
                .map(TransportRule::text);
    }

    /** Converts values to QEMU's types and units. Values that the release cannot read are removed. */
    public MigrationParameters normalize(MigrationParameters given) {
        Map<MigrationParameter, ParameterValue> canonical = new LinkedHashMap<>();
        given.values()
                .forEach((name, value) -> catalogue
                        .parameter(name)
                        .flatMap(
                                row -> ParameterNormalizer.normalize(row, value).value())
                        .ifPresent(read -> canonical.put(name, read)));
        return new MigrationParameters(canonical);
    }

    private ConditionFacts facts(InForce before, InForce after) {
        return facts(before, after, before.incomingTransport());
    }

    private ConditionFacts facts(InForce before, InForce after, @Nullable String transport) {
        long stored = rulebook.capabilities().bits(before.capabilities());
        return new ConditionFacts(
                rulebook.capabilities().bits(after.capabilities()),
                stored,
                stored,
                rulebook.parameters().values(after.parameters()),
                rulebook.parameters().values(before.parameters()),
                ConditionFacts.IncomingFacts.predicted(
                        before.inMigrate(), before.incomingTransport() != null, transport, ""));
    }
}
