package dev.outset.migration.job;

/** How far a migration is, in a word. */
public enum MigrationPhase {
    /** Both ends are looked at and the plan is made. */
    PREPARING("Preparing"),
    /** Both ends get their settings, and the destination listens. */
    APPLYING("Applying"),
    /** Everything is in force; the source is told to migrate. */
    STARTING("Starting"),
    /** The guest is on its way. */
    MOVING("Moving"),
    /** The settings of before are put back. */
    RESTORING("Restoring"),
    /** It is over. */
    ENDED("Ended");

    private final String label;

    MigrationPhase(String label) {
        this.label = label;
    }

    /**
     * The phase of a word.
     *
     * @throws IllegalArgumentException if there is none
     */
    static MigrationPhase of(String label) {
        for (MigrationPhase phase : values()) {
            if (phase.label.equals(label)) {
                return phase;
            }
        }
        throw new IllegalArgumentException("'" + label + "' is no phase");
    }

    @Override
    public String toString() {
        return label;
    }
}
