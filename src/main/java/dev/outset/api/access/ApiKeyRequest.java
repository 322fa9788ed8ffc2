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
 * @param lifetime how long the key is valid; null for {@code outset.access.keys.lifetime}
 */
@Schema(name = "ApiKeyRequest", description = "An API key to create.")
record ApiKeyRequest(
        @Schema(description = "The user or program that uses the key.", example = "ci")
        @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9 @._-]{0,62}") String name,

        @Schema(description = "The role that the key grants.", type = "string") @Default("none")
        Role role,

        @Schema(
                description = "The labels that a VM must have for the key to read or change it. Empty: all VMs.",
                example = "{\"team\": \"db\"}")
        @Default("{}")
        @Size(max = 16) Map<String, String> selection,

        @Schema(
                description = "How long the key is valid. Defaults to outset.access.keys.lifetime.",
                type = "string",
                example = "720h")
        @Nullable Duration lifetime) {

    ApiKeyRequest {
        selection = Map.copyOf(selection);
    }
}
