package dev.outset.api.event;

import dev.outset.access.Caller;
import dev.outset.access.Requires;
import dev.outset.access.Role;
import dev.outset.access.Subject;
import dev.outset.api.http.LabelFilter;
import dev.outset.api.problem.NotFoundException;
import dev.outset.api.problem.RefusedException;
import dev.outset.binding.RecordWriter;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmName;
import dev.outset.watch.EventPump;
import dev.outset.watch.Selection;
import dev.outset.watch.Watch;
import dev.outset.watch.WatchSettings;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Events as they happen. A stream lives on its request's own virtual thread until either side ends it. */
@RestController
@RequestMapping(path = "/api/v1", produces = "text/event-stream")
@Tag(name = "Events", description = "What happened to the VMs, oldest first.")
class EventStreamController {

    private static final String SINCE = "The sequence of the last event already seen, or 'latest' for only what happens"
            + " from now on. Left out, everything that is kept comes first.";

    private final EventPump pump;

    private final WatchSettings settings;

    private final RecordWriter writer;

    private final Caller caller;

    EventStreamController(EventPump pump, WatchSettings settings, RecordWriter writer, Caller caller) {
        this.caller = caller;
        this.pump = pump;
        this.settings = settings;
        this.writer = writer;
    }

    @Requires(Role.VIEWER)
    @GetMapping("/events")
    @Operation(
            summary = "Watch the events of all VMs or of a selection",
            description = "Server-sent events; the id of each is its sequence, so a reader goes on at any replica with"
                    + " Last-Event-ID or since. 'gap' says that events in between are forgotten; 'end' says why the"
                    + " stream ends.")
    void watch(
            @Parameter(description = "A label that the VM had, as key=value; may be repeated.", example = "team=db")
                    @RequestParam(required = false)
                    @Nullable List<String> label,
            @Parameter(description = SINCE) @RequestParam(required = false) @Nullable String since,
            @Parameter(description = "What a browser sends when it comes back; wins over since.")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable String lastEventId,
            HttpServletResponse response)
            throws IOException {
        stream(new Selection(null, LabelFilter.read(label), reach()), since, lastEventId, response);
    }

    @Requires(Role.VIEWER)
    @GetMapping("/vms/{name}/events")
    @Operation(
            summary = "Watch the events of a VM",
            description = "Server-sent events, also before the VM exists and after it is gone.")
    void watchVm(
            @Parameter(example = "db-1") @PathVariable String name,
            @Parameter(description = SINCE) @RequestParam(required = false) @Nullable String since,
            @Parameter(description = "What a browser sends when it comes back; wins over since.")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable String lastEventId,
            HttpServletResponse response)
            throws IOException {
        if (!VmName.isValid(name)) {
            throw new NotFoundException("'" + name + "' is no name of a VM");
        }
        stream(new Selection(new VmName(name), Map.of(), reach()), since, lastEventId, response);
    }

    private void stream(
            Selection selection, @Nullable String since, @Nullable String lastEventId, HttpServletResponse response)
            throws IOException {
        try (Watch watch = open(selection, lastEventId == null || lastEventId.isBlank() ? since : lastEventId)) {
            Subject watcher = caller.current();
            new EventStream(response, writer, settings.keepAlive()).follow(watch, () -> caller.isStillIn(watcher));
        }
    }

    private Map<String, String> reach() {
        return caller.current().reach().labels();
    }

    private Watch open(Selection selection, @Nullable String cursor) {
        if (cursor == null) {
            return pump.fromStart(selection);
        }
        return cursor.equals("latest") ? pump.fromNow(selection) : pump.after(selection, sequence(cursor));
    }

    private static long sequence(String cursor) {
        try {
            return Math.max(0, Long.parseLong(cursor.strip()));
        } catch (NumberFormatException foreign) {
            throw refused(
                    "since", "'" + cursor + "' is no sequence", "Send the id of the last event seen, or 'latest'");
        }
    }

    private static RefusedException refused(String pointer, String message, String action) {
        return new RefusedException(new Violations(List.of(Violation.error(pointer, "format", message, action))));
    }
}
