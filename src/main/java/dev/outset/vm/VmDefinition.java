package dev.outset.vm;

import java.time.Instant;
import java.util.Map;

/**
 * What a user declared.
 *
 * @param name the VM's name
 * @param labels the user's labels
 * @param spec what is wanted, accepted and in canonical units
 * @param generation counts the changes of the spec, from 1
 * @param restarts how often a restart has been asked for
 * @param deleting whether the VM is being deleted: its QEMU stops, then it is forgotten
 * @param createdAt when it was first accepted
 */
public record VmDefinition(
        VmName name,
        Map<String, String> labels,
        VmSpec spec,
        long generation,
        long restarts,
        boolean deleting,
        Instant createdAt) {

    public VmDefinition {
        labels = Map.copyOf(labels);
    }
}
