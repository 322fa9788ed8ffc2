package dev.outset.migration.run;

import dev.outset.store.event.EventDraft;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The events of a migration for the event logs of both VMs. A client that may read one VM may not be allowed to read
 * the other, so no message names the other VM; the migration id identifies both.
 */
final class MigrationEvents {

    private MigrationEvents() {}

    static List<EventDraft> started(Migration migration, Instant at) {
        return both(migration, EventDraft.Type.NORMAL, "MigrationStarted", "The guest is being migrated", at);
    }

    static List<EventDraft> ended(Migration migration, MigrationResult result, Instant at) {
        boolean succeeded = result.result() == MigrationResult.Result.COMPLETED;
        return both(
                migration,
                succeeded ? EventDraft.Type.NORMAL : EventDraft.Type.WARNING,
                "Migration" + result.result(),
                message(result),
                at);
    }

    /**
     * Returns a message without the text of the result, which may quote an error of QEMU with an address that names the
     * other VM.
     */
    private static String message(MigrationResult result) {
        return switch (result.result()) {
            case COMPLETED -> "The guest runs on the destination";
            case CANCELLED -> "The migration was cancelled";
            case FAILED -> "The migration failed: " + result.reason();
        };
    }

    private static List<EventDraft> both(
            Migration migration, EventDraft.Type type, String reason, String message, Instant at) {
        String text = message + " (migration " + migration.id() + ")";
        return Stream.of(migration.request().source(), migration.request().destination())
                .map(vm -> new EventDraft(vm, at, type, reason, text, 0))
                .toList();
    }
}
