package dev.outset.binding;

/**
 * Limits for reading a request body.
 *
 * @param maxErrors the maximum number of listed errors; further errors are only counted
 * @param maxEntries the maximum number of entries in a list or map, unless its field has a lower limit
 */
public record ReadLimits(int maxErrors, int maxEntries) {

    /** Limits that are sufficient for any VM definition. */
    public static final ReadLimits DEFAULT = new ReadLimits(500, 4096);

    /** No limits, for data that has already been validated. */
    static final ReadLimits NONE = new ReadLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);
}
