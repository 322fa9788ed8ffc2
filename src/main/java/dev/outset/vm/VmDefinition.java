package dev.outset.vm;

import java.time.Instant;
import java.util.Map;

/**
 * A VM as declared by a user.
 *
 * @param name the VM's name
 * @param labels the user's labels
 * @param spec the validated spec, in canonical units
 * @param generation the number of the spec's revision, starting at 1
 * @param restarts the number of restarts requested so far
 * @param deleting whether the VM is being deleted: its QEMU is stopped, then the definition is removed
 * @param createdAt when the definition was created
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

    /** This definition with other labels and another spec; a different spec is a new generation. */
    public VmDefinition with(Map<String, String> newLabels, VmSpec newSpec) {
        long newGeneration = newSpec.equals(spec) ? generation : generation + 1;
        return new VmDefinition(name, newLabels, newSpec, newGeneration, restarts, deleting, createdAt);
    }

    /** This definition with one more restart. */
    public VmDefinition restarted() {
        return new VmDefinition(name, labels, spec, generation, restarts + 1, deleting, createdAt);
    }

    /** This definition, marked for deletion. */
    public VmDefinition markedForDeletion() {
        return new VmDefinition(name, labels, spec, generation, restarts, true, createdAt);
    }
}
