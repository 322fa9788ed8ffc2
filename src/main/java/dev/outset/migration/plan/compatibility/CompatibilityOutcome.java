package dev.outset.migration.plan.compatibility;

import dev.outset.binding.EnumLabels;
import java.util.Arrays;

/** The predicted outcome of a migration. */
public enum CompatibilityOutcome {
    /** The source completes and the destination runs the guest. */
    OK,
    /** QEMU refuses a command or does not start; the guest is not affected. */
    REFUSED,
    /** The destination's process exits; the guest continues on the source unless the source has already completed. */
    DESTINATION_EXIT,
    /** The source reports failed; the destination's process keeps running. */
    SOURCE_FAILED,
    /** The source's process exits, and the guest with it. */
    SOURCE_EXIT,
    /** The migration does not end. */
    STUCK,
    /**
     * The source reports completed while the destination still waits: the guest runs nowhere, and no error is reported.
     */
    SILENT_HANG;

    /**
     * Returns the outcome with a label.
     *
     * @throws IllegalArgumentException if no outcome has that label
     */
    public static CompatibilityOutcome of(String label) {
        return Arrays.stream(values())
                .filter(outcome -> outcome.toString().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + label + "' is not an outcome"));
    }

    @Override
    public String toString() {
        return EnumLabels.kebab(this);
    }
}
