package dev.outset.migration.endpoint;

/** An end of a migration. */
public enum Side {
    /** Where the guest runs now. */
    SOURCE("source"),
    /** Where it is to run. */
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
