package dev.outset.status;

import dev.outset.parameters.MigrationCapability;
import dev.outset.qemu.BootStep;
import org.jspecify.annotations.Nullable;

/**
 * A capability as last read from QEMU.
 *
 * @param capability the capability
 * @param desired the requested state; null if the definition does not request one
 * @param observed the state read from QEMU; null if QEMU does not report it
 * @param appliedAtStep the last boot step completed when the state took effect; null if unknown
 * @param verdict the result of the verification
 */
public record ObservedCapability(
        MigrationCapability capability,
        @Nullable Boolean desired,
        @Nullable Boolean observed,
        @Nullable BootStep appliedAtStep,
        Verdict verdict) {}
