package dev.outset.parameters;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The identity of a migration parameter.
 *
 * @param name the QAPI name, such as {@code multifd-channels}
 */
public record MigrationParameter(@JsonValue String name) implements Comparable<MigrationParameter> {

    @Override
    public int compareTo(MigrationParameter other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
