package dev.outset.api.migration;

import dev.outset.binding.Default;
import dev.outset.binding.Placeholder;
import dev.outset.migration.plan.DestinationSettings;
import dev.outset.migration.plan.convergence.DeclaredLoad;
import dev.outset.vm.QemuChoice;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration to plan.
 *
 * @param source the source of the guest
 * @param destination the destination. Without vm and spec, the plan derives its definition from the source.
 * @param transport the transport of the main stream. Defaults to that of the address, or unix.
 * @param address the URI that the source connects to
 * @param destinationSettings when the capabilities and parameters of the destination are set
 * @param load the load of the guest and the network, from which the plan predicts whether the migration converges
 */
record MigrationPlanRequest(
        @Placeholder("{}") Endpoint source,
        @Default("{}") Endpoint destination,

        @Pattern(regexp = "tcp|unix|vsock|fd|exec|rdma|file") @Nullable String transport,

        @Schema(example = "tcp:host-b:4444") @Size(min = 1, max = 1024) @Nullable String address,

        @Default("before-listening") DestinationSettings destinationSettings,
        @Default("{}") DeclaredLoad load) {

    /**
     * An endpoint of a migration: a stored VM, or a definition.
     *
     * @param vm the name of a stored VM
     * @param spec a definition. At most one of vm and spec.
     * @param qemu the QEMU of a destination without vm and spec. Defaults to that of the source.
     * @param arguments additional arguments of the command line. The last occurrence of an option takes effect.
     */
    @Schema(name = "MigrationEndpoint")
    record Endpoint(
            @Schema(description = "The name of a stored VM.", example = "db-1") @Nullable VmName vm,

            @Nullable VmSpec spec,
            @Nullable QemuChoice qemu,

            @Schema(example = "[\"-uuid\", \"11111111-1111-1111-1111-111111111111\"]") @Default("[]") @Size(max = 256) List<String> arguments) {
        Endpoint {
            arguments = List.copyOf(arguments);
        }
    }
}
