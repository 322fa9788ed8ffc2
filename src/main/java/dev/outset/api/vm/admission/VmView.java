package dev.outset.api.vm.admission;

import dev.outset.binding.RawJson;
import dev.outset.status.VmStatus;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmListRow;
import dev.outset.violation.Violation;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A VM with its definition and status.
 *
 * @param name the name of the VM
 * @param labels user-defined labels
 * @param spec the desired state, in canonical units
 * @param generation the number of the spec revision, starting at 1
 * @param createdAt when the VM was created
 * @param deleting whether the VM is being deleted
 * @param status the observed state
 * @param links addresses of related resources
 * @param warnings warnings about the definition; null if there are none, or it was not validated
 */
@Schema(name = "Vm")
public record VmView(
        String name,
        Map<String, String> labels,
        @Schema(implementation = VmSpec.class) Object spec,
        long generation,
        Instant createdAt,
        boolean deleting,
        @Schema(implementation = VmStatus.class) Object status,
        Links links,
        @Nullable List<Violation> warnings) {

    /**
     * Addresses of resources that are related to a VM.
     *
     * @param migrations the migrations with this VM as source or destination
     */
    @Schema(name = "VmLinks")
    public record Links(
            @Schema(example = "/api/v1/migrations?vm=db-1") String migrations) {

        private static Links of(VmName vm) {
            return new Links("/api/v1/migrations?vm=" + vm);
        }
    }

    /** The view of a stored VM, without warnings. */
    public static VmView of(StoredVm vm) {
        return of(vm.definition(), vm.status(), null);
    }

    /** The view of a row of a list, without warnings. */
    public static VmView of(VmListRow vm) {
        return new VmView(
                vm.name().value(),
                vm.labels(),
                new RawJson(vm.spec()),
                vm.generation(),
                vm.createdAt(),
                vm.deleting(),
                new RawJson(vm.status()),
                Links.of(vm.name()),
                null);
    }

    /** The view of a definition and its status. */
    public static VmView of(VmDefinition definition, VmStatus status, @Nullable List<Violation> warnings) {
        return new VmView(
                definition.name().value(),
                definition.labels(),
                definition.spec(),
                definition.generation(),
                definition.createdAt(),
                definition.deleting(),
                status,
                Links.of(definition.name()),
                warnings == null || warnings.isEmpty() ? null : warnings);
    }
}
