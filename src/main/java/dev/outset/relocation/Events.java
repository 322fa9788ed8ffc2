package dev.outset.relocation;

import dev.outset.store.EventDraft;
import dev.outset.vm.VmName;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What both VMs' logs are told of a migration. */
final class Events {

    private Events() {}

    static List<EventDraft> moving(Relocation relocation, Instant at) {
        return both(relocation, EventDraft.Type.NORMAL, "MigrationStarted", "The guest is on its way", at);
    }

    static List<EventDraft> ended(Relocation relocation, Ending ending, Instant at) {
        boolean good = ending.result() == Ending.Result.COMPLETED;
        return both(
                relocation,
                good ? EventDraft.Type.NORMAL : EventDraft.Type.WARNING,
                "Migration" + ending.result(),
                ending.message(),
                at);
    }

    private static List<EventDraft> both(
            Relocation relocation, EventDraft.Type type, String reason, String message, Instant at) {
        VmName source = relocation.request().source();
        VmName destination = relocation.request().destination();
        String text = message + " (migration " + relocation.id() + ", " + source + " to " + destination + ")";
        return Stream.of(source, destination)
                .map(vm -> new EventDraft(vm, at, type, reason, text, 0))
                .toList();
    }
}
