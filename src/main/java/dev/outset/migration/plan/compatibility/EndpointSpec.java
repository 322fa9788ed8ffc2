package dev.outset.migration.plan.compatibility;

import dev.outset.validation.PlannedDefinition;
import dev.outset.vm.VmSpec;
import java.util.List;

/**
 * The definition of one endpoint to plan for.
 *
 * @param name the name of the VM
 * @param spec the definition as requested
 * @param validated the same definition, validated
 * @param arguments additional command-line arguments, such as {@code -uuid}; they override earlier ones
 * @param monitorSocket the path of the monitor's unix socket on its host
 */
public record EndpointSpec(
        String name, VmSpec spec, PlannedDefinition validated, List<String> arguments, String monitorSocket) {
    public EndpointSpec {
        arguments = List.copyOf(arguments);
    }
}
