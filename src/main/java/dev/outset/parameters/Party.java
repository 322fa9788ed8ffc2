package dev.outset.parameters;

import java.util.Locale;

/** Which end of a migration reads a parameter or capability. */
public enum Party {
    SOURCE,
    DESTINATION,
    BOTH;

    /** The name at every edge. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return label();
    }
}
