package dev.outset.parameters;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The identity of a migration capability.
 *
 * @param name the QAPI name, such as {@code postcopy-ram}
 */
public record MigrationCapability(@JsonValue String name) implements Comparable<MigrationCapability> {

    @Override
    public int compareTo(MigrationCapability other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
