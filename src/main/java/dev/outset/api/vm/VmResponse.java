package dev.outset.api.vm;

import dev.outset.api.problem.ViolationView;
import dev.outset.api.vm.admission.ChangeView;
import dev.outset.api.vm.admission.CommandLineView;
import dev.outset.api.vm.admission.PlanView;
import dev.outset.api.vm.admission.VmView;
import dev.outset.status.StatusSummary;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request to create or replace a VM answers, for the OpenAPI document: the members of a VM, or those of a dry run. A generated
 * client has one type for an operation, whatever the status, and cannot tell two schemas apart by their members.
 *
 * @param name of a VM
 * @param labels of a VM
 * @param spec of a VM
 * @param generation of a VM
 * @param createdAt of a VM
 * @param deleting of a VM
 * @param status of a VM
 * @param warnings of a VM
 * @param vm of a dry run
 * @param plan of a dry run
 * @param commandLine of a dry run
 * @param change of a dry run over a VM that is there
 */
@Schema(
        name = "VmAnswer",
        description =
                "A VM; or, with dryRun=true, what would be: the members vm, plan, commandLine and change, and no others.")
record VmResponse(
        @Nullable String name,
        @Nullable Map<String, String> labels,
        @Nullable VmSpec spec,
        @Nullable Long generation,
        @Nullable Instant createdAt,
        @Nullable Boolean deleting,
        @Nullable StatusSummary status,
        @Nullable List<ViolationView> warnings,
        @Nullable VmView vm,
        @Nullable PlanView plan,
        @Nullable CommandLineView commandLine,
        @Nullable ChangeView change) {}
