package dev.outset.api.migration;

import dev.outset.relocation.Ending;
import dev.outset.relocation.Phase;
import dev.outset.relocation.Progress;
import dev.outset.relocation.Relocation;
import dev.outset.relocation.RelocationRequest;
import dev.outset.relocation.RelocationState;
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
        RelocationRequest request,
        Phase phase,
        boolean cancelled,

        @Schema(description = "What the source last said; null before it started.", nullable = true) @Nullable Progress progress,

        @Schema(description = "How it ended; null while it is not over.", nullable = true) @Nullable Ending ending,

        Instant createdAt,

        @Schema(description = "When it was over; null while it is not.", nullable = true) @Nullable Instant endedAt) {

    static MigrationView of(Relocation relocation) {
        return new MigrationView(
                relocation.id(),
                relocation.request(),
                relocation.state().phase(),
                relocation.cancelled(),
                relocation.progress(),
                relocation.state() instanceof RelocationState.Ended(Ending ending) ? ending : null,
                relocation.createdAt(),
                relocation.endedAt());
    }
}
