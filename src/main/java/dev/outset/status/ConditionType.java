package dev.outset.status;

import dev.outset.binding.EnumLabels;

/** The condition types of a VM, in lifecycle order. */
public enum ConditionType {
    /** The definition is valid for its QEMU release. */
    ACCEPTED,
    /** QEMU has been started. */
    LAUNCHED,
    /** The migration object exists and can be queried. */
    MIGRATION_OBJECT_READY,
    /** All parameters and capabilities that are set over QMP have been sent and accepted. */
    APPLIED,
    /** All requested values are in effect and were set in time. */
    VERIFIED,
    /** An error occurred; a later reconciliation may resolve it. */
    DEGRADED,
    /** The definition has a change that requires a restart. */
    RESTART_REQUIRED;

    @Override
    public String toString() {
        return EnumLabels.pascal(this);
    }
}
