package dev.outset.vm;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
 * @param createdAt when the definition was created, in microseconds, as databases store it
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
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** A copy with other labels. */
    public VmDefinition withLabels(Map<String, String> changed) {
        return copy(changed, spec, restarts, deleting);
    }

    /** A copy with another spec; the generation is incremented if the specs differ. */
    public VmDefinition withSpec(VmSpec changed) {
        return copy(labels, changed, restarts, deleting);
    }

    /** A copy with one more requested restart. */
    public VmDefinition withRestart() {
        return copy(labels, spec, restarts + 1, deleting);
    }

    /** A copy that is being deleted. */
    public VmDefinition withDeletion() {
        return copy(labels, spec, restarts, true);
    }

    private VmDefinition copy(Map<String, String> newLabels, VmSpec newSpec, long newRestarts, boolean newDeleting) {
        long newGeneration = newSpec.equals(spec) ? generation : generation + 1;
        return new VmDefinition(name, newLabels, newSpec, newGeneration, newRestarts, newDeleting, createdAt);
    }
}
