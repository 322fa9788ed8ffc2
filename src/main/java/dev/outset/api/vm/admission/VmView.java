package dev.outset.api.vm.admission;

import dev.outset.api.problem.ViolationView;
import dev.outset.binding.Json;
import dev.outset.status.StatusSummary;
import dev.outset.status.VmStatus;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmListRow;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A VM as it is answered.
 *
 * @param name its name
 * @param labels the user's labels
 * @param spec what is wanted, in canonical units
 * @param generation counts the changes of the spec
 * @param createdAt when it was first accepted
 * @param deleting whether it is being deleted
 * @param status what is observed
 * @param warnings hints on the definition; null where it was not checked anew
 */
@Schema(name = "Vm", description = "A VM.")
public record VmView(
        String name,
        Map<String, String> labels,
        @Schema(implementation = VmSpec.class) Json spec,
        long generation,
        Instant createdAt,
        boolean deleting,
        @Schema(implementation = StatusSummary.class) Json status,
        @Nullable List<ViolationView> warnings) {

    public static VmView of(StoredVm vm) {
        return of(vm.definition(), vm.status(), null);
    }

    public static VmView of(VmListRow vm) {
        return new VmView(
                vm.name().value(),
                vm.labels(),
                Json.written(vm.spec()),
                vm.generation(),
                vm.createdAt(),
                vm.deleting(),
                Json.written(vm.status()),
                null);
    }

    public static VmView of(VmDefinition definition, VmStatus status, @Nullable List<ViolationView> warnings) {
        return new VmView(
                definition.name().value(),
                definition.labels(),
                Json.of(definition.spec()),
                definition.generation(),
                definition.createdAt(),
                definition.deleting(),
                Json.of(status.summary()),
                warnings == null || warnings.isEmpty() ? null : warnings);
    }
}
