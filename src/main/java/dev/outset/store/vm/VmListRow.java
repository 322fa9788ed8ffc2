package dev.outset.store.vm;

import dev.outset.status.VmStatus;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import java.time.Instant;
import java.util.Map;

/**
 * A VM as returned by the API; its spec and status remain JSON text as stored.
 *
 * @param name the name
 * @param labels the labels
 * @param spec the {@link VmSpec}, as JSON
 * @param generation incremented by each change of the spec
 * @param deleting whether it is being deleted
 * @param createdAt when it was created
 * @param definitionVersion incremented by each write of the definition, including labels; the ETag
 * @param status the {@link VmStatus}, as JSON without its internal components
 */
public record VmListRow(
        VmName name,
        Map<String, String> labels,
        String spec,
        long generation,
        boolean deleting,
        Instant createdAt,
        long definitionVersion,
        String status) {

    public VmListRow {
        labels = Map.copyOf(labels);
    }

    /** Returns whether its status contains a hold. */
    public boolean isHeld() {
        return status.contains("\"hold\":{");
    }

    /** Returns the VM with another status. */
    public VmListRow with(String changed) {
        return new VmListRow(name, labels, spec, generation, deleting, createdAt, definitionVersion, changed);
    }
}
