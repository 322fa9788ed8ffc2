package dev.outset.status;

/** The conditions of a VM, in order of life. */
public enum ConditionType {
    /** The definition is valid for its QEMU. */
    ACCEPTED("Accepted"),
    /** Its QEMU has been started. */
    LAUNCHED("Launched"),
    /** The migration object exists and can be read. */
    MIGRATION_OBJECT_READY("MigrationObjectReady"),
    /** Everything that travels over QMP has been sent and accepted. */
    APPLIED("Applied"),
    /** Every wanted value is in force, and was in time. */
    VERIFIED("Verified"),
    /** Something is wrong that a later pass may mend. */
    DEGRADED("Degraded"),
    /** The definition has changed in a way that only a new boot brings about. */
    RESTART_REQUIRED("RestartRequired");

    private final String label;

    ConditionType(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
