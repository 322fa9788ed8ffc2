package dev.outset.store.vm;

import dev.outset.status.StatusSummary;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import java.time.Instant;
import java.util.Map;

/**
 * A VM as it is shown: what nobody has to understand on the way from the database to who asks stays the text it is.
 *
 * @param name its name
 * @param labels the user's labels
 * @param spec the {@link VmSpec}, as JSON
 * @param generation counts the changes of the spec
 * @param deleting whether it is being deleted
 * @param createdAt when it was first accepted
 * @param definitionVersion counts the writes of the definition, labels included; the ETag
 * @param status the {@link StatusSummary}, as JSON
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

    /** Whether its status has a hold. */
    public boolean isHeld() {
        return status.contains("\"hold\":{");
    }

    /** The same VM with another status. */
    public VmListRow with(String changed) {
        return new VmListRow(name, labels, spec, generation, deleting, createdAt, definitionVersion, changed);
    }
}
