package dev.outset.migration.job;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Ids of migrations: the time first, so that they are in the order in which migrations were asked for. */
public final class MigrationIds {

    private final InstantSource clock;

    private final RandomGenerator random;

    /** Ids by a clock, told apart by chance. */
    public MigrationIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new id: 12 hexadecimal digits of milliseconds, a dash, 16 of chance. */
    public String next() {
        return String.format("%012x-%016x", clock.instant().toEpochMilli(), random.nextLong());
    }
}
