package dev.outset.migration.run;

import dev.outset.store.event.EventDraft;
import java.util.List;

/**
 * Published after a migration was written, by the replica that wrote it: each change is published once across all
 * replicas.
 *
 * @param migration the written migration
 * @param events the events of both VMs that were written with it
 */
public record MigrationSaved(Migration migration, List<EventDraft> events) {

    public MigrationSaved {
        events = List.copyOf(events);
    }
}
