package dev.outset.binding;

/**
 * How much of a body is read and told.
 *
 * @param maxFaults how many faults are listed; further ones are counted
 * @param maxEntries how many entries a list or map may have, unless its field says less
 */
public record ReadLimits(int maxFaults, int maxEntries) {

    /** What is enough for any definition. */
    public static final ReadLimits DEFAULT = new ReadLimits(500, 4096);

    /** For what has been checked before. */
    static final ReadLimits NONE = new ReadLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);
}
