package dev.outset.migration.run;

import dev.outset.migration.job.MigrationJobState;
import dev.outset.migration.job.MigrationProgress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a state comes to when it is looked at. */
sealed interface Transition {

    /**
     * Nothing has changed.
     *
     * @param delay when to look again
     */
    record Wait(Duration delay) implements Transition {}

    /**
     * The state goes on, and there is something to write down.
     *
     * @param progress what the source said; null for nothing new
     * @param state the state, with what it has learned
     * @param delay when to look again
     */
    record Note(@Nullable MigrationProgress progress, MigrationJobState state, Duration delay) implements Transition {}

    /**
     * The next state.
     *
     * @param state which
     * @param progress what the source said; null for nothing new
     */
    record To(MigrationJobState state, @Nullable MigrationProgress progress) implements Transition {
        static To of(MigrationJobState state) {
            return new To(state, null);
        }
    }
}
