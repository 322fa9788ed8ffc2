package dev.outset.launch.policy.rule;

/** When the policy is applied. */
public enum CheckTime {
    /** At the admission of a definition or a migration; the files on the host may change before they are used. */
    ADMISSION,
    /** Right before a process is started or a command is sent. */
    USE
}
