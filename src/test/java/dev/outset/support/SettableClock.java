package dev.outset.support;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that advances only when the test moves it. */
public final class SettableClock implements InstantSource {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    @Override
    public Instant instant() {
        return now.get();
    }

    /** Advances the clock. */
    public void advance(Duration duration) {
        now.updateAndGet(time -> time.plus(duration));
    }

    /** Advances the clock to an instant, unless it is in the past. */
    public void advanceTo(Instant instant) {
        now.updateAndGet(time -> instant.isAfter(time) ? instant : time);
    }
}
