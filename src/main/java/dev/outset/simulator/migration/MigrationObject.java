package dev.outset.simulator.migration;

import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.rules.ConditionFacts;
import dev.outset.rules.ParameterArray;
import dev.outset.rules.ParameterChecks.Violation;
import dev.outset.rules.ParameterTable;
import dev.outset.simulator.release.CompiledCatalogue;
import org.jspecify.annotations.Nullable;

/**
 * {@code migration/migration.c: current_migration}: parameters with their layers, and capabilities. Immutable; changes
 * return a new object.
 */
public final class MigrationObject {

    private final CompiledCatalogue release;

    private final @Nullable AssignedValue[] parameters;

    private final ParameterArray values;

    private final long capabilities;

    private MigrationObject(CompiledCatalogue release, @Nullable AssignedValue[] parameters, long capabilities) {
        this.release = release;
        this.parameters = parameters;
        this.capabilities = capabilities;
        @Nullable ParameterValue[] plain = new @Nullable ParameterValue[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            plain[i] = parameters[i] == null ? null : parameters[i].value();
        }
        this.values = ParameterArray.of(plain);
    }

    /** A builder with the default values of the properties, used during boot. */
    public static Builder builder(CompiledCatalogue release) {
        return new Builder(release);
    }

    /** An object with given values. */
    static MigrationObject of(CompiledCatalogue release, @Nullable AssignedValue[] parameters, long capabilities) {
        return new MigrationObject(release, parameters.clone(), capabilities);
    }

    /** Collects values during boot. */
    public static final class Builder {

        private final CompiledCatalogue release;

        private final @Nullable AssignedValue[] parameters;

        private long capabilities;

        private Builder(CompiledCatalogue release) {
            this.release = release;
            ParameterTable table = release.parameters();
            this.parameters = new @Nullable AssignedValue[table.size()];
            for (int i = 0; i < parameters.length; i++) {
                ParameterValue value = table.defaultValue(i);
                parameters[i] = value == null ? null : new AssignedValue(ParameterLayer.DEFAULT, value, null);
            }
        }

        /** Sets a parameter. */
        public void set(int index, ParameterLayer layer, ParameterValue value) {
            parameters[index] = AssignedValue.overriding(parameters[index], layer, value);
        }

        /** Switches the capability of a bit on or off. */
        public void set(long bit, boolean on) {
            capabilities = on ? capabilities | bit : capabilities & ~bit;
        }

        /** Builds the object. */
        public MigrationObject build() {
            return new MigrationObject(release, parameters, capabilities);
        }
    }

    /** The tables of the release. */
    public CompiledCatalogue release() {
        return release;
    }

    /** The value at an index; null if it is unset. */
    public @Nullable ParameterValue value(int index) {
        return values.get(index);
    }

    /** The value at an index with its layers; null if it is unset. */
    public @Nullable AssignedValue assigned(int index) {
        return parameters[index];
    }

    /** The bits of the enabled capabilities. */
    public long capabilities() {
        return capabilities;
    }

    /** Whether a capability is on; false if the release does not have it. */
    public boolean isOn(String capability) {
        return (capabilities & release.capabilities().bit(capability)) != 0;
    }

    /** Whether the capability of a role is on. */
    public boolean has(String role) {
        return isOn(release.stream().names().capability(role));
    }

    /** A parameter as text; empty if it is unset or the release does not have it. */
    public String text(String parameter) {
        int index = release.parameters().indexOf(parameter);
        ParameterValue value = index < 0 ? null : value(index);
        return value == null ? "" : value.toString();
    }

    /** The parameter of a role as text; empty if it is unset or the release does not have it. */
    public String textOf(String role) {
        return text(release.stream().names().parameter(role));
    }

    /** The parameter of a role as a number; 0 if it is unset or the release does not have it. */
    public long numberOf(String role) {
        String text = textOf(role);
        return text.isEmpty() ? 0 : Long.parseUnsignedLong(text);
    }

    /** This object with other capabilities, given as bits. */
    public MigrationObject withCapabilities(long bits) {
        return new MigrationObject(release, parameters, bits);
    }

    /** The facts about this object as it is. */
    public ConditionFacts facts(ConditionFacts.IncomingFacts incoming) {
        return new ConditionFacts(capabilities, 0, capabilities, values, values, incoming);
    }

    /** The facts about this object with candidate capabilities, given as bits. */
    public ConditionFacts facts(long candidate, ConditionFacts.IncomingFacts incoming) {
        return new ConditionFacts(candidate, capabilities, capabilities, values, values, incoming);
    }

    /**
     * {@code migrate_params_test_apply} and {@code migrate_params_check}: the first violation; null if the values are
     * valid.
     */
    public @Nullable Violation check(ParameterArray given, ConditionFacts.IncomingFacts incoming) {
        ParameterTable table = release.parameters();
        ParameterArray candidate = values.overlaidWith(
                given,
                index -> !table.spec(index).setIgnored() && !table.spec(index).notInTestApply());
        ConditionFacts facts =
                new ConditionFacts(capabilities, capabilities, capabilities, candidate, values, incoming);
        return release.rulebook().parameterChecks().firstViolation(facts);
    }

    /** {@code migrate_params_apply}: applies values, except those that the release silently ignores. */
    public MigrationObject apply(ParameterArray given, ParameterLayer layer) {
        @Nullable AssignedValue[] next = parameters.clone();
        for (int i = 0; i < given.size(); i++) {
            ParameterValue value = given.get(i);
            if (value != null && !release.parameters().spec(i).setIgnored()) {
                next[i] = AssignedValue.overriding(next[i], layer, value);
            }
        }
        return new MigrationObject(release, next, capabilities);
    }
}
