package dev.outset.catalogue;

import java.util.List;

/**
 * The QAPI type of a parameter or property.
 *
 * @param qapi the QAPI spelling, such as {@code uint8} or {@code MultiFDCompression}
 * @param kind what values look like
 * @param members the members of an enumeration that this build knows, in schema order; empty for every other kind
 */
public record ParameterType(String qapi, Kind kind, List<String> members) {

    /** What the values of a type look like. */
    public enum Kind {
        /** An unsigned integer of 8 bit. */
        UINT8,
        /** An unsigned integer of 32 bit. */
        UINT32,
        /** An unsigned integer of 64 bit. */
        UINT64,
        /** An unsigned integer of 64 bit that takes size suffixes in text. */
        SIZE,
        /** On or off. */
        BOOL,
        /** A member of an enumeration. */
        ENUM,
        /** A string. */
        STR,
        /** A string, or null for the empty string. */
        STR_OR_NULL,
        /** A list of strings. */
        STRINGS,
        /** A list of {@code BitmapMigrationNodeAlias}. */
        BITMAP_MAPPING;

        /** Whether the values are unsigned numbers. */
        public boolean isNumber() {
            return this == UINT8 || this == UINT32 || this == UINT64 || this == SIZE;
        }
    }

    public ParameterType {
        members = List.copyOf(members);
    }

    /** The largest number the type can hold, as unsigned 64 bit; 0 for types that are no numbers. */
    public long maximum() {
        return switch (kind) {
            case UINT8 -> 0xffL;
            case UINT32 -> 0xffff_ffffL;
            case UINT64, SIZE -> -1L;
            case BOOL, ENUM, STR, STR_OR_NULL, STRINGS, BITMAP_MAPPING -> 0L;
        };
    }
}
