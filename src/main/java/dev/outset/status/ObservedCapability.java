package dev.outset.status;

import dev.outset.parameters.MigrationCapability;
import dev.outset.qemu.BootStep;
import org.jspecify.annotations.Nullable;

/**
 * One capability as it was read back.
 *
 * @param capability which
 * @param desired whether it is wanted on; null when the definition does not ask for it
 * @param observed whether it is on; null when QEMU does not show it
 * @param appliedAtStep the last step of QEMU's start that was behind it when the state came into force; null when it is
 *     not known
 * @param verdict what follows from all this
 */
public record ObservedCapability(
        MigrationCapability capability,
        @Nullable Boolean desired,
        @Nullable Boolean observed,
        @Nullable BootStep appliedAtStep,
        Verdict verdict) {}
