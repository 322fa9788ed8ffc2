package dev.outset.qemu;

import dev.outset.binding.EnumLabels;
import java.util.Optional;

/** QAPI's {@code RunState}. */
public enum RunState {
    /** QEMU runs on a debugger. */
    DEBUG,
    /** An incoming migration is expected. */
    INMIGRATE,
    /** An internal error prevents the guest from running. */
    INTERNAL_ERROR,
    /** The guest was stopped by an I/O error. */
    IO_ERROR,
    /** The guest was stopped. */
    PAUSED,
    /** The guest was migrated to another QEMU. */
    POSTMIGRATE,
    /** The guest has not run yet. */
    PRELAUNCH,
    /** The guest is stopped for the final phase of a migration. */
    FINISH_MIGRATE,
    /** The guest is stopped while a snapshot is restored. */
    RESTORE_VM,
    /** The guest runs. */
    RUNNING,
    /** The guest is stopped while a snapshot is saved. */
    SAVE_VM,
    /** The guest was shut down and QEMU does not exit. */
    SHUTDOWN,
    /** The guest is suspended (ACPI S3). */
    SUSPENDED,
    /** The guest was stopped by its watchdog. */
    WATCHDOG,
    /** The guest was stopped by a panic. */
    GUEST_PANICKED,
    /** The guest is stopped to save or restore its state (COLO). */
    COLO;

    /** Finds the run state with a QAPI name. */
    public static Optional<RunState> find(String label) {
        return EnumLabels.find(RunState.class, label);
    }

    /** Returns the QAPI name. */
    @Override
    public String toString() {
        return EnumLabels.kebab(this);
    }
}
