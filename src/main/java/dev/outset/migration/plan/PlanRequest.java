package dev.outset.migration.plan;

import dev.outset.migration.endpoint.EndpointSpec;
import org.jspecify.annotations.Nullable;

/**
 * A migration that somebody thinks of.
 *
 * @param source where the guest runs
 * @param destination where it is to run
 * @param uri where the source connects to, such as {@code tcp:host-b:4444}; null for the place that the destination's
 *     definition names, or one of the transport
 * @param transport {@code tcp}, {@code unix}, {@code vsock}, {@code fd}, {@code exec}, {@code rdma} or {@code file};
 *     null for that of the address
 * @param afterListening whether the destination's settings come after {@code migrate-incoming}
 */
public record PlanRequest(
        EndpointSpec source,
        EndpointSpec destination,
        @Nullable String uri,
        @Nullable String transport,
        boolean afterListening) {}
