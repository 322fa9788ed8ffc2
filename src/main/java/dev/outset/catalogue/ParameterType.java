package dev.outset.catalogue;

import java.util.Arrays;
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
        UINT8("uint8"),
        /** An unsigned 32-bit integer. */
        UINT32("uint32"),
        /** An unsigned 64-bit integer. */
        UINT64("uint64"),
        /** An unsigned 64-bit integer that accepts size suffixes in text form. */
        SIZE("size"),
        /** A Boolean. */
        BOOL("bool"),
        /** A string. */
        STR("str"),
        /** A string; null means the empty string. */
        STR_OR_NULL("StrOrNull"),
        /** A list of strings. */
        STRINGS("[str]"),
        /** A list of {@code BitmapMigrationNodeAlias}. */
        BITMAP_MAPPING("[BitmapMigrationNodeAlias]"),
        /** A member of an enumeration, whose QAPI spelling is its name. */
        ENUM("");

        private final String qapi;

        Kind(String qapi) {
            this.qapi = qapi;
        }

        /** Whether the values are unsigned integers. */
        public boolean isNumber() {
            return this == UINT8 || this == UINT32 || this == UINT64 || this == SIZE;
        }
    }

    public ParameterType {
        members = List.copyOf(members);
    }

    /** The type with a QAPI spelling and, if it is an enumeration, its members. */
    public static ParameterType of(String qapi, List<String> members) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.qapi.equals(qapi))
                .findFirst()
                .map(kind -> new ParameterType(qapi, kind, List.of()))
                .orElseGet(() -> new ParameterType(qapi, Kind.ENUM, members));
    }

    /** The type with a QAPI spelling that is not an enumeration. */
    public static ParameterType of(String qapi) {
        return of(qapi, List.of());
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
