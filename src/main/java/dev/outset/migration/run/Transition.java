package dev.outset.migration.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The outcome of processing a state. */
sealed interface Transition {

    /**
     * The state is unchanged.
     *
     * @param delay the delay until the next reconciliation
     */
    record Wait(Duration delay) implements Transition {}

    /**
     * The state continues with new data to store.
     *
     * @param progress the progress that the source reported; null if there is none
     * @param state the state with its new data
     * @param delay the delay until the next reconciliation
     */
    record Update(@Nullable MigrationProgress progress, Migration.State state, Duration delay) implements Transition {}

    /**
     * The migration enters another state.
     *
     * @param state the next state
     * @param progress the progress that the source reported; null if there is none
     */
    record To(Migration.State state, @Nullable MigrationProgress progress) implements Transition {
        To(Migration.State state) {
            this(state, null);
        }
    }
}
