package dev.outset.api.event;

import dev.outset.access.Caller;
import dev.outset.access.Requires;
import dev.outset.access.Role;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.Page;
import dev.outset.api.problem.NotFoundException;
import dev.outset.store.EventLog;
import dev.outset.store.VmEvent;
import dev.outset.vm.VmName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What happened to the VMs. */
@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
@Tag(name = "Events", description = "What happened to the VMs, oldest first.")
class EventController {

    private final EventLog events;

    private final ApiSettings settings;

    private final Caller caller;

    EventController(EventLog events, ApiSettings settings, Caller caller) {
        this.caller = caller;
        this.events = events;
        this.settings = settings;
    }

    @Requires(Role.VIEWER)
    @GetMapping("/events")
    @Operation(
            summary = "List the events of all VMs",
            description = "After a sequence, oldest first. nextCursor is the sequence to go on from.")
    Page<VmEvent> list(
            @Parameter(description = "The sequence of the last event already seen.") @RequestParam(defaultValue = "0")
                    long since,
            @Parameter(description = "The most events to give.") @RequestParam(required = false) @Nullable Integer limit) {
        return page(events.since(reach(), since, size(limit) + 1), size(limit));
    }

    @Requires(Role.VIEWER)
    @GetMapping("/vms/{name}/events")
    @Operation(summary = "List the events of a VM", description = "Also of a VM that is gone, while they are kept.")
    Page<VmEvent> ofVm(
            @Parameter(example = "db-1") @PathVariable String name,
            @Parameter(description = "The sequence of the last event already seen.") @RequestParam(defaultValue = "0")
                    long since,
            @Parameter(description = "The most events to give.") @RequestParam(required = false) @Nullable Integer limit) {
        if (!VmName.isValid(name)) {
            throw new NotFoundException("'" + name + "' is no name of a VM");
        }
        return page(events.of(new VmName(name), reach(), since, size(limit) + 1), size(limit));
    }

    private Map<String, String> reach() {
        return caller.current().reach().labels();
    }

    private int size(@Nullable Integer limit) {
        return limit == null ? settings.pageSize() : Math.clamp(limit, 1, settings.maxPageSize());
    }

    private static Page<VmEvent> page(List<VmEvent> found, int size) {
        List<VmEvent> shown = found.subList(0, Math.min(size, found.size()));
        return new Page<>(
                shown, found.size() > size ? Long.toString(shown.getLast().sequence()) : null);
    }
}
