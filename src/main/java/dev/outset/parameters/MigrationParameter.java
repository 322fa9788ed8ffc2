package dev.outset.parameters;

/**
 * The identity of a migration parameter.
 *
 * @param name the QAPI spelling, such as {@code multifd-channels}
 */
public record MigrationParameter(String name) implements Comparable<MigrationParameter> {

    @Override
    public int compareTo(MigrationParameter other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
