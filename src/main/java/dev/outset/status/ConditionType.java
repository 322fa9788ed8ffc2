package dev.outset.status;

/** The condition types of a VM, in lifecycle order. */
public enum ConditionType {
    /** The definition is valid for its QEMU release. */
    ACCEPTED("Accepted"),
    /** QEMU has been started. */
    LAUNCHED("Launched"),
    /** The migration object exists and can be queried. */
    MIGRATION_OBJECT_READY("MigrationObjectReady"),
    /** All parameters and capabilities that are set over QMP have been sent and accepted. */
    APPLIED("Applied"),
    /** All requested values are in effect and were set in time. */
    VERIFIED("Verified"),
    /** An error occurred; a later reconciliation may resolve it. */
    DEGRADED("Degraded"),
    /** The definition has a change that requires a restart. */
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
