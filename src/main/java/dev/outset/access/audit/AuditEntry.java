package dev.outset.access.audit;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A change that a principal made.
 *
 * @param sequence the position in the order of all entries
 * @param at when the change was made
 * @param subject the name of the principal
 * @param role the role of the principal
 * @param credential a description of the credential; never a secret
 * @param requestId the id of the request, as in {@code X-Request-Id} and the log
 * @param action the action, such as {@code vm.create}
 * @param target the name or id of the object that was changed
 * @param before the object before the change; null if it was created
 * @param after the object after the change; null if it was deleted
 */
public record AuditEntry(
        long sequence,
        Instant at,
        @Schema(example = "alice") String subject,
        @Schema(example = "operator") String role,
        @Schema(example = "key 3k9x0a7mq2vd") String credential,
        String requestId,
        @Schema(example = "vm.create") String action,
        @Schema(example = "db-1") String target,
        @Nullable JsonNode before,
        @Nullable JsonNode after) {}
