package dev.outset.migration.run;

import java.time.Duration;

/** When to reconcile a migration again. */
public sealed interface NextReconciliation {

    /**
     * Reconcile again.
     *
     * @param delay the delay until then
     */
    record After(Duration delay) implements NextReconciliation {}

    /** Do not reconcile again: the migration has ended or does not exist. */
    record None() implements NextReconciliation {}
}
