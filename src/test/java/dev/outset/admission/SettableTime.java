package dev.outset.admission;

import io.github.bucket4j.TimeMeter;
import java.util.concurrent.atomic.AtomicLong;

/** A time meter that a test controls. */
record SettableTime(AtomicLong nanos) implements TimeMeter {

    @Override
    public long currentTimeNanos() {
        return nanos.get();
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
