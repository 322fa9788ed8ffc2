package dev.outset.store;

import dev.outset.status.VmStatus;
import dev.outset.vm.VmDefinition;

/**
 * A VM as it is stored.
 *
 * @param definition what the user declared
 * @param definitionVersion counts the writes of the definition, labels included; the ETag
 * @param status what was observed
 * @param statusVersion counts the writes of the status
 */
public record StoredVm(VmDefinition definition, long definitionVersion, VmStatus status, long statusVersion) {}
