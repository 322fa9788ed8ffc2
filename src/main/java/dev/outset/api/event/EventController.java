package dev.outset.api.event;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.Page;
import dev.outset.api.http.PageLimit;
import dev.outset.api.http.VmLookup;
import dev.outset.store.event.EventLog;
import dev.outset.store.event.VmEvent;
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

/** Lists the events of VMs. */
@RestController
@RequestMapping(path = "/api/v1", produces = "application/json")
@Tag(name = "Events", description = "Events of VMs, oldest first.")
class EventController {

    private static final String SINCE =
            "The sequence of the last event already received. For a stream also 'latest': only"
                    + " events from now on. Default: all retained events.";

    private static final String STREAM =
            "A stream of server-sent events: the id is the sequence, the data is the event as"
                    + " JSON. 'gap' reports that events in between are no longer retained, 'end' why the stream ends.";

    private final EventLog events;

    private final ApiSettings settings;

    private final CurrentPrincipal caller;

    /**
     * A page of events.
     *
     * @param items the events
     * @param nextCursor the value of 'since' for the next page; null on the last page
     */
    @Schema(name = "VmEventPage")
    private record EventPage(List<VmEvent> items, @Nullable String nextCursor) {}

    EventController(EventLog events, ApiSettings settings, CurrentPrincipal caller) {
        this.caller = caller;
        this.events = events;
        this.settings = settings;
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/events")
    @Operation(
            summary = "List the events of all VMs",
            description = "Events after a sequence, oldest first; nextCursor is the sequence to continue from. With"
                    + " Accept: text/event-stream, events are streamed as they occur, optionally filtered by label; a"
                    + " client can resume at any replica with Last-Event-ID or since.",
            parameters = {
                @Parameter(
                        name = "label",
                        in = ParameterIn.QUERY,
                        description = "Streams only: a label of the VM at the time of the event, as key=value; may be"
                                + " repeated.",
                        example = "team=db",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "Last-Event-ID",
                        in = ParameterIn.HEADER,
                        description =
                                "Streams only: the id of the last event received, sent by browsers on reconnect. Takes"
                                        + " precedence over since.",
                        schema = @Schema(type = "string"))
            })
    @ApiResponse(
            responseCode = "200",
            description = STREAM,
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = EventPage.class)),
                @Content(mediaType = "text/event-stream", schema = @Schema(type = "string"))
            })
    Page<VmEvent> listEvents(
            @Parameter(description = SINCE, schema = @Schema(type = "string", pattern = "[0-9]+|latest"))
                    @RequestParam(defaultValue = "0")
                    long since,
            @PageLimit @RequestParam(required = false) @Nullable Integer limit) {
        int size = settings.pageSize(limit);
        return page(events.since(labelScope(), since, size + 1), size);
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/vms/{name}/events")
    @Operation(
            summary = "List the events of a VM",
            description = "Includes deleted VMs while their events are retained. With Accept: text/event-stream, events"
                    + " are streamed as they occur; the VM need not exist yet.",
            parameters =
                    @Parameter(
                            name = "Last-Event-ID",
                            in = ParameterIn.HEADER,
                            description =
                                    "Streams only: the id of the last event received, sent by browsers on reconnect."
                                            + " Takes precedence over since.",
                            schema = @Schema(type = "string")))
    @ApiResponse(
            responseCode = "200",
            description = STREAM,
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = EventPage.class)),
                @Content(mediaType = "text/event-stream", schema = @Schema(type = "string"))
            })
    Page<VmEvent> listVmEvents(
            @Parameter(example = "db-1") @PathVariable String name,
            @Parameter(description = SINCE, schema = @Schema(type = "string", pattern = "[0-9]+|latest"))
                    @RequestParam(defaultValue = "0")
                    long since,
            @PageLimit @RequestParam(required = false) @Nullable Integer limit) {
        int size = settings.pageSize(limit);
        return page(events.of(VmLookup.name(name), labelScope(), since, size + 1), size);
    }

    private Map<String, String> labelScope() {
        return caller.current().scope().labels();
    }

    private static Page<VmEvent> page(List<VmEvent> found, int size) {
        return Page.of(found, size, event -> Long.toString(event.sequence()));
    }
}
