package dev.outset.api.event;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.Page;
import dev.outset.api.problem.NotFoundException;
import dev.outset.store.event.EventLog;
import dev.outset.store.event.VmEvent;
import dev.outset.vm.VmName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
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

    private static final String SINCE = "The sequence of the last event already seen; for a stream also 'latest', for"
            + " only what happens from now on. Left out, everything that is kept comes first.";

    private static final String STREAM = "A stream of server-sent events: the id of each is its sequence, its data the"
            + " event as JSON. 'gap' says that events in between are forgotten, 'end' why the stream ends.";

    private final EventLog events;

    private final ApiSettings settings;

    private final CurrentPrincipal caller;

    /** What a page of events looks like, for the OpenAPI document. */
    @Schema(name = "VmEventPage", description = "A page of events.")
    private record EventPage(
            @Schema(description = "The events.") List<VmEvent> items,

            @Schema(description = "What to send as 'since' for the next page; absent on the last one.") @Nullable String nextCursor) {}

    EventController(EventLog events, ApiSettings settings, CurrentPrincipal caller) {
        this.caller = caller;
        this.events = events;
        this.settings = settings;
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/events")
    @Operation(
            operationId = "listEvents",
            summary = "List the events of all VMs",
            description = "After a sequence, oldest first; nextCursor is the sequence to go on from. With Accept:"
                    + " text/event-stream they come as they happen, also of a selection, and a reader goes on at any"
                    + " replica with Last-Event-ID or since.",
            parameters = {
                @Parameter(
                        name = "label",
                        in = ParameterIn.QUERY,
                        description = "Only of a stream: a label that the VM had, as key=value; may be repeated.",
                        example = "team=db",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "Last-Event-ID",
                        in = ParameterIn.HEADER,
                        description = "Only of a stream: what a browser sends when it comes back; wins over since.",
                        schema = @Schema(type = "string"))
            })
    @ApiResponse(
            responseCode = "200",
            description = STREAM,
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = EventPage.class)),
                @Content(mediaType = "text/event-stream", schema = @Schema(type = "string"))
            })
    Page<VmEvent> list(
            @Parameter(description = SINCE, schema = @Schema(type = "string", pattern = "[0-9]+|latest"))
                    @RequestParam(defaultValue = "0")
                    long since,
            @Parameter(description = "The most events to give.") @RequestParam(required = false) @Nullable Integer limit) {
        return page(events.since(reach(), since, size(limit) + 1), size(limit));
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/vms/{name}/events")
    @Operation(
            operationId = "listVmEvents",
            summary = "List the events of a VM",
            description = "Also of a VM that is gone, while they are kept. With Accept: text/event-stream they come as"
                    + " they happen, also before the VM exists.",
            parameters =
                    @Parameter(
                            name = "Last-Event-ID",
                            in = ParameterIn.HEADER,
                            description = "Only of a stream: what a browser sends when it comes back; wins over since.",
                            schema = @Schema(type = "string")))
    @ApiResponse(
            responseCode = "200",
            description = STREAM,
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = EventPage.class)),
                @Content(mediaType = "text/event-stream", schema = @Schema(type = "string"))
            })
    Page<VmEvent> ofVm(
            @Parameter(example = "db-1") @PathVariable String name,
            @Parameter(description = SINCE, schema = @Schema(type = "string", pattern = "[0-9]+|latest"))
                    @RequestParam(defaultValue = "0")
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
