package dev.outset.api.migration;

import dev.outset.binding.Default;
import dev.outset.migration.plan.DestinationSettings;
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
 * @param destination the destination; derived from the source if it has neither vm nor spec
 * @param transport the transport of the main stream; null for that of the address, or unix without an address
 * @param address the URI that the source connects to; null for the address in the definition of the destination
 * @param destinationSettings when the capabilities and parameters of the destination are set
 */
@Schema(name = "MigrationPlanRequest", description = "A migration to plan.")
record MigrationPlanRequest(
        @Schema(description = "The source of the guest.") Endpoint source,

        @Schema(description = "The destination. Without vm and spec, the plan derives its definition from the source.")
        @Default("{}")
        Endpoint destination,

        @Schema(description = "The transport of the main stream. Defaults to that of the address, or unix.")
        @Pattern(regexp = "tcp|unix|vsock|fd|exec|rdma|file") @Nullable String transport,

        @Schema(description = "The URI that the source connects to.", example = "tcp:host-b:4444")
        @Size(min = 1, max = 1024) @Nullable String address,

        @Schema(description = "When the capabilities and parameters of the destination are set.")
        @Default("before-listening")
        DestinationSettings destinationSettings) {

    /**
     * An endpoint of a migration.
     *
     * @param vm the name of a stored VM
     * @param spec a definition; at most one of vm and spec
     * @param qemu the QEMU of a destination without vm and spec; null for that of the source
     * @param arguments additional arguments of the command line; the last occurrence of an option takes effect
     */
    @Schema(name = "MigrationEndpoint", description = "An endpoint of a migration: a stored VM, or a definition.")
    record Endpoint(
            @Schema(description = "The name of a stored VM.", example = "db-1") @Nullable VmName vm,

            @Schema(description = "A definition. At most one of vm and spec.") @Nullable VmSpec spec,

            @Schema(description = "The QEMU of a destination without vm and spec. Defaults to that of the source.")
            @Nullable QemuChoice qemu,

            @Schema(
                    description =
                            "Additional arguments of the command line. The last occurrence of an option takes effect.",
                    example = "[\"-uuid\", \"11111111-1111-1111-1111-111111111111\"]")
            @Default("[]")
            @Size(max = 256) List<String> arguments) {
        Endpoint {
            arguments = List.copyOf(arguments);
        }
    }
}
