package dev.outset.rules;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.rule.CapabilityRule;
import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.catalogue.rule.TransportRule;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.ParameterValue.BitmapMapping;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of one release in compiled form. Immutable; every user of a catalogue shares one. */
public final class Rulebook {

    private final ParameterTable parameters;

    private final CapabilityTable capabilities;

    private final ConditionCompiler compiler;

    private final List<CompiledRule> capabilityRules;

    private final List<CompiledTransportRule> transportRules;

    private final BitmapAliases bitmapAliases;

    private final ParameterChecks parameterChecks;

    private final @Nullable RamBlockers ramBlockers;

    private record CompiledTransportRule(TransportRule row, Predicate<ConditionFacts> violated) {}

    /**
     * A rule on capabilities.
     *
     * @param row the rule in the catalogue
     * @param violated whether the facts violate the rule
     * @param named capabilities of which the message names the first enabled one; empty for none
     */
    public record CompiledRule(
            CapabilityRule row, Predicate<ConditionFacts> violated, List<MigrationCapability> named) {}

    private Rulebook(QemuCatalogue catalogue) {
        this.parameters = new ParameterTable(catalogue.parameters());
        this.capabilities = new CapabilityTable(catalogue.capabilities());
        this.compiler = new ConditionCompiler(parameters, capabilities, catalogue.build());
        this.capabilityRules = catalogue.capabilityRules().stream()
                .map(row -> new CompiledRule(row, compiler.all(row.when()), named(row)))
                .toList();
        this.transportRules = catalogue.transportRules().stream()
                .map(row -> new CompiledTransportRule(row, compiler.all(row.when())))
                .toList();
        this.bitmapAliases = new BitmapAliases(catalogue.bitmapAliasErrors());
        this.parameterChecks = new ParameterChecks(catalogue, parameters, capabilities, compiler, bitmapAliases);
        this.ramBlockers = catalogue
                .ramBlocker()
                .map(row -> new RamBlockers(row, compiler.one(row.when())))
                .orElse(null);
    }

    /** The rulebook of a catalogue, which is compiled once. */
    public static Rulebook of(QemuCatalogue catalogue) {
        return catalogue.derived(Rulebook.class, Rulebook::new);
    }

    private static List<MigrationCapability> named(CapabilityRule row) {
        return row.when().stream()
                .flatMap(condition -> condition instanceof RuleCondition.AnyCapabilityOf(var any)
                        ? any.stream()
                        : Stream.<MigrationCapability>empty())
                .toList();
    }

    /** The parameters. */
    public ParameterTable parameters() {
        return parameters;
    }

    /** The capabilities. */
    public CapabilityTable capabilities() {
        return capabilities;
    }

    /** The rules of {@code migrate_caps_check}, in order. */
    public List<CompiledRule> capabilityRules() {
        return capabilityRules;
    }

    /** QEMU's message for a violated rule, which may name the capability in conflict. */
    public String text(CompiledRule rule, ConditionFacts facts) {
        return rule.named().isEmpty()
                ? rule.row().text()
                : rule.row().text().replace("%s", firstEnabled(rule.named(), facts));
    }

    /** The first enabled candidate of some capabilities; empty for none. */
    public String firstEnabled(List<MigrationCapability> some, ConditionFacts facts) {
        return some.stream()
                .map(MigrationCapability::name)
                .filter(name -> (facts.candidate() & capabilities.bit(name)) != 0)
                .findFirst()
                .orElse("");
    }

    /**
     * The violated rules on the transport of the facts, in order; QEMU reports the first one.
     *
     * @param incoming whether the transport is that of a destination
     */
    public Stream<TransportRule> violatedTransportRules(ConditionFacts facts, boolean incoming) {
        return transportRules.stream()
                .filter(rule -> (incoming || !rule.row().incomingOnly())
                        && rule.violated().test(facts))
                .map(CompiledTransportRule::row);
    }

    /** The checks of {@code migrate_params_check}. */
    public ParameterChecks parameterChecks() {
        return parameterChecks;
    }

    /** QEMU's message for the first error in a bitmap mapping, without a prefix; null if the mapping is valid. */
    public @Nullable String bitmapError(BitmapMapping mapping) {
        return bitmapAliases.error(mapping);
    }

    /** The memory that blocks CPR migration; null if the release has no such check. */
    public @Nullable RamBlockers ramBlockers() {
        return ramBlockers;
    }

    /** Whether all conditions hold. For conditions that are rarely evaluated: compiles them first. */
    public boolean holds(List<RuleCondition> conditions, ConditionFacts facts) {
        return compiler.all(conditions).test(facts);
    }

    /** Whether a condition holds, as in {@link #holds(List, ConditionFacts)}. */
    public boolean holds(RuleCondition condition, ConditionFacts facts) {
        return compiler.one(condition).test(facts);
    }
}
