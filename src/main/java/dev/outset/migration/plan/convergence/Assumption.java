package dev.outset.migration.plan.convergence;

import dev.outset.binding.EnumLabels;

/**
 * A value that a prediction is based on.
 *
 * @param name the name of the value in the load of a request
 * @param value the value in bytes or bytes per second
 * @param origin where the value comes from
 */
public record Assumption(String name, long value, Origin origin) {

    /** Where a value comes from. */
    public enum Origin {
        /** The load in the request. */
        REQUEST,
        /** The definition of the source. */
        DEFINITION,
        /** The last migration of the guest from or to the source, as QEMU reported it. */
        MEASURED,
        /** The default, because no other value is known. */
        DEFAULT;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
