package dev.outset.migration.endpoint;

import dev.outset.vm.VmSpec;
import java.util.List;

/**
 * One end as it is asked about.
 *
 * @param name the guest's name on that end
 * @param spec its definition
 * @param arguments what its command line has beyond the definition, such as {@code -uuid}; the last one counts
 * @param monitorSocket where its QEMU offers its monitor: the path of a unix socket on its host
 */
public record EndpointSpec(String name, VmSpec spec, List<String> arguments, String monitorSocket) {
    public EndpointSpec {
        arguments = List.copyOf(arguments);
    }
}
