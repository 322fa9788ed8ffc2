package dev.outset.qemu;

import dev.outset.binding.EnumLabels;

/** QEMU's {@code MachineInitPhase} ({@code include/hw/core/qdev.h}), which advances one phase at a time. */
public enum BootPhase {
    /** The process runs; no machine exists. */
    NO_MACHINE,
    /** The machine object and the early backends exist. */
    MACHINE_CREATED,
    /** The accelerator is initialised. */
    ACCEL_CREATED,
    /** Late backends and monitors exist; a separate phase since 9.0. */
    LATE_BACKENDS_CREATED,
    /** The board's init function has run. */
    MACHINE_INITIALIZED,
    /** All devices of the command line exist. */
    MACHINE_READY;

    /** The name used in JSON, SQL and logs, such as {@code late-backends-created}. */
    @Override
    public String toString() {
        return EnumLabels.kebab(this);
    }
}
