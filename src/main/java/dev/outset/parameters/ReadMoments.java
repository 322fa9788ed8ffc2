package dev.outset.parameters;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When QEMU acts on a parameter or capability on each side of a migration.
 *
 * @param source when the source acts on it; null if the source does not read it
 * @param destination when the destination acts on it; null if the destination does not read it
 */
public record ReadMoments(
        @Nullable ReadMoment source, @Nullable ReadMoment destination) {

    /**
     * Creates the moments of both sides.
     *
     * @throws IllegalArgumentException if neither side reads it
     */
    public ReadMoments {
        if (source == null && destination == null) {
            throw new IllegalArgumentException("The source or the destination must read it");
        }
    }

    /** The side that reads it. */
    public ReadingSide readingSide() {
        return source == null ? ReadingSide.DESTINATION : destination == null ? ReadingSide.SOURCE : ReadingSide.BOTH;
    }

    /** The earlier of the two moments. */
    public ReadMoment earliest() {
        if (source == null || destination == null) {
            return source == null ? Objects.requireNonNull(destination) : source;
        }
        return source.compareTo(destination) <= 0 ? source : destination;
    }

    /** Whether the destination acts on it before or while it starts to listen. */
    public boolean isBeforeListening() {
        return destination != null && destination.compareTo(ReadMoment.INCOMING) <= 0;
    }
}
