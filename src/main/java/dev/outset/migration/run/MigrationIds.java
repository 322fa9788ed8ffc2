package dev.outset.migration.run;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Generates migration ids. An id begins with the time, so ids sort in the order of the requests. */
public final class MigrationIds {

    private final InstantSource clock;

    private final RandomGenerator random;

    /** Creates a generator of ids from a clock and random bits. */
    public MigrationIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * Returns a new id: 12 hexadecimal digits of milliseconds since the epoch, a dash, and 16 random hexadecimal
     * digits.
     */
    public String next() {
        return String.format("%012x-%016x", clock.instant().toEpochMilli(), random.nextLong());
    }
}
