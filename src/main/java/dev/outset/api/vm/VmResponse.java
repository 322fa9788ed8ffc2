package dev.outset.api.vm;

import dev.outset.api.vm.admission.ChangeView;
import dev.outset.api.vm.admission.CommandLineView;
import dev.outset.api.vm.admission.PlanView;
import dev.outset.api.vm.admission.VmView;
import dev.outset.status.VmStatus;
import dev.outset.violation.Violation;
import dev.outset.vm.VmSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A VM or, with dryRun=true, the result of the dry run: only the members vm, plan, commandLine and change.
 *
 * @param name the name of the VM; null in a dry run
 * @param labels the labels; null in a dry run
 * @param spec the desired state, in canonical units; null in a dry run
 * @param generation the number of the spec revision, starting at 1; null in a dry run
 * @param createdAt when the VM was created; null in a dry run
 * @param deleting whether the VM is being deleted; null in a dry run
 * @param status the observed state; null in a dry run
 * @param links addresses of related resources; null in a dry run
 * @param warnings warnings about the definition; null if there are none
 * @param vm the VM as it would be stored; null unless it is a dry run
 * @param plan the delivery plan; null unless it is a dry run
 * @param commandLine the command line; null unless it is a dry run
 * @param change the impact on the existing VM; null unless a dry run replaces one
 */
// One schema, because generated clients cannot distinguish two by their members.
record VmResponse(
        @Nullable String name,
        @Nullable Map<String, String> labels,
        @Nullable VmSpec spec,
        @Nullable Long generation,
        @Nullable Instant createdAt,
        @Nullable Boolean deleting,
        @Nullable VmStatus status,
        VmView.@Nullable Links links,
        @Nullable List<Violation> warnings,
        @Nullable VmView vm,
        @Nullable PlanView plan,
        @Nullable CommandLineView commandLine,
        @Nullable ChangeView change) {}
