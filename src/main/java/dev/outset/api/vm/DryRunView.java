package dev.outset.api.vm;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What would be, had it not been a dry run.
 *
 * @param vm the VM with its spec in canonical units
 * @param plan how everything gets into its QEMU
 * @param commandLine the command line
 */
@Schema(name = "DryRun", description = "What would be, had it not been a dry run.")
record DryRunView(VmView vm, PlanView plan, CommandLineView commandLine) {}
