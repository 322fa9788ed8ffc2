package dev.outset.api.migration;

import dev.outset.migration.job.MigrationJob;
import dev.outset.migration.job.MigrationJobState;
import dev.outset.migration.job.MigrationPhase;
import dev.outset.migration.job.MigrationProgress;
import dev.outset.migration.job.MigrationRequest;
import dev.outset.migration.job.MigrationResult;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A migration and how far it is.
 *
 * @param id its id
 * @param request what was asked for
 * @param phase how far it is
 * @param cancelled whether somebody has asked to end it
 * @param progress what the source last said; null before it started
 * @param ending how it ended; null while it is not over
 * @param createdAt when it was asked for
 * @param endedAt when it was over; null while it is not
 */
@Schema(name = "CarriedMigration", description = "A migration and how far it is.")
record MigrationView(
        @Schema(example = "019a7c1d2e3f-4b5a69788796a5b4") String id,
        MigrationRequest request,
        MigrationPhase phase,
        boolean cancelled,

        @Schema(description = "What the source last said; null before it started.", nullable = true) @Nullable MigrationProgress progress,

        @Schema(description = "How it ended; null while it is not over.", nullable = true) @Nullable MigrationResult ending,

        Instant createdAt,

        @Schema(description = "When it was over; null while it is not.", nullable = true) @Nullable Instant endedAt) {

    static MigrationView of(MigrationJob relocation) {
        return new MigrationView(
                relocation.id(),
                relocation.request(),
                relocation.state().phase(),
                relocation.cancelled(),
                relocation.progress(),
                relocation.state() instanceof MigrationJobState.Ended(MigrationResult ending) ? ending : null,
                relocation.createdAt(),
                relocation.endedAt());
    }
}
