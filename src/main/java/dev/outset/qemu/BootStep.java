package dev.outset.qemu;

import java.util.Locale;

/**
 * A step of {@code system/vl.c: qemu_init}. Which steps a release takes, and in what order, is data of the catalogue:
 * up to 8.0 the migration object comes before the late backends.
 */
public enum BootStep {
    /** Every option has been read once, in command line order. */
    OPTIONS_PARSED,
    /** The stored {@code -global} entries became global properties. */
    GLOBALS_REGISTERED,
    /** The machine class is chosen and its compat properties are registered. */
    MACHINE_OBJECT_CREATED,
    /** CPR state has been received from the source, if a cpr channel was given; since 10.0. */
    CPR_STATE_LOADED,
    /** Objects, character devices and block devices that a machine may need exist. */
    EARLY_BACKENDS_CREATED,
    /** Machine options are applied. */
    MACHINE_OPTIONS_APPLIED,
    /** The accelerator is created and its compat properties are registered. */
    ACCELERATOR_CREATED,
    /** Network and memory backends and the monitors exist. */
    LATE_BACKENDS_CREATED,
    /** The migration object exists, holds its initial values and has been checked. */
    MIGRATION_OBJECT_CREATED,
    /** The main loop runs with few commands allowed, if {@code --preconfig} was given. */
    PRECONFIG,
    /** The board's init function has run. */
    BOARD_INITIALISED,
    /** Every device of the command line exists. */
    DEVICES_CREATED,
    /** The incoming migration listens, if the command line said where. */
    INCOMING_STARTED,
    /** The main loop answers QMP. */
    MONITOR_READY;

    /** The name at every edge, such as {@code migration-object-created}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a label.
     *
     * @throws IllegalArgumentException if no step has this label
     */
    public static BootStep of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public String toString() {
        return label();
    }
}
