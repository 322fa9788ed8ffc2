package dev.outset.api.vm.admission;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The result of a dry run.
 *
 * @param vm the VM as it would be stored, with its spec in canonical units
 * @param plan the delivery plan
 * @param commandLine the command line
 * @param change the impact on the current VM; null for a new VM
 */
@Schema(name = "DryRun", description = "The result of a dry run.")
public record DryRunView(
        VmView vm,
        PlanView plan,
        CommandLineView commandLine,
        @Nullable ChangeView change) {}
