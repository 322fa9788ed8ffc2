package dev.outset.launch.policy.rule;

/** When the policy is asked. */
public enum CheckTime {
    /** A definition or a migration is admitted: what lies at a path now may be gone when it counts. */
    ADMISSION,
    /** A process is about to be started, or a command to be sent. */
    USE
}
