package dev.outset.migration.endpoint;

/** A side of a migration. */
public enum Side {
    /** Where the guest runs now. */
    SOURCE("source"),
    /** Where the guest should run. */
    DESTINATION("destination");

    private final String label;

    Side(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
