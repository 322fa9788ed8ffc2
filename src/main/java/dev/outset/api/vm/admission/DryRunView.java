package dev.outset.api.vm.admission;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What would be, had it not been a dry run.
 *
 * @param vm the VM with its spec in canonical units
 * @param plan how everything gets into its QEMU
 * @param commandLine the command line
 * @param change what it does to the VM as it is; null for a VM that is not there yet
 */
@Schema(name = "DryRun", description = "What would be, had it not been a dry run.")
public record DryRunView(
        VmView vm,
        PlanView plan,
        CommandLineView commandLine,
        @Nullable ChangeView change) {}
