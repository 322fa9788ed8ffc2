package dev.outset.qemu;

import java.util.Locale;

/** QEMU's {@code MachineInitPhase} ({@code include/hw/core/qdev.h}), advanced one at a time. */
public enum BootPhase {
    /** The process runs; there is no machine. */
    NO_MACHINE,
    /** Machine object and early backends exist. */
    MACHINE_CREATED,
    /** The accelerator is initialised. */
    ACCEL_CREATED,
    /** Late backends and monitors exist; a phase of its own since 9.0. */
    LATE_BACKENDS_CREATED,
    /** The board's init function has run. */
    MACHINE_INITIALIZED,
    /** Every device of the command line exists. */
    MACHINE_READY;

    /** The name at every edge, such as {@code late-backends-created}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a label.
     *
     * @throws IllegalArgumentException if no phase has this label
     */
    public static BootPhase of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @Override
    public String toString() {
        return label();
    }
}
