package dev.outset.relocation;

import java.time.Duration;

/** What a step says about the next one. */
public sealed interface NextStep {

    /**
     * There is more to do.
     *
     * @param delay when
     */
    record After(Duration delay) implements NextStep {}

    /** It is over, or there is no such migration. */
    record None() implements NextStep {}
}
