package dev.outset.migration.plan;

import dev.outset.migration.plan.compatibility.EndpointSpec;
import dev.outset.migration.plan.convergence.DeclaredLoad;
import dev.outset.vm.property.ByteRate;
import org.jspecify.annotations.Nullable;

/**
 * A migration to plan.
 *
 * @param source where the guest runs
 * @param destination where the guest should run
 * @param uri the URI that the source connects to, such as {@code tcp:host-b:4444}; null for the address in the
 *     destination's definition, or else the default address of the transport
 * @param transport {@code tcp}, {@code unix}, {@code vsock}, {@code fd}, {@code exec}, {@code rdma} or {@code file};
 *     null for the transport of the address
 * @param settings when the settings of the destination are applied
 * @param load the load of the guest and the network, as far as they are declared
 * @param measuredDirtyRate the dirty rate of the guest in an earlier migration; null if it is unknown
 */
public record PlanRequest(
        EndpointSpec source,
        EndpointSpec destination,
        @Nullable String uri,
        @Nullable String transport,
        DestinationSettings settings,
        DeclaredLoad load,
        @Nullable ByteRate measuredDirtyRate) {

    /** A migration without a known load. */
    public PlanRequest(
            EndpointSpec source,
            EndpointSpec destination,
            @Nullable String uri,
            @Nullable String transport,
            DestinationSettings settings) {
        this(source, destination, uri, transport, settings, DeclaredLoad.NONE, null);
    }
}
