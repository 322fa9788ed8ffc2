package dev.outset.store.vm;

import dev.outset.status.GuestHold;
import dev.outset.status.VmStatus;
import dev.outset.vm.VmDefinition;
import org.jspecify.annotations.Nullable;

/**
 * A stored VM.
 *
 * @param definition the definition, as declared by the user
 * @param definitionVersion incremented by each write of the definition, including labels; the ETag
 * @param status the observed status
 * @param statusVersion incremented by each write of the status
 * @param hold the hold because of which no QEMU is started; null if there is none
 */
public record StoredVm(
        VmDefinition definition,
        long definitionVersion,
        VmStatus status,
        long statusVersion,
        @Nullable GuestHold hold) {

    /** Creates a VM without a hold. */
    public StoredVm(VmDefinition definition, long definitionVersion, VmStatus status, long statusVersion) {
        this(definition, definitionVersion, status, statusVersion, null);
    }
}
