package dev.outset.store.vm;

import dev.outset.status.GuestHold;
import dev.outset.status.VmStatus;
import dev.outset.vm.VmDefinition;
import org.jspecify.annotations.Nullable;

/**
 * A VM as it is stored.
 *
 * @param definition what the user declared
 * @param definitionVersion counts the writes of the definition, labels included; the ETag
 * @param status what was observed
 * @param statusVersion counts the writes of the status
 * @param hold why no QEMU is started for it; null for nothing
 */
public record StoredVm(
        VmDefinition definition,
        long definitionVersion,
        VmStatus status,
        long statusVersion,
        @Nullable GuestHold hold) {

    /** A VM that is not held. */
    public StoredVm(VmDefinition definition, long definitionVersion, VmStatus status, long statusVersion) {
        this(definition, definitionVersion, status, statusVersion, null);
    }
}
