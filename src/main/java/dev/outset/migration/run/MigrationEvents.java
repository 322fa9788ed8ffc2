package dev.outset.migration.run;

import dev.outset.migration.job.MigrationJob;
import dev.outset.migration.job.MigrationResult;
import dev.outset.store.event.EventDraft;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The events of a migration, for the logs of both VMs. A reader of one VM may not reach the other, now or later, so
 * no text of an event names the other VM. The id of the migration leads to both.
 */
final class MigrationEvents {

    private MigrationEvents() {}

    static List<EventDraft> moving(MigrationJob relocation, Instant at) {
        return both(relocation, EventDraft.Type.NORMAL, "MigrationStarted", "The guest is on its way", at);
    }

    static List<EventDraft> ended(MigrationJob relocation, MigrationResult ending, Instant at) {
        boolean good = ending.result() == MigrationResult.Result.COMPLETED;
        return both(
                relocation,
                good ? EventDraft.Type.NORMAL : EventDraft.Type.WARNING,
                "Migration" + ending.result(),
                sentence(ending),
                at);
    }

    /** The ending's own message may quote QEMU, and so an address that names the other VM. */
    private static String sentence(MigrationResult ending) {
        return switch (ending.result()) {
            case COMPLETED -> "The guest runs on the destination";
            case CANCELLED -> "The migration was cancelled";
            case FAILED -> "The migration has failed: " + ending.reason();
        };
    }

    private static List<EventDraft> both(
            MigrationJob relocation, EventDraft.Type type, String reason, String message, Instant at) {
        String text = message + " (migration " + relocation.id() + ")";
        return Stream.of(relocation.request().source(), relocation.request().destination())
                .map(vm -> new EventDraft(vm, at, type, reason, text, 0))
                .toList();
    }
}
