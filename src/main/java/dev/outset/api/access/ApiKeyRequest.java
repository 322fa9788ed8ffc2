package dev.outset.api.access;

import dev.outset.access.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key that somebody wants.
 *
 * @param name who or what uses it
 * @param role what it may do
 * @param selection labels that a VM must have for the key to see and touch it
 * @param lifetime how long it is valid; null for the time of the settings
 */
@Schema(name = "ApiKeyRequest", description = "A key that somebody wants.")
record ApiKeyRequest(
        @Schema(description = "Who or what uses it.", example = "ci")
        @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9 @._-]{0,62}") String name,

        @Schema(description = "What it may do.", type = "string", defaultValue = "none")
        Role role,

        @Schema(
                description = "Labels that a VM must have for the key to see and touch it; none for every VM.",
                example = "{\"team\": \"db\"}",
                defaultValue = "{}")
        @Size(max = 16) Map<String, String> selection,

        @Schema(description = "How long it is valid.", type = "string", example = "720h") @Nullable Duration lifetime) {

    ApiKeyRequest {
        selection = Map.copyOf(selection);
    }
}
