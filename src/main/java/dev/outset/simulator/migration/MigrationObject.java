package dev.outset.simulator.migration;

import dev.outset.migration.ParameterLayer;
import dev.outset.migration.ParameterValue;
import dev.outset.simulator.release.Facts;
import dev.outset.simulator.release.ParameterChecks.Violation;
import dev.outset.simulator.release.ParameterTable;
import dev.outset.simulator.release.ParameterValues;
import dev.outset.simulator.release.Release;
import org.jspecify.annotations.Nullable;

/**
 * {@code migration/migration.c: current_migration}: parameters with their layers, and capabilities. Immutable; every
 * change gives a new one.
 */
public final class MigrationObject {

    private final Release release;

    private final @Nullable Assigned[] parameters;

    private final ParameterValues values;

    private final long capabilities;

    private MigrationObject(Release release, @Nullable Assigned[] parameters, long capabilities) {
        this.release = release;
        this.parameters = parameters;
        this.capabilities = capabilities;
        @Nullable ParameterValue[] plain = new @Nullable ParameterValue[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            plain[i] = parameters[i] == null ? null : parameters[i].value();
        }
        this.values = ParameterValues.of(plain);
    }

    /** An object with the defaults of its properties, to be set up while QEMU starts. */
    public static Builder builder(Release release) {
        return new Builder(release);
    }

    /** An object with given values, as it was before. */
    static MigrationObject of(Release release, @Nullable Assigned[] parameters, long capabilities) {
        return new MigrationObject(release, parameters.clone(), capabilities);
    }

    /** Collects values while QEMU starts. */
    public static final class Builder {

        private final Release release;

        private final @Nullable Assigned[] parameters;

        private long capabilities;

        private Builder(Release release) {
            this.release = release;
            ParameterTable table = release.parameters();
            this.parameters = new @Nullable Assigned[table.size()];
            for (int i = 0; i < parameters.length; i++) {
                ParameterValue value = table.defaultValue(i);
                parameters[i] = value == null ? null : new Assigned(ParameterLayer.DEFAULT, value, null);
            }
        }

        /** Sets a parameter. */
        public void set(int index, ParameterLayer layer, ParameterValue value) {
            parameters[index] = Assigned.over(parameters[index], layer, value);
        }

        /** Switches a capability. */
        public void set(long bit, boolean on) {
            capabilities = on ? capabilities | bit : capabilities & ~bit;
        }

        /** The object. */
        public MigrationObject build() {
            return new MigrationObject(release, parameters, capabilities);
        }
    }

    /** The release it belongs to. */
    public Release release() {
        return release;
    }

    /** The value at an index; null when it is unset. */
    public @Nullable ParameterValue value(int index) {
        return values.get(index);
    }

    /** The value at an index with its layers; null when it is unset. */
    public @Nullable Assigned assigned(int index) {
        return parameters[index];
    }

    /** The capabilities that are on, as bits. */
    public long capabilities() {
        return capabilities;
    }

    /** The same parameters with other capabilities. */
    public MigrationObject withCapabilities(long bits) {
        return new MigrationObject(release, parameters, bits);
    }

    /** What conditions can be asked about this object as it is. */
    public Facts facts(Facts.IncomingFacts incoming) {
        return new Facts(capabilities, 0, capabilities, values, values, incoming);
    }

    /** What conditions can be asked about capabilities that are to be set. */
    public Facts facts(long candidate, Facts.IncomingFacts incoming) {
        return new Facts(candidate, capabilities, capabilities, values, values, incoming);
    }

    /** {@code migrate_params_test_apply} and {@code migrate_params_check} on given values; null when they are fine. */
    public @Nullable Violation check(ParameterValues given, Facts.IncomingFacts incoming) {
        ParameterTable table = release.parameters();
        ParameterValues candidate = values.overlaidWith(
                given,
                index -> !table.spec(index).setIgnored() && !table.spec(index).notInTestApply());
        Facts facts = new Facts(capabilities, capabilities, capabilities, candidate, values, incoming);
        return release.parameterChecks().firstViolation(facts);
    }

    /** {@code migrate_params_apply}: stores given values, except those that the release silently ignores. */
    public MigrationObject apply(ParameterValues given, ParameterLayer layer) {
        @Nullable Assigned[] next = parameters.clone();
        for (int i = 0; i < given.size(); i++) {
            ParameterValue value = given.get(i);
            if (value != null && !release.parameters().spec(i).setIgnored()) {
                next[i] = Assigned.over(next[i], layer, value);
            }
        }
        return new MigrationObject(release, next, capabilities);
    }
}
