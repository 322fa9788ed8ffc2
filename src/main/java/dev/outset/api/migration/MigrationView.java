package dev.outset.api.migration;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.outset.migration.plan.MigrationRequest;
import dev.outset.migration.run.Migration;
import dev.outset.migration.run.MigrationPhase;
import dev.outset.migration.run.MigrationProgress;
import dev.outset.migration.run.MigrationResult;
import dev.outset.migration.run.SettingChange;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration with its progress and result.
 *
 * @param id its id
 * @param request the request
 * @param phase the current phase
 * @param cancelled whether cancellation was requested
 * @param progress the last progress of the source; {@code null} before the migration starts
 * @param changes the settings that were changed for the migration
 * @param ending the result; {@code null} until the migration has ended
 * @param createdAt when the migration was requested
 * @param endedAt when the migration ended; {@code null} until then
 */
@Schema(name = "Migration")
record MigrationView(
        @Schema(example = "019a7c1d2e3f-4b5a69788796a5b4") String id,
        MigrationRequest request,
        MigrationPhase phase,
        boolean cancelled,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable MigrationProgress progress,
        List<SettingChange> changes,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable MigrationResult ending,
        Instant createdAt,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Instant endedAt) {

    MigrationView {
        changes = List.copyOf(changes);
    }

    static MigrationView of(Migration migration) {
        return new MigrationView(
                migration.id(),
                migration.request(),
                migration.state().phase(),
                migration.cancelled(),
                migration.progress(),
                migration.changes(),
                migration.state() instanceof Migration.Ended ended ? ended.result() : null,
                migration.createdAt(),
                migration.endedAt());
    }
}
