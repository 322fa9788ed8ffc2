package dev.outset.migration.plan;

import dev.outset.binding.Default;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import dev.outset.vm.VmName;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A requested migration.
 *
 * @param source the VM whose guest is migrated
 * @param destination the VM that waits for the guest
 * @param address the URI that the source connects to; null for the address in the destination's definition, or else a
 *     default socket
 * @param capabilities capabilities for this migration only, on both sides
 * @param parameters parameters for this migration only, on both sides
 * @param destinationSettings when the destination's settings are applied
 * @param override whether to migrate even if the plan predicts a failure
 * @param timeout how long QEMU may migrate before the migration is cancelled; null for no limit
 */
@Schema(name = "MigrationRequest", description = "A migration of a guest from one stored VM to another.")
public record MigrationRequest(
        @Schema(description = "The VM whose guest is migrated.", example = "db-1")
        VmName source,

        @Schema(
                description = "The VM that waits for the guest; its definition has migration.incoming.",
                example = "db-2")
        VmName destination,

        @Schema(
                description = "The URI that the source connects to. Defaults to the address in the destination's"
                        + " definition, or else to a socket of this host. A key or token with a label selector"
                        + " may name only an address of the destination.",
                example = "tcp:host-b:4444")
        @Size(min = 1, max = 1024) @Nullable String address,

        @Schema(description = "Capabilities for this migration only, on both sides.") @Default("{}")
        Map<MigrationCapability, Boolean> capabilities,

        @Schema(description = "Parameters for this migration only, on both sides.") @Default("{}")
        MigrationParameters parameters,

        @Schema(description = "When the capabilities and parameters of the destination are set.")
        @Default("before-listening")
        DestinationSettings destinationSettings,

        @Schema(description = "Migrate even if the plan predicts a failure.") @Default("false")
        boolean override,

        @Schema(description = "Cancel the migration after this time. By default there is no limit.", example = "10m")
        @Nullable Duration timeout) {

    public MigrationRequest {
        capabilities = Collections.unmodifiableMap(new LinkedHashMap<>(capabilities));
    }

    /** Returns this request with another address; null for the address in the destination's definition. */
    public MigrationRequest withAddress(@Nullable String newAddress) {
        return new MigrationRequest(
                source, destination, newAddress, capabilities, parameters, destinationSettings, override, timeout);
    }
}
