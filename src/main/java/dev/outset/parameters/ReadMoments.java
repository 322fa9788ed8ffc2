package dev.outset.parameters;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When QEMU acts on a parameter or capability at each end of a migration.
 *
 * @param source on the source; null where the source does not read it
 * @param destination on the destination; null where the destination does not read it
 */
public record ReadMoments(
        @Nullable ReadMoment source, @Nullable ReadMoment destination) {

    /**
     * The moments of both ends.
     *
     * @throws IllegalArgumentException if neither end reads it
     */
    public ReadMoments {
        if (source == null && destination == null) {
            throw new IllegalArgumentException("One end of a migration reads it");
        }
    }

    /** Which end reads it. */
    public Party party() {
        return source == null ? Party.DESTINATION : destination == null ? Party.SOURCE : Party.BOTH;
    }

    /** The first moment at either end. */
    public ReadMoment earliest() {
        if (source == null || destination == null) {
            return source == null ? Objects.requireNonNull(destination) : source;
        }
        return source.compareTo(destination) <= 0 ? source : destination;
    }

    /** Whether a destination acts on it before or while it begins to listen. */
    public boolean isBeforeListening() {
        return destination != null && destination.compareTo(ReadMoment.INCOMING) <= 0;
    }
}
