package dev.outset.qemu;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.outset.binding.EnumLabels;
import java.time.Instant;

/**
 * A step of {@code system/vl.c: qemu_init}. The catalogue defines which steps a release has, and in which order: up to
 * 8.0, the migration object is created before the late backends.
 */
public enum BootStep {
    /** All options have been parsed once, in command-line order. */
    OPTIONS_PARSED,
    /** The stored {@code -global} entries are registered as global properties. */
    GLOBALS_REGISTERED,
    /** The machine class is chosen and its compat properties are registered. */
    MACHINE_OBJECT_CREATED,
    /** The CPR state has been received from the source, if a cpr channel is configured; since 10.0. */
    CPR_STATE_LOADED,
    /** Objects, character devices and block devices that the machine may need exist. */
    EARLY_BACKENDS_CREATED,
    /** Machine options are applied. */
    MACHINE_OPTIONS_APPLIED,
    /** The accelerator is created and its compat properties are registered. */
    ACCELERATOR_CREATED,
    /** Network and memory backends and the monitors exist. */
    LATE_BACKENDS_CREATED,
    /** The migration object exists, holds its initial values and has been checked. */
    MIGRATION_OBJECT_CREATED,
    /** The main loop runs with a limited set of commands, if {@code --preconfig} is given. */
    PRECONFIG,
    /** The board's init function has run. */
    BOARD_INITIALISED,
    /** All devices of the command line exist. */
    DEVICES_CREATED,
    /** The incoming migration listens, if the command line contains an address. */
    INCOMING_STARTED,
    /** The main loop processes QMP commands. */
    MONITOR_READY;

    /**
     * A boot step that was reached.
     *
     * @param step the step
     * @param phase the phase reached after the step
     * @param at when the step was reached
     */
    public record Reached(BootStep step, BootPhase phase, Instant at) {}

    /**
     * Parses a label.
     *
     * @throws IllegalArgumentException if no step has this label
     */
    @JsonCreator
    public static BootStep of(String label) {
        return EnumLabels.find(BootStep.class, label)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + label + "' is not a QEMU boot step, such as migration-object-created"));
    }

    /** The name used in JSON, SQL and logs, such as {@code migration-object-created}. */
    @Override
    public String toString() {
        return EnumLabels.kebab(this);
    }
}
