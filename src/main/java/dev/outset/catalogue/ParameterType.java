package dev.outset.catalogue;

import java.util.List;

/**
 * The QAPI type of a parameter or property.
 *
 * @param qapi the QAPI spelling, such as {@code uint8} or {@code MultiFDCompression}
 * @param kind the kind of values
 * @param members the enumeration members supported by this build, in schema order; empty for other kinds
 */
public record ParameterType(String qapi, Kind kind, List<String> members) {

    /** The kind of values of a type. */
    public enum Kind {
        /** An unsigned 8-bit integer. */
        UINT8,
        /** An unsigned 32-bit integer. */
        UINT32,
        /** An unsigned 64-bit integer. */
        UINT64,
        /** An unsigned 64-bit integer that accepts size suffixes in text form. */
        SIZE,
        /** A Boolean. */
        BOOL,
        /** An enumeration member. */
        ENUM,
        /** A string. */
        STR,
        /** A string; null means the empty string. */
        STR_OR_NULL,
        /** A list of strings. */
        STRINGS,
        /** A list of {@code BitmapMigrationNodeAlias}. */
        BITMAP_MAPPING;

        /** Whether the values are unsigned integers. */
        public boolean isNumber() {
            return this == UINT8 || this == UINT32 || this == UINT64 || this == SIZE;
        }
    }

    public ParameterType {
        members = List.copyOf(members);
    }

    /** The largest value of the type, as an unsigned 64-bit integer; 0 for non-numeric types. */
    public long maximum() {
        return switch (kind) {
            case UINT8 -> 0xffL;
            case UINT32 -> 0xffff_ffffL;
            case UINT64, SIZE -> -1L;
            case BOOL, ENUM, STR, STR_OR_NULL, STRINGS, BITMAP_MAPPING -> 0L;
        };
    }
}
