package dev.outset.api.access;

import dev.outset.access.Role;
import dev.outset.binding.Default;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An API key to create.
 *
 * @param name the user or program that uses the key
 * @param role the role that the key grants
 * @param selection the labels that a VM must have for the key to read or change it; empty for all VMs
 * @param lifetime how long the key is valid; defaults to outset.access.keys.lifetime
 */
record ApiKeyRequest(
        @Schema(example = "ci") @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9 @._-]{0,62}") String name,

        @Schema(type = "string") @Default("none") Role role,

        @Schema(example = "{\"team\": \"db\"}") @Default("{}") @Size(max = 16) Map<String, String> selection,

        @Schema(type = "string", example = "720h") @Nullable Duration lifetime) {

    ApiKeyRequest {
        selection = Map.copyOf(selection);
    }
}
