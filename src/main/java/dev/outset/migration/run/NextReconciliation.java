package dev.outset.migration.run;

import java.time.Duration;

/** What a step says about the next one. */
public sealed interface NextReconciliation {

    /**
     * There is more to do.
     *
     * @param delay when
     */
    record After(Duration delay) implements NextReconciliation {}

    /** It is over, or there is no such migration. */
    record None() implements NextReconciliation {}
}
