package dev.outset.parameters;

import java.util.Locale;

/** The side of a migration that reads a parameter or capability. */
public enum ReadingSide {
    SOURCE,
    DESTINATION,
    BOTH;

    /** The name used in JSON, SQL and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return label();
    }
}
