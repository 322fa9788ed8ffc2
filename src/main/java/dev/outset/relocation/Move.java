package dev.outset.relocation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a state comes to when it is looked at. */
sealed interface Move {

    /**
     * Nothing has changed.
     *
     * @param delay when to look again
     */
    record Wait(Duration delay) implements Move {}

    /**
     * The state goes on, and there is something to write down.
     *
     * @param progress what the source said; null for nothing new
     * @param state the state, with what it has learned
     * @param delay when to look again
     */
    record Note(@Nullable Progress progress, RelocationState state, Duration delay) implements Move {}

    /**
     * The next state.
     *
     * @param state which
     * @param progress what the source said; null for nothing new
     */
    record To(RelocationState state, @Nullable Progress progress) implements Move {
        static To of(RelocationState state) {
            return new To(state, null);
        }
    }
}
