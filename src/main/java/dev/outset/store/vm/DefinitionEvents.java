package dev.outset.store.vm;

import dev.outset.store.event.EventDraft;
import dev.outset.vm.VmDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Describes changes of definitions as events. */
final class DefinitionEvents {

    private DefinitionEvents() {}

    static EventDraft created(VmDefinition vm) {
        return event(vm, vm.createdAt(), "Created", "The VM was created");
    }

    static List<EventDraft> changed(VmDefinition before, VmDefinition after, Instant at) {
        List<EventDraft> events = new ArrayList<>();
        if (!after.labels().equals(before.labels())) {
            events.add(event(after, at, "Relabelled", "The labels were changed"));
        }
        if (after.generation() > before.generation()) {
            events.add(event(after, at, "Changed", "The definition was changed; generation " + after.generation()));
        }
        if (after.restarts() > before.restarts()) {
            events.add(event(after, at, "RestartRequested", "A restart was requested"));
        }
        if (after.deleting() && !before.deleting()) {
            events.add(event(after, at, "Deleting", "The deletion of the VM was requested"));
        }
        return events;
    }

    private static EventDraft event(VmDefinition vm, Instant at, String reason, String message) {
        return new EventDraft(vm.name(), at, EventDraft.Type.NORMAL, reason, message, vm.generation());
    }
}
