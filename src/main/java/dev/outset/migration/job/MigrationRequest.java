package dev.outset.migration.job;

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
 * A migration that somebody wants.
 *
 * @param source the VM whose guest is to move
 * @param destination the VM that waits for it
 * @param address where the source connects to; null for the place that the destination's definition names, or one of ours
 * @param capabilities capabilities for this migration only, on both sides
 * @param parameters parameters for this migration only, on both sides
 * @param destinationSettings when the destination's settings are sent
 * @param override whether it is to be tried although the plan says that it fails
 * @param timeout after which it is cancelled; null for never
 */
@Schema(name = "MigrationRequest", description = "A migration of a guest from one stored VM to another.")
public record MigrationRequest(
        @Schema(description = "The VM whose guest is to move.", example = "db-1")
        VmName source,

        @Schema(description = "The VM that waits for it; its definition has migration.incoming.", example = "db-2")
        VmName destination,

        @Schema(
                description = "Where the source connects to, as a URI; left out, the place that the destination's"
                        + " definition names, or a socket of this host. A key or token with a selection of labels"
                        + " may name only a place of the destination.",
                example = "tcp:host-b:4444")
        @Size(min = 1, max = 1024) @Nullable String address,

        @Schema(description = "Capabilities for this migration only, on both sides.", defaultValue = "{}")
        Map<MigrationCapability, Boolean> capabilities,

        @Schema(description = "Parameters for this migration only, on both sides.", defaultValue = "{}")
        MigrationParameters parameters,

        @Schema(
                description = "When the destination's capabilities and parameters are set.",
                defaultValue = "before-listening")
        DestinationSettings destinationSettings,

        @Schema(description = "Try it although the plan says that it fails.", defaultValue = "false")
        boolean override,

        @Schema(description = "Cancel it after this time; left out, never.", example = "10m") @Nullable Duration timeout) {

    public MigrationRequest {
        capabilities = Collections.unmodifiableMap(new LinkedHashMap<>(capabilities));
    }

    /** The same migration to another address; null for the place that the destination's definition names. */
    public MigrationRequest to(@Nullable String newAddress) {
        return new MigrationRequest(
                source, destination, newAddress, capabilities, parameters, destinationSettings, override, timeout);
    }

    /** When a destination's settings come. */
    public enum DestinationSettings {
        BEFORE_LISTENING("before-listening"),
        AFTER_LISTENING("after-listening");

        private final String label;

        DestinationSettings(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }
}
