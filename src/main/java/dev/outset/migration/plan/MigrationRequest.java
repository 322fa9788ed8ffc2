package dev.outset.migration.plan;

import dev.outset.binding.Default;
import dev.outset.binding.Placeholder;
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
 * A migration of a guest from one stored VM to another.
 *
 * @param source the VM whose guest is migrated
 * @param destination the VM that waits for the guest; its definition has migration.incoming
 * @param address the URI that the source connects to. Defaults to the address in the destination's definition, or else
 *     to a socket of this host. A key or token with a label selector may name only an address of the destination.
 * @param capabilities capabilities for this migration only, on both sides
 * @param parameters parameters for this migration only, on both sides
 * @param destinationSettings when the capabilities and parameters of the destination are set
 * @param override migrate even if the plan predicts a failure
 * @param timeout the time after which the migration is cancelled; unlimited by default
 */
public record MigrationRequest(
        @Schema(description = "The VM whose guest is migrated.", example = "db-1") @Placeholder("source")
        VmName source,

        @Schema(
                description = "The VM that waits for the guest; its definition has migration.incoming.",
                example = "db-2")
        @Placeholder("destination")
        VmName destination,

        @Schema(example = "tcp:host-b:4444") @Size(min = 1, max = 1024) @Nullable String address,

        @Default("{}") Map<MigrationCapability, Boolean> capabilities,
        @Default("{}") MigrationParameters parameters,
        @Default("before-listening") DestinationSettings destinationSettings,
        @Default("false") boolean override,

        @Schema(description = "The time after which the migration is cancelled; unlimited by default.", example = "10m")
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
