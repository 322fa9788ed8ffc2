package dev.outset.parameters;

/**
 * The identity of a migration capability.
 *
 * @param name the QAPI name, such as {@code postcopy-ram}
 */
public record MigrationCapability(String name) implements Comparable<MigrationCapability> {

    @Override
    public int compareTo(MigrationCapability other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
