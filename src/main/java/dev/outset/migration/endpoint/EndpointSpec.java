package dev.outset.migration.endpoint;

import dev.outset.vm.VmSpec;
import java.util.List;

/**
 * The definition of one endpoint to plan for.
 *
 * @param name the name of the VM
 * @param spec the definition
 * @param arguments additional command-line arguments, such as {@code -uuid}; they override earlier ones
 * @param monitorSocket the path of the monitor's unix socket on its host
 */
public record EndpointSpec(String name, VmSpec spec, List<String> arguments, String monitorSocket) {
    public EndpointSpec {
        arguments = List.copyOf(arguments);
    }
}
