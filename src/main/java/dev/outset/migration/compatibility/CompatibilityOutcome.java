package dev.outset.migration.compatibility;

import java.util.Arrays;

/** What becomes of a migration. */
public enum CompatibilityOutcome {
    /** The source completes and the destination has the guest. */
    OK("ok"),
    /** A command, or a start, is refused; nothing has happened to the guest. */
    REFUSED("refused"),
    /** The destination's process ends; the guest goes on on the source, unless that had already completed. */
    DESTINATION_EXIT("destination-exit"),
    /** The source reports failed and the destination's process lives on. */
    SOURCE_FAILED("source-failed"),
    /** The source's process ends, and the guest with it. */
    SOURCE_EXIT("source-exit"),
    /** No end comes. */
    STUCK("stuck"),
    /** The source reports completed while the destination still waits: the guest runs nowhere and nothing says so. */
    SILENT_HANG("silent-hang");

    private final String label;

    CompatibilityOutcome(String label) {
        this.label = label;
    }

    /**
     * The outcome of a word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static CompatibilityOutcome of(String label) {
        return Arrays.stream(values())
                .filter(outcome -> outcome.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + label + "' is no outcome"));
    }

    @Override
    public String toString() {
        return label;
    }
}
