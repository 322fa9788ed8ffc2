package dev.outset.reconcile;

import java.util.function.Function;

/** The result of a step of a reconciliation. */
sealed interface Step {

    /** Returns what it has found and done. */
    Changes changes();

    /** Returns this result after earlier changes. */
    Step after(Changes earlier);

    /**
     * No step follows in this reconciliation.
     *
     * @param changes what the step has found and done
     * @param outcome when to reconcile again
     */
    record Last(Changes changes, Outcome outcome) implements Step {

        @Override
        public Last after(Changes earlier) {
            return new Last(earlier.with(changes), outcome);
        }
    }

    /**
     * Another step follows, but only once the status is saved, because the next step destroys the evidence for it.
     *
     * @param changes what the step has found and done
     * @param next the next step, which receives what was saved
     */
    record SaveFirst(Changes changes, Function<Pass, Step> next) implements Step {

        @Override
        public SaveFirst after(Changes earlier) {
            return new SaveFirst(earlier.with(changes), next);
        }
    }
}
