package dev.outset.access.audit;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A change that somebody made.
 *
 * @param sequence its place in the order of all entries
 * @param at when
 * @param subject who
 * @param role in which role
 * @param credential by what they had proved who they are; never a secret
 * @param requestId the id of the request, as in {@code X-Request-Id} and the log
 * @param action what was done
 * @param target what it was done to
 * @param before the target before; null when it was new
 * @param after the target after; null when it was gone
 */
@Schema(description = "A change that somebody made.")
public record AuditEntry(
        long sequence,
        Instant at,
        @Schema(example = "alice") String subject,
        @Schema(example = "operator") String role,
        @Schema(example = "key 3k9x0a7mq2vd") String credential,
        String requestId,
        @Schema(example = "vm.create") String action,
        @Schema(example = "db-1") String target,

        @Schema(description = "The target before; absent when it was new.") @Nullable JsonNode before,

        @Schema(description = "The target after; absent when it was gone.") @Nullable JsonNode after) {}
